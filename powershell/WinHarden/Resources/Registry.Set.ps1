function Set-RegistryState {
    <# .SYNOPSIS
    Writes or deletes registry values, and deletes the keys that only an earlier run had made.
    #>
    param($Session, $Points)
    $hives = Mount-UserHive $Session $Points
    try {
        foreach ($point in $Points) {
            try {
                $root = Get-RegistryRoot $Session $point
                $path = Get-RegistryPath $point $hives
                if ($null -ne $point.Target.value) { Write-RegistryValue $root $path $point.Address.name $point.Target; continue }
                $key = $root.OpenSubKey($path, $true)
                if ($null -ne $key) {
                    try { $key.DeleteValue($point.Address.name, $false) } finally { $key.Dispose() }
                }
                if ($point.Target.Contains('missingKeys')) { Remove-EmptyKey $root $path $point.Target.missingKeys }
            }
            catch { $point.Problem = Get-ErrorText $_ }
        }
    }
    finally { Dismount-UserHive $Session $hives }
}

function Write-RegistryValue {
    <# .SYNOPSIS
    Writes one value in the .NET type that its registry type needs.
    #>
    param($Root, [string] $Path, [string] $Name, $Target)
    $value = $Target.value
    switch ($Target.type) {
        'REG_DWORD' { $kind = 'DWord'; $value = [BitConverter]::ToInt32([BitConverter]::GetBytes([uint32] $value), 0) }
        'REG_QWORD' { $kind = 'QWord'; $value = [BitConverter]::ToInt64([BitConverter]::GetBytes([uint64] $value), 0) }
        'REG_SZ' { $kind = 'String'; $value = [string] $value }
        'REG_EXPAND_SZ' { $kind = 'ExpandString'; $value = [string] $value }
        'REG_MULTI_SZ' { $kind = 'MultiString'; $value = [string[]] @($value) }
        'REG_BINARY' { $kind = 'Binary'; $value = ConvertFrom-Hex $value }
        'REG_NONE' { $kind = 'None'; $value = ConvertFrom-Hex $value }
        default { throw "a value of type $($Target.type) cannot be written" }
    }
    $key = $Root.CreateSubKey($Path)
    try { $key.SetValue($Name, $value, $kind) } finally { $key.Dispose() }
}

function ConvertFrom-Hex {
    <# .SYNOPSIS
    The bytes that a text of hex digits stands for.
    #>
    param([string] $Hex)
    $bytes = [byte[]]::new($Hex.Length / 2)
    for ($index = 0; $index -lt $bytes.Length; $index++) { $bytes[$index] = [Convert]::ToByte($Hex.Substring(2 * $index, 2), 16) }
    , $bytes
}

function Remove-EmptyKey {
    <# .SYNOPSIS
    Removes a key and its parents, as many as were created, as long as they are empty.
    #>
    param($Root, [string] $Path, [int] $Count)
    for (; $Count -gt 0; $Count--) {
        $key = $Root.OpenSubKey($Path)
        if ($null -ne $key) {
            $empty = $key.SubKeyCount -eq 0 -and $key.ValueCount -eq 0
            $key.Dispose()
            if (-not $empty) { return }
            $Root.DeleteSubKey($Path, $false)
        }
        $Path = $Path.Substring(0, [Math]::Max(0, $Path.LastIndexOf('\')))
    }
}
