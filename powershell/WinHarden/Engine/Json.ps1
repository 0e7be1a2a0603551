function ConvertTo-JsonText($Container) {
    <# .SYNOPSIS
    A dictionary or list as JSON: one line of pure ASCII, keys in their own order (the engine's words and SIDs: no escapes).
    #>
    <# A loop over a stack: a call for each value would take most of the time. #>
    $open = [Collections.Stack]::new()
    $items = (, $Container).GetEnumerator()
    $separator = $end = ''
    -join $(while ($true) {
            if (-not $items.MoveNext()) {
                $end
                if ($open.Count -eq 0) { break }
                $items, $end = $open.Pop()
                $separator = ','
                continue
            }
            $value = $items.Current
            if ($end -eq '}') { $separator + '"' + $value.Key + '":'; $value = $value.Value } else { $separator }
            $separator = ','
            if ($null -eq $value) { 'null' }
            elseif ($value -is [string]) {
                $value = $value.Replace('\', '\\').Replace('"', '\"')
                if ($value -cmatch '[^ -~]') { $value = [regex]::Replace($value, '[^ -~]', { '\u{0:x4}' -f [int] $args[0].Value[0] }) }
                '"' + $value + '"'
            }
            elseif ($value -is [Collections.IEnumerable]) {
                $open.Push(($items, $end))
                $items = $value.GetEnumerator()
                if ($value -is [Collections.IDictionary]) { '{'; $end = '}' } else { '['; $end = ']' }
                $separator = ''
            }
            else { "$value".ToLowerInvariant() }
        })
}

function ConvertFrom-JsonText([string] $Text) {
    <# .SYNOPSIS
    Reads JSON. ConvertFrom-Json would change values, differently in 5.1 and 7: text that looks like a date, large numbers.
    #>
    $root = [Collections.ArrayList] @()
    $stack = [Collections.Stack]::new()
    $stack.Push($root)
    $key = $null
    foreach ($match in [regex]::Matches($Text, '"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|[^\s,:\[\]{}"]+')) {
        $token = $match.Value
        if ($token -eq '}' -or $token -eq ']') { [void] $stack.Pop(); continue }
        if ($token[0] -eq '"') { $value = [regex]::Unescape($token.Substring(1, $token.Length - 2)) }
        elseif ($token -eq '{') { $value = [ordered]@{} }
        elseif ($token -eq '[') { $value = [Collections.ArrayList] @() }
        elseif ($token -eq 'null') { $value = $null }
        elseif ($token -eq 'true' -or $token -eq 'false') { $value = $token -eq 'true' }
        else { $value = [decimal] $token }
        $container = $stack.Peek()
        if ($container -is [Collections.IList]) { [void] $container.Add($value) }
        elseif ($null -eq $key) { $key = $value; continue }
        else { $container[$key] = $value; $key = $null }
        if ($token -eq '{' -or $token -eq '[') { $stack.Push($value) }
    }
    if ($stack.Count -ne 1 -or $root.Count -ne 1) { throw 'the JSON text is not complete' }
    $root[0]
}
