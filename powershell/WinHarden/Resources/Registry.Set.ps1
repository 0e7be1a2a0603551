function Set-Registry($Points) {
    <# .SYNOPSIS
    Writes or deletes registry values; put back, deletes the keys that were created for them.
    #>
    $hives = Mount-UserHive $Points
    try {
        Invoke-Each $Points {
            $root, $path = Get-RegistryPath $point $hives
            $name = $point.Address.name
            $target = $point.Target
            $key = if ($null -eq $target.value) { $root.OpenSubKey($path, $true) } else { $root.CreateSubKey($path) }
            if ($key) {
                try {
                    <# .NET shows no value of a type that it does not know, and nobody could put it back. #>
                    if ($null -eq $key.GetValue($name) -and [array]::Exists([string[]] $key.GetValueNames(), [Predicate[string]] { [string]::Equals($args[0], $name, 'OrdinalIgnoreCase') })) { throw 'a value of an unknown type stands here' }
                    if ($null -eq $target.value) { $key.DeleteValue($name, $false) } else { Write-RegistryValue $key $name $target.value $target.type }
                }
                finally { $key.Dispose() }
            }
            <# A run that was killed may have made only some of the keys. #>
            for ($count = $target['missingKeys']; $count -gt 0; $count--) {
                $key = $root.OpenSubKey($path)
                $used = $key -and ($key.SubKeyCount + $key.ValueCount)
                if ($key) { $key.Dispose() }
                if ($used) { return }
                $root.DeleteSubKey($path, $false)
                $path = $path.Substring(0, $path.LastIndexOf([char] '\'))
            }
        }
    }
    finally { Dismount-UserHive $hives }
}

function Write-RegistryValue($Key, $Name, $Value, $Type) {
    <# .SYNOPSIS
    Writes one value in the .NET type that its registry type needs.
    #>
    $kind = foreach ($one in $RegistryTypes.Keys) { if ($RegistryTypes[$one] -eq $Type) { $one } }
    if ($kind -eq 'DWord') { $Value = [BitConverter]::ToInt32([BitConverter]::GetBytes([uint32] $Value), 0) }
    elseif ($kind -eq 'QWord') { $Value = [BitConverter]::ToInt64([BitConverter]::GetBytes([uint64] $Value), 0) }
    elseif ($kind -eq 'MultiString') { $Value = [string[]] @($Value) }
    elseif ($kind -in 'Binary', 'None') { $Value = [byte[]] @(for ($at = 0; $at -lt $Value.Length; $at += 2) { [Convert]::ToByte($Value.Substring($at, 2), 16) }) }
    elseif ($kind -eq 'Unknown') { throw 'a value of an unknown type cannot be written' }
    $Key.SetValue($Name, $Value, $kind)
}

function Measure-MissingKey($Root, $Path) {
    <# .SYNOPSIS
    How many keys at the end of a path do not exist.
    #>
    for ($missing = 1; ($cut = $Path.LastIndexOf([char] '\')) -gt 0; $missing++) {
        $Path = $Path.Substring(0, $cut)
        if (Test-Key $Root $Path) { break }
    }
    $missing
}
