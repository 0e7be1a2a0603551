<# What an address amounts to that is not there. #>
$AbsentAs = @{ service = 'disabled'; feature = 'removed'; localAccount = $null }

function Update-Status($Point) {
    <# .SYNOPSIS
    Judges what was read at a point: the one comparison for every kind of setting.
    #>
    $kind = $Point.Kind
    $state = $Point.State
    $Point.Status = 'NonCompliant'
    $Point.Message = ''
    if ($Point.Problem) { $Point.Status = 'Error'; $Point.Message = $Point.Problem }
    elseif ($null -eq $state.value -and $AbsentAs.Contains($kind)) {
        if (Test-Expectation $Point.Expect $AbsentAs[$kind]) { $Point.Status = 'Compliant'; return }
        $Point.Status = if ($kind -eq 'feature') { 'Error' } else { 'NotApplicable' }
        $Point.Message = "this node has no $kind $(Get-PointAddress $Point)"
    }
    elseif ($null -ne $state.value -and $Point.Type -and $Point.Type -ne $state.type -and -not $Point.Expect.Contains('absent')) {
        $Point.Message = "the value is a $($state.type), not a $($Point.Type)"
    }
    elseif (Test-Expectation $Point.Expect $state.value) { $Point.Status = 'Compliant' }
    <# What the reader of a kind that nothing sets says to people. #>
    elseif ($Point['Advice']) { $Point.Message = $Point.Advice }
}

function Test-Expectation($Expect, $Found) {
    <# .SYNOPSIS
    Whether a value (null: absent) meets an expectation of docs/formats.md.
    #>
    if ($null -eq $Found) { return $Expect.Contains('absent') -or $Expect.Contains('orAbsent') }
    <# Digits in a REG_SZ count as a number in a range; nothing else than a number is in any. #>
    $number = if ("$Found" -match '^-?[0-9]+$') { [decimal] "$Found" } else { [double]::NaN }
    foreach ($comparison in $Expect.Keys) {
        $wanted = $Expect[$comparison]
        switch ($comparison) {
            { $_ -in 'equals', 'members' } { return Test-Equal $Found $wanted }
            'absent' { return $false }
            'oneOf' { return $true -in @(foreach ($one in $wanted) { Test-Equal $Found $one }) }
            'noneOf' { return $true -notin @(foreach ($one in $wanted) { Test-Equal $Found $one }) }
            'atLeast' { return $number -ge $wanted }
            'atMost' { return $number -le $wanted }
            'between' { return $number -ge $wanted[0] -and $number -le $wanted[1] }
            'includes' {
                if ($Found -is [ValueType]) { return ($Found -band $wanted) -eq $wanted }
                if ($Found -is [string]) { $Found = $Found.Split(',') }
                return (New-TextSet $wanted).IsSubsetOf((New-TextSet $Found))
            }
            'within' { return -not (Get-Excess $Found $wanted) }
            'notEmpty' { return "$Found".Trim() -ne '' }
            'orAbsent' { }
            default { throw "the plan has the unknown expectation $comparison" }
        }
    }
}

function Test-Equal($Found, $Wanted) {
    <# .SYNOPSIS
    Equality by type: text without regard to case, lists without regard to order, and "0" is not 0.
    #>
    <# Not -eq for text: its linguistic comparison takes some different texts for equal. #>
    if ($Wanted -is [string]) { return $Found -is [string] -and [string]::Equals($Found, $Wanted, 'OrdinalIgnoreCase') }
    if ($Wanted -is [Collections.IList]) { return $Found -is [Collections.IList] -and (New-TextSet $Found).SetEquals((New-TextSet $Wanted)) }
    $Found -is [ValueType] -and ($Found -is [bool]) -eq ($Wanted -is [bool]) -and $Found -eq $Wanted
}

function New-TextSet($Items) {
    <# .SYNOPSIS
    The items of a list as a set of trimmed texts without regard to case.
    #>
    , [Collections.Generic.HashSet[string]]::new([string[]] @(foreach ($item in $Items) { "$item".Trim() }), [StringComparer]::OrdinalIgnoreCase)
}

function Invoke-Audit {
    <# .SYNOPSIS
    Reads everything once and judges it; changes nothing.
    #>
    $points = @(foreach ($control in $Run.Controls.Values) { foreach ($row in $control.Rows) { $row.Points } })
    Invoke-Resource Read $points
    foreach ($point in $points) {
        if (-not $point.Problem) { $point.First = $point.State }
        Update-Status $point
    }
}
