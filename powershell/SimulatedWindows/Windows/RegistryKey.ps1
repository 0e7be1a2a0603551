# Stands for [Microsoft.Win32.RegistryKey] of .NET Framework: signatures, types, exceptions and their texts are its own.

class RegistryKey : IDisposable {
    hidden [RegistryNode] $Node
    hidden [bool] $Writable
    hidden [bool] $Closed
    # The name under HKU of the hive that this key is in; empty for HKLM and for HKU itself.
    hidden [string] $Mount
    [string] $Name
    # As they were when the key was opened or last written through this object.
    [int] $SubKeyCount
    [int] $ValueCount

    hidden RegistryKey([RegistryNode] $node, [bool] $writable, [string] $mount, [string] $name) {
        $this.Node = $node
        $this.Writable = $writable
        $this.Mount = $mount
        $this.Name = $name
        $this.Count()
        if ($mount -ne '') { $global:Windows.Handles[$mount] = 1 + $global:Windows.Handles[$mount] }
    }

    static [RegistryKey] OpenBaseKey([string] $hive, [string] $view) {
        if ($view -notin 'Registry64', 'Default') { throw [NotSupportedException]::new("The view $view is not simulated.") }
        if ($hive -eq 'LocalMachine') { return [RegistryKey]::new($global:Windows.Machine, $true, '', 'HKEY_LOCAL_MACHINE') }
        if ($hive -eq 'Users') { return [RegistryKey]::new($global:Windows.Users, $true, '', 'HKEY_USERS') }
        throw [NotSupportedException]::new("The hive $hive is not simulated.")
    }

    [RegistryKey] OpenSubKey([string] $path) { return $this.OpenSubKey($path, $false) }

    [RegistryKey] OpenSubKey([string] $path, [bool] $forWriting) {
        $this.AssertOpen()
        $found = $this.Node.Find($path)
        if ($null -eq $found) { return $null }
        if ([RegistryAccess]::IsDenied($found.Path, $forWriting)) {
            throw [Security.SecurityException]::new('Requested registry access is not allowed.')
        }
        return $this.Child($found, $path, $forWriting)
    }

    [RegistryKey] CreateSubKey([string] $path) { return $this.CreateSubKey($path, $true) }

    [RegistryKey] CreateSubKey([string] $path, [bool] $forWriting) {
        $this.AssertWritable()
        $found = $this.Node.Find($path)
        $target = "$($this.Node.Path)\$path"
        if ([RegistryAccess]::IsDenied($target, $true)) {
            throw [UnauthorizedAccessException]::new("Access to the registry key '$($this.Name)\$path' is denied.")
        }
        if ($null -eq $found) {
            # Hives are loaded into HKU, keys are not made in it.
            $hive = $path.Trim('\').Split('\')[0]
            if ($this.Node -eq $global:Windows.Users -and $null -eq $this.Node.Find($hive)) { throw [IO.IOException]::new('The parameter is incorrect.') }
            # One level after the other, as Windows does.
            $found = $this.Node
            foreach ($part in $path.Split('\', [StringSplitOptions]::RemoveEmptyEntries)) {
                $next = $found.Find($part)
                if ($null -eq $next) {
                    $next = $found.Make($part)
                    $global:Windows.Changed($next.Path)
                }
                $found = $next
            }
        }
        $this.Count()
        return $this.Child($found, $path, $forWriting)
    }

    [void] DeleteSubKey([string] $path) { $this.DeleteSubKey($path, $true) }

    [void] DeleteSubKey([string] $path, [bool] $throwOnMissing) {
        $this.AssertWritable()
        $found = $this.Node.Find($path)
        if ($null -ne $found -and $found.Keys.Count -gt 0) {
            throw [InvalidOperationException]::new('Registry key has subkeys and recursive removes are not supported by this method.')
        }
        $this.Delete($found, $path, $throwOnMissing)
    }

    [void] DeleteSubKeyTree([string] $path) { $this.DeleteSubKeyTree($path, $true) }

    [void] DeleteSubKeyTree([string] $path, [bool] $throwOnMissing) {
        $this.AssertWritable()
        $this.Delete($this.Node.Find($path), $path, $throwOnMissing)
    }

    [object] GetValue([string] $valueName) { return $this.GetValue($valueName, $null, 'None') }

    [object] GetValue([string] $valueName, [object] $default) { return $this.GetValue($valueName, $default, 'None') }

    [object] GetValue([string] $valueName, [object] $default, [Microsoft.Win32.RegistryValueOptions] $options) {
        # Written out, as below: most of the time that a script spends in here is the calling of methods.
        if ($this.Closed) { $this.AssertNotDisposed() }
        $place = $this.Node
        $values = if ($null -eq $place.Unread) { $place.Loaded } else { $place.Values() }
        $value = $null
        if ($place.Deleted -or -not $values.TryGetValue($valueName, [ref] $value)) { return $default }
        # What .NET does not know it does not show.
        if ($value.Kind() -eq 'Unknown') { return $default }
        return $value.ToNet($options -ne 'DoNotExpandEnvironmentNames')
    }

    [Microsoft.Win32.RegistryValueKind] GetValueKind([string] $valueName) {
        $place = $this.Node
        if ($this.Closed -or $place.Deleted) { $this.AssertOpen() }
        $values = if ($null -eq $place.Unread) { $place.Loaded } else { $place.Values() }
        $value = $null
        if (-not $values.TryGetValue($valueName, [ref] $value)) {
            throw [IO.IOException]::new('The specified registry key does not exist.')
        }
        return $value.Kind()
    }

    [string[]] GetValueNames() {
        $this.AssertOpen()
        return [string[]] @(foreach ($value in $this.Node.Values().Values) { $value.Name })
    }

    [string[]] GetSubKeyNames() {
        $this.AssertOpen()
        $names = [string[]] @(foreach ($key in $this.Node.Keys.Values) { $key.Name })
        [array]::Sort($names, [StringComparer]::OrdinalIgnoreCase)
        return $names
    }

    [void] SetValue([string] $valueName, [object] $value) { $this.SetValue($valueName, $value, 'Unknown') }

    [void] SetValue([string] $valueName, [object] $value, [Microsoft.Win32.RegistryValueKind] $kind) {
        if ($null -eq $value) { throw [ArgumentNullException]::new('value') }
        $this.AssertWritable()
        $type, $data = [RegistryData]::FromNet($value, $kind)
        $this.Node.Put("$valueName", $type, $data)
        $address = "$($this.Node.Path)\$valueName"
        $reverts = $global:Windows.Fault('gpoReverts')
        if ($null -ne $reverts -and $reverts.ContainsKey($address)) { $this.Node.Put("$valueName", $type, $reverts[$address]) }
        $this.Count()
        $global:Windows.Changed($address)
    }

    [void] DeleteValue([string] $valueName) { $this.DeleteValue($valueName, $true) }

    [void] DeleteValue([string] $valueName, [bool] $throwOnMissing) {
        $this.AssertWritable()
        if ($this.Node.Values().Remove("$valueName")) {
            $this.Count()
            $global:Windows.Changed("$($this.Node.Path)\$valueName")
        }
        elseif ($throwOnMissing) { throw [ArgumentException]::new('No value exists with that name.') }
    }

    [void] Flush() { $this.AssertNotDisposed() }

    [void] Close() { $this.Dispose() }

    [void] Dispose() {
        if ($this.Closed) { return }
        $this.Closed = $true
        if ($this.Mount -ne '') { $global:Windows.Handles[$this.Mount]-- }
    }

    [string] ToString() { return $this.Name }

    hidden [RegistryKey] Child([RegistryNode] $found, [string] $path, [bool] $forWriting) {
        $hive = $this.Mount
        if ($this.Node -eq $global:Windows.Users) { $hive = $path.Trim('\').Split('\')[0] }
        return [RegistryKey]::new($found, $forWriting, $hive, "$($this.Name)\$($path.Trim('\'))")
    }

    hidden [void] Delete([RegistryNode] $found, [string] $path, [bool] $throwOnMissing) {
        if ($null -eq $found) {
            if ($throwOnMissing) { throw [ArgumentException]::new('Cannot delete a subkey tree because the subkey does not exist.') }
            return
        }
        if ([RegistryAccess]::IsDenied($found.Path, $true)) {
            throw [UnauthorizedAccessException]::new("Access to the registry key '$($this.Name)\$path' is denied.")
        }
        $path = $path.Trim('\')
        $cut = $path.LastIndexOf([char] '\')
        $parent = if ($cut -lt 0) { $this.Node } else { $this.Node.Find($path.Substring(0, $cut)) }
        $parent.Remove($path.Substring($cut + 1))
        $this.Count()
        $global:Windows.Changed($found.Path)
    }

    hidden [void] Count() {
        $this.SubKeyCount = $this.Node.Keys.Count
        $this.ValueCount = $this.Node.Values().Count
    }

    hidden [void] AssertNotDisposed() {
        if ($this.Closed) { throw [ObjectDisposedException]::new($this.Name, 'Cannot access a closed registry key.') }
    }

    hidden [void] AssertOpen() {
        $this.AssertNotDisposed()
        if ($this.Node.Deleted) {
            throw [IO.IOException]::new('Illegal operation attempted on a registry key that has been marked for deletion.')
        }
    }

    hidden [void] AssertWritable() {
        $this.AssertOpen()
        if (-not $this.Writable) { throw [UnauthorizedAccessException]::new('Cannot write to the registry key.') }
    }
}

class RegistryAccess {
    # Faults: denyKeys lets nobody in, readOnlyKeys lets everybody read, below the keys that they name.
    static [bool] IsDenied([string] $path, [bool] $forWriting) {
        if ($global:Windows.State.faults.Count -eq 0) { return $false }
        $prefixes = @($global:Windows.Fault('denyKeys'))
        if ($forWriting) { $prefixes += @($global:Windows.Fault('readOnlyKeys')) }
        foreach ($prefix in $prefixes) {
            if ($null -ne $prefix -and "$path\".StartsWith("$prefix\", [StringComparison]::OrdinalIgnoreCase)) { return $true }
        }
        return $false
    }
}

class RegistryData {
    # The type and data to store for a value given to .NET, which refuses what does not fit the kind.
    static [object[]] FromNet([object] $value, [Microsoft.Win32.RegistryValueKind] $kind) {
        if ($value -is [psobject]) { $value = $value.psobject.BaseObject }
        if ($kind -eq 'Unknown') { $kind = [RegistryData]::GuessKind($value) }
        try {
            switch ("$kind") {
                'DWord' { return 'REG_DWORD', [BitConverter]::ToUInt32([BitConverter]::GetBytes([Convert]::ToInt32($value, [cultureinfo]::InvariantCulture)), 0) }
                'QWord' { return 'REG_QWORD', [BitConverter]::ToUInt64([BitConverter]::GetBytes([Convert]::ToInt64($value, [cultureinfo]::InvariantCulture)), 0) }
                'String' { return 'REG_SZ', $value.ToString() }
                'ExpandString' { return 'REG_EXPAND_SZ', $value.ToString() }
                'MultiString' { if ($value -is [string[]] -and $value -notcontains $null) { return 'REG_MULTI_SZ', $value } }
                'Binary' { if ($value -is [byte[]]) { return 'REG_BINARY', [Convert]::ToHexString($value).ToLowerInvariant() } }
                'None' { if ($value -is [byte[]]) { return 'REG_NONE', [Convert]::ToHexString($value).ToLowerInvariant() } }
            }
        }
        catch [OverflowException], [FormatException], [InvalidCastException] { $null = $_ }
        throw [ArgumentException]::new('The type of the value object did not match the specified RegistryValueKind or the object could not be properly converted.')
    }

    hidden static [Microsoft.Win32.RegistryValueKind] GuessKind([object] $value) {
        if ($value -is [int]) { return 'DWord' }
        if ($value -is [byte[]]) { return 'Binary' }
        if ($value -is [string[]]) { return 'MultiString' }
        if ($value -is [array]) {
            throw [ArgumentException]::new("RegistryKey.SetValue does not support arrays of type '$($value.GetType().Name)'. Only Byte[] and String[] are supported.")
        }
        return 'String'
    }
}
