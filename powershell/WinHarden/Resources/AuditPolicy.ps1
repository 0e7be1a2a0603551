function Read-AuditPolicyState {
    <# .SYNOPSIS
    Audit subcategories as 0 none, 1 success, 2 failure, 3 both, from one auditpol /backup.
    #>
    param($Session, $Points)
    $path = New-TemporaryPath $Session '.csv'
    Invoke-Executable 'auditpol' @('/backup', "/file:$path")
    $flags = @{}
    # Machine, target, name, GUID, two localised columns, number: by position, because headers and names are localised.
    $row = '^[^,]*,(?!S-1-)[^,]*,.*(\{[0-9a-f]{8}-[0-9a-f-]{27}\}).*,([0-3])\s*$'
    foreach ($line in [IO.File]::ReadAllLines($path)) {
        if ($line -match $row) { $flags[$Matches[1]] = [long] $Matches[2] }
    }
    foreach ($point in $Points) {
        $value = $flags[$point.Address.subcategory]
        if ($null -eq $value) { $point.Problem = 'auditpol does not report this subcategory' }
        $point.State = [ordered]@{ value = $value; type = $null }
    }
}
