# What an address that is not there amounts to.
$AbsentAs = @{ service = 'disabled'; feature = 'removed' }

function Update-PointStatus {
    <# .SYNOPSIS
    Judges what was read at a point: the one comparison for every kind of setting.
    #>
    param($Point)
    $Point.Message = $null
    if ($null -ne $Point.Problem) {
        $Point.Status = 'Error'
        $Point.Message = $Point.Problem
        return
    }
    $Point.Status = 'NonCompliant'
    $found = $Point.State.value
    $kind = $Point.Kind
    if ($null -eq $found -and ($AbsentAs.Contains($kind) -or $kind -eq 'localAccount')) {
        if ($AbsentAs.Contains($kind) -and (Test-Expectation $Point.Expect $AbsentAs[$kind])) { $Point.Status = 'Compliant'; return }
        if ($kind -ne 'feature') { $Point.Status = 'NotApplicable' }
        $Point.Message = "this node has no $kind $(@($Point.Address.Values)[0])"
    }
    elseif ($kind -eq 'registry' -and $null -ne $found -and $null -ne $Point.Type -and
        $Point.State.type -ne $Point.Type -and -not $Point.Expect.Contains('absent')) {
        $Point.Message = "the value is a $($Point.State.type), not a $($Point.Type)"
    }
    elseif (Test-Expectation $Point.Expect $found) { $Point.Status = 'Compliant' }
}

function Test-Expectation {
    <# .SYNOPSIS
    Whether a value (null: absent) meets an expectation of docs/formats.md.
    #>
    param($Expect, $Found)
    if ($null -eq $Found) { return $Expect.Contains('absent') -or $Expect.Contains('orAbsent') }
    foreach ($comparison in $Expect.Keys) {
        if ($comparison -eq 'orAbsent') { continue }
        $operand = $Expect[$comparison]
        switch ($comparison) {
            'equals' { return Test-Equal $Found $operand }
            'members' { return Test-Equal $Found $operand }
            'absent' { return $false }
            'oneOf' { return Test-OneOf $Found $operand }
            'noneOf' { return -not (Test-OneOf $Found $operand) }
            'atLeast' { return Test-Between $Found $operand ([decimal]::MaxValue) }
            'atMost' { return Test-Between $Found ([decimal]::MinValue) $operand }
            'between' { return Test-Between $Found $operand[0] $operand[1] }
            'includes' { return Test-Including $Found $operand }
            'notEmpty' { return "$Found".Trim() -ne '' }
            default { throw "the plan has the unknown expectation '$comparison'" }
        }
    }
    throw 'the plan has an expectation without a comparison'
}

function Test-Equal {
    <# .SYNOPSIS
    Equality by type: text without regard to case, lists without regard to order, and "0" is not 0.
    #>
    param($Found, $Wanted)
    if ($Wanted -is [string]) {
        # Not -eq: its linguistic comparison takes some different texts for equal.
        return $Found -is [string] -and [string]::Equals($Found, $Wanted, 'OrdinalIgnoreCase')
    }
    if ($Wanted -is [Collections.IList]) {
        return $Found -is [Collections.IList] -and (New-TextSet $Found).SetEquals((New-TextSet $Wanted))
    }
    ($Found -is [bool]) -eq ($Wanted -is [bool]) -and $Found -is [ValueType] -and $Found -eq $Wanted
}

function Test-OneOf {
    <# .SYNOPSIS
    Whether a value equals one of a list.
    #>
    param($Found, $Values)
    foreach ($value in $Values) { if (Test-Equal $Found $value) { return $true } }
    $false
}

function Test-Between {
    <# .SYNOPSIS
    Whether a number lies in a range; digits in a REG_SZ count as a number here.
    #>
    param($Found, $Low, $High)
    if ("$Found" -notmatch '^-?[0-9]{1,20}$') { return $false }
    $number = [decimal] "$Found"
    $number -ge $Low -and $number -le $High
}

function Test-Including {
    <# .SYNOPSIS
    Whether all wanted items are there: bits of a mask, items of a list, parts of a text between commas.
    #>
    param($Found, $Wanted)
    if ($Found -is [ValueType]) { return ($Found -band $Wanted) -eq $Wanted }
    if ($Found -is [string]) { $Found = $Found.Split(',') }
    (New-TextSet $Wanted).IsSubsetOf((New-TextSet $Found))
}

function New-TextSet {
    <# .SYNOPSIS
    The items of a list as a set of trimmed texts without regard to case.
    #>
    param($Items)
    $set = [Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
    foreach ($item in $Items) { [void] $set.Add("$item".Trim()) }
    , $set
}
