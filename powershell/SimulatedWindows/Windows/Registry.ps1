# The registry as a tree: names without regard to case, kept as first written.

class RegistryValue {
    [string] $Name
    [string] $Type
    # As in the state file: an unsigned number, text, a list of texts, or hexadecimal digits.
    [object] $Data
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
            $type = $member.Value.GetProperty('type').GetString()
            $data = ConvertFrom-SimulatedJson $member.Value.GetProperty('value')
            $this.Loaded[$member.Name] = [RegistryValue] @{ Name = $member.Name; Type = $type; Data = $data }
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
            $value = [RegistryValue] @{ Name = $name }
            $this.Values()[$name] = $value
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
