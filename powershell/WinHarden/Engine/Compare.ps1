<# What an address amounts to that is not there. #>
$AbsentAs = @{ service = 'disabled'; feature = 'removed'; localAccount = $null }

function Update-Status($Points) {
    <# .SYNOPSIS
    Judges what was read at one point or many: the one comparison for every kind of setting.
    #>
    foreach ($point in $Points) {
        $kind = $point.Kind
        $expect = $point.Expect
        $value = $point.State['value']
        $point.Status = 'NonCompliant'
        $point.Message = ''
        if ($point.Problem) { $point.Status = 'Error'; $point.Message = $point.Problem }
        elseif ($null -eq $value -and $AbsentAs.Contains($kind)) {
            if (Test-Expectation $expect $AbsentAs[$kind]) { $point.Status = 'Compliant'; continue }
            $point.Status = if ($kind -eq 'feature') { 'Error' } else { 'NotApplicable' }
            $point.Message = "this node has no $kind $(Get-PointAddress $point)"
        }
        elseif ($null -ne $value -and $point.Type -and $point.Type -ne $point.State.type -and -not $expect.Contains('absent')) {
            $point.Message = "the value is a $($point.State.type), not a $($point.Type)"
        }
        elseif (Test-Expectation $expect $value) { $point.Status = 'Compliant' }
        <# What the reader of a kind that nothing sets says to people. #>
        elseif ($point['Advice']) { $point.Message = $point.Advice }
    }
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
        if ($comparison -eq 'equals' -or $comparison -eq 'members') { $wanted = , $wanted }
        switch ($comparison) {
            'absent' { return $false }
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
        }
        if ($comparison -eq 'orAbsent') { continue }
        if ($comparison -notin 'equals', 'members', 'oneOf', 'noneOf') { throw "the plan has the unknown expectation $comparison" }
        <# Equality by type: text without regard to case, lists without regard to order, and "0" is not 0. #>
        $equal = $false
        foreach ($one in $wanted) {
            <# Not -eq for text: its linguistic comparison takes some different texts for equal. #>
            if ($one -is [string]) { $equal = $Found -is [string] -and [string]::Equals($Found, $one, 'OrdinalIgnoreCase') }
            elseif ($one -is [Collections.IList]) { $equal = $Found -is [Collections.IList] -and (New-TextSet $Found).SetEquals((New-TextSet $one)) }
            else { $equal = $Found -is [ValueType] -and ($Found -is [bool]) -eq ($one -is [bool]) -and $Found -eq $one }
            if ($equal) { break }
        }
        return $equal -ne ($comparison -eq 'noneOf')
    }
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
    foreach ($point in $points) { if (-not $point.Problem) { $point.First = $point.State } }
    Update-Status $points
}
