function Read-AuditPolicy($Points) {
    <# .SYNOPSIS
    Audit subcategories as 0 none, 1 success, 2 failure, 3 both, from one auditpol /backup.
    #>
    $path = New-TemporaryPath .csv
    Invoke-Executable auditpol /backup, "/file:$path"
    $flags = @{}
    foreach ($line in [IO.File]::ReadAllLines($path)) {
        <# Machine, target (a SID: one user's), name, GUID, two texts, number: by position, because headers and texts are localised. #>
        if ($line -match '^[^,]*,(?!S-1-)[^,]*,.*(\{[0-9a-f-]{36}\}).*,([0-3])\s*$') { $flags[$Matches[1]] = [int] $Matches[2] }
    }
    Invoke-Each $Points {
        $guid = $point.Address.subcategory
        if (-not $flags.Contains($guid)) { throw "auditpol does not know the subcategory $guid" }
        $point.State = @{ value = $flags[$guid] }
    }
}
