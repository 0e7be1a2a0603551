<# Which resource reads and sets which kinds, in the order of setting: what is undone at once first, software last. #>
$Resources = [ordered]@{
    Registry = 'registry'; SecurityPolicy = 'accountPolicy', 'userRight'; AuditPolicy = 'auditPolicy'; ServiceStart = 'service'
    LocalAccount = 'localAccount'; Feature = 'feature'; Installer = 'installer'; Gpo = 'gpo'
    Permission = 'permission'; Certificate = 'certificate'; Inventory = 'inventory'
}

function Invoke-Resource($Verb, $Points, [switch] $Reverse) {
    <# .SYNOPSIS
    Hands the points to their resources, to Read or to Set; what fails there is the problem of those points only.
    #>
    $order = @($Resources.Keys)
    if ($Reverse) { [array]::Reverse($order) }
    foreach ($resource in $order) {
        $own = @(foreach ($point in $Points) { if ($point.Kind -in $Resources[$resource]) { $point.Problem = ''; $point } })
        if ($Reverse) { [array]::Reverse($own) }
        try { if ($own) { & "$Verb-$resource" $own } } catch { foreach ($point in $own) { $point.Problem = Get-ErrorText $_ } }
    }
}

function Invoke-Each($Points, $Action) {
    <# .SYNOPSIS
    Runs a block for each point; an error is kept as that point's problem and does not stop the others.
    #>
    foreach ($point in $Points) { try { & $Action } catch { $point.Problem = Get-ErrorText $_ } }
}

function Get-PointAddress($Point) {
    <# .SYNOPSIS
    Where a point is, as text for people.
    #>
    $address = $Point.Address
    <# What is downloaded goes by its name, the first word of its address. #>
    if ($address['source']) { return $address[0] }
    if ($Point.Kind -ne 'registry') { return @($address.Values) -join ' ' }
    "$($address.hive)$(if ($Point.User) { "\$($Point.User)" })\$($address.key)\[$($address.name)]"
}
