function Invoke-Audit {
    <# .SYNOPSIS
    Reads everything once and judges it; changes nothing.
    #>
    param($Session)
    $points = @(Get-PlanPoint $Session)
    Invoke-Resource $Session 'Read' $points
    foreach ($point in $points) {
        if ($null -eq $point.Problem) { $point.First = $point.State }
        Update-PointStatus $point
    }
}
