# The registry as a tree: names without regard to case, kept as first written.

class RegistryValue {
    [string] $Name
    [string] $Type
    # As in the state file: an unsigned number, text, a list of texts, or hexadecimal digits.
    [object] $Data

    RegistryValue([string] $name, [string] $type, [object] $data) {
        $this.Name = $name
        $this.Type = $type
        $this.Data = $data
    }

    # What .NET gives for it: numbers are signed.
    [object] ToNet([bool] $expand) {
        switch ($this.Type) {
            'REG_DWORD' { return [BitConverter]::ToInt32([BitConverter]::GetBytes([uint32] $this.Data), 0) }
            'REG_QWORD' { return [BitConverter]::ToInt64([BitConverter]::GetBytes([uint64] $this.Data), 0) }
            'REG_MULTI_SZ' { return [string[]] @($this.Data) }
            'REG_EXPAND_SZ' { if ($expand) { return [Environment]::ExpandEnvironmentVariables($this.Data) } }
            'REG_BINARY' { return [Convert]::FromHexString($this.Data) }
            'REG_NONE' { return [Convert]::FromHexString($this.Data) }
        }
        return [string] $this.Data
    }

    [Microsoft.Win32.RegistryValueKind] Kind() {
        switch ($this.Type) {
            'REG_DWORD' { return 'DWord' }
            'REG_SZ' { return 'String' }
            'REG_MULTI_SZ' { return 'MultiString' }
            'REG_EXPAND_SZ' { return 'ExpandString' }
            'REG_QWORD' { return 'QWord' }
            'REG_BINARY' { return 'Binary' }
            'REG_NONE' { return 'None' }
        }
        return 'Unknown'
    }
}

class RegistryNode {
    [string] $Name
    [string] $Path
    [bool] $Deleted
    [Collections.Generic.Dictionary[string, object]] $Keys = [Collections.Generic.Dictionary[string, object]]::new([StringComparer]::OrdinalIgnoreCase)
    # The values as the state file has them, until somebody asks for one: most keys of a node are never touched.
    [object] $Unread
    hidden [Collections.Generic.Dictionary[string, object]] $Loaded = [Collections.Generic.Dictionary[string, object]]::new([StringComparer]::OrdinalIgnoreCase)

    RegistryNode([string] $name, [string] $path) {
        $this.Name = $name
        $this.Path = $path
    }

    [Collections.Generic.Dictionary[string, object]] Values() {
        if ($null -eq $this.Unread) { return $this.Loaded }
        foreach ($member in $this.Unread.EnumerateObject()) {
            $called = $member.Name
            $stored = $member.Value
            $json = $stored.GetProperty('value')
            # A call of a function for each number and text would take most of the time.
            $data = if ($json.ValueKind -eq 'Number') { $json.GetDecimal() } elseif ($json.ValueKind -eq 'String' -and -not $json.GetRawText().Contains('\u')) { $json.GetString() } else { ConvertFrom-SimulatedJson $json }
            $this.Loaded[$called] = [RegistryValue]::new($called, $stored.GetProperty('type').GetString(), $data)
        }
        $this.Unread = $null
        return $this.Loaded
    }

    # The key at a path below this one, or null.
    [RegistryNode] Find([string] $path) {
        $node = $this
        foreach ($part in $path.Split('\', [StringSplitOptions]::RemoveEmptyEntries)) {
            $next = $null
            if (-not $node.Keys.TryGetValue($part, [ref] $next)) { return $null }
            $node = $next
        }
        return $node
    }

    # The key at a path below this one, made where it is missing.
    [RegistryNode] Make([string] $path) {
        $node = $this
        foreach ($part in $path.Split('\', [StringSplitOptions]::RemoveEmptyEntries)) {
            $next = $null
            if (-not $node.Keys.TryGetValue($part, [ref] $next)) {
                $next = [RegistryNode]::new($part, "$($node.Path)\$part")
                $node.Keys[$part] = $next
            }
            $node = $next
        }
        return $node
    }

    [void] Put([string] $name, [string] $type, [object] $data) {
        $value = $null
        if (-not $this.Values().TryGetValue($name, [ref] $value)) {
            $this.Loaded[$name] = [RegistryValue]::new($name, $type, $data)
            return
        }
        $value.Type = $type
        $value.Data = $data
    }

    # The data of a value, or null.
    [object] Get([string] $name) {
        $value = $null
        if ($this.Values().TryGetValue($name, [ref] $value)) { return $value.Data }
        return $null
    }

    [void] Remove([string] $child) {
        $node = $this.Keys[$child]
        [void] $this.Keys.Remove($child)
        $node.MarkDeleted()
    }

    [void] MarkDeleted() {
        $this.Deleted = $true
        foreach ($child in $this.Keys.Values) { $child.MarkDeleted() }
    }
}
