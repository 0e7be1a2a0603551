# Which resource reads and sets which kinds, in the order of setting: what can be undone at once first, software last.
$Resources = [ordered]@{
    Registry = @('registry')
    SecurityPolicy = @('accountPolicy', 'userRight')
    AuditPolicy = @('auditPolicy')
    Service = @('service')
    LocalAccount = @('localAccount')
    Feature = @('feature')
    Installer = @('installer')
}

function Invoke-Resource {
    <# .SYNOPSIS
    Hands the points to their resources, to Read or to Set; a resource that fails is the problem of its own points only.
    #>
    param($Session, [string] $Verb, $Points, [switch] $Reverse)
    $order = @($Resources.Keys)
    if ($Reverse) { [array]::Reverse($order) }
    foreach ($resource in $order) {
        $own = @(foreach ($point in $Points) { if ($Resources[$resource] -contains $point.Kind) { $point } })
        if ($own.Count -eq 0) { continue }
        if ($Reverse) { [array]::Reverse($own) }
        foreach ($point in $own) { $point.Problem = $null }
        try { & "$Verb-$($resource)State" $Session $own }
        catch { foreach ($point in $own) { $point.Problem = Get-ErrorText $_ } }
    }
}

function Get-PlanPoint {
    <# .SYNOPSIS
    Every point of every control that applies to this node, in the plan's order.
    #>
    param($Session)
    foreach ($control in $Session.Controls.Values) {
        foreach ($row in $control.Rows) { $row.Points }
    }
}

function Get-PointAddress {
    <# .SYNOPSIS
    Where a point is, as text for people.
    #>
    param($Point)
    $address = $Point.Address
    if ($Point.Kind -eq 'registry') {
        $hive = if ($null -eq $Point.User) { $address.hive } else { "$($address.hive)\$($Point.User)" }
        return "$hive\$($address.key)\[$($address.name)]"
    }
    if ($Point.Kind -eq 'installer') { return $address.product }
    @($address.Values) -join ' '
}
