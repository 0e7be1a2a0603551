function Get-Excess($Found, $Allowed) {
    <# .SYNOPSIS
    The items of a list that go beyond those allowed: other words, or for access (a SID and rights in hex) a right more.
    #>
    foreach ($item in $Found) {
        $words = $item.Split(' ')
        $fits = foreach ($one in $Allowed) {
            $may = $one.Split(' ')
            $at = $words.Count - 1
            if ([string]::Equals($may[0], $words[0], 'OrdinalIgnoreCase')) { while ($at -gt 0 -and -not ([Convert]::ToInt64($words[$at], 16) -band -bnot [Convert]::ToInt64($may[$at], 16))) { $at-- } } else { $at = 1 }
            if ($at -le 0) { $true }
        }
        if (-not $fits) { $item }
    }
}

function Get-Advice($Point) {
    <# .SYNOPSIS
    What people should know about a point that is only looked at and differs.
    #>
    $excess = if ($Point.Expect.Contains('within')) { Get-Excess $Point.State.value $Point.Expect.within }
    "only looked at, never set$(if ($excess) { "; beyond what is allowed: $($excess -join ', ')" })"
}
