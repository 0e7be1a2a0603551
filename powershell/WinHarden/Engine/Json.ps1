function ConvertTo-JsonText {
    <# .SYNOPSIS
    Writes a dictionary or list as JSON on one line of pure ASCII, keys in their own order.
    #>
    param($Value)
    $builder = [Text.StringBuilder]::new()
    Add-JsonContainer $builder $Value
    $builder.ToString()
}

function Add-JsonContainer {
    <# .SYNOPSIS
    Appends a dictionary or list. Plain values are written in the loop: a function call each would cost most of the time.
    #>
    param($Builder, $Container)
    $isObject = $Container -is [Collections.IDictionary]
    [void] $Builder.Append($(if ($isObject) { '{' } else { '[' }))
    $separator = ''
    foreach ($item in $Container.GetEnumerator()) {
        [void] $Builder.Append($separator)
        $separator = ','
        $value = $item
        if ($isObject) {
            $value = $item.Value
            [void] $Builder.Append('"').Append($item.Key).Append('":') # keys are the engine's own words and SIDs
        }
        if ($null -eq $value) { [void] $Builder.Append('null') }
        elseif ($value -is [string]) {
            if ($value -cmatch '[^ !#-\[\]-~]') { $value = ConvertTo-JsonString $value } else { $value = '"' + $value + '"' }
            [void] $Builder.Append($value)
        }
        elseif ($value -is [bool]) { [void] $Builder.Append($(if ($value) { 'true' } else { 'false' })) }
        elseif ($value -is [Collections.IEnumerable]) { Add-JsonContainer $Builder $value }
        else { [void] $Builder.Append($value.ToString([Globalization.CultureInfo]::InvariantCulture)) }
    }
    [void] $Builder.Append($(if ($isObject) { '}' } else { ']' }))
}

function ConvertTo-JsonString {
    <# .SYNOPSIS
    Quotes a text; everything outside printable ASCII becomes an escape.
    #>
    param([string] $Text)
    $Text = $Text.Replace('\', '\\').Replace('"', '\"')
    if ($Text -cmatch '[^ -~]') {
        $Text = [regex]::Replace($Text, '[^ -~]', { param($match) '\u{0:x4}' -f [int] $match.Value[0] })
    }
    '"' + $Text + '"'
}

function ConvertFrom-JsonText {
    <# .SYNOPSIS
    Reads JSON into ordered dictionaries, lists, text, truths and whole numbers.
    #>
    param([string] $Text)
    # ConvertFrom-Json would change values, differently in 5.1 and 7: text that looks like a date, numbers beyond 2^63.
    $root = [Collections.Generic.List[object]]::new()
    $stack = [Collections.Generic.Stack[object]]::new()
    $stack.Push($root)
    $key = $null
    foreach ($match in [regex]::Matches($Text, '"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|[^\s,:\[\]{}"]+')) {
        $token = $match.Value
        if ($token -eq '}' -or $token -eq ']') { [void] $stack.Pop(); continue }
        $value = switch -CaseSensitive ($token) {
            '{' { , [ordered]@{}; break }
            '[' { , [Collections.Generic.List[object]]::new(); break }
            'true' { $true; break }
            'false' { $false; break }
            'null' { $null; break }
            default {
                if ($token[0] -eq '"') { [regex]::Unescape($token.Substring(1, $token.Length - 2)); break }
                $number = [decimal]::Parse($token, [Globalization.CultureInfo]::InvariantCulture)
                if ([Math]::Abs($number) -le [long]::MaxValue) { [long] $number } else { $number }
            }
        }
        $container = $stack.Peek()
        if ($container -is [Collections.IDictionary]) {
            if ($null -eq $key) { $key = $value; continue }
            $container[$key] = $value
            $key = $null
        }
        else { $container.Add($value) }
        if ($token -eq '{' -or $token -eq '[') { $stack.Push($value) }
    }
    if ($stack.Count -ne 1 -or $root.Count -ne 1) { throw 'the JSON text is not complete' }
    $root[0]
}
