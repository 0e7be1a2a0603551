# A user's hive as the file NTUSER.DAT, for scripts that read it themselves: the regf format, version 1.5, in one bin.

# Stands for [IO.FileInfo]: hive files of the simulated profiles, else real files.
class HiveFile {
    [string] $FullName
    # Of a real file.
    [long] $Length

    HiveFile([string] $path) {
        $this.FullName = $path
        if ([IO.File]::Exists($path)) { $this.Length = [IO.File]::ReadAllBytes($path).Length }
    }

    [IO.Stream] OpenRead() {
        foreach ($sid in $global:Windows.Hives.get_Keys()) {
            $hive = $global:Windows.Hives[$sid]
            if ("$($hive.Profile)\NTUSER.DAT" -ne $this.FullName) { continue }
            if (@($global:Windows.Fault('hiveMissing')) -contains $sid) { throw [IO.FileNotFoundException]::new("Could not find file '$($this.FullName)'.") }
            if ($null -ne $hive.Mount -or @($global:Windows.Fault('hiveLocked')) -contains $sid) {
                throw [IO.IOException]::new("The process cannot access the file '$($this.FullName)' because it is being used by another process.")
            }
            $isDirty = @($global:Windows.Fault('hiveDirty')) -contains $sid
            return [IO.MemoryStream]::new([HiveWriter]::new().File($hive.Registry, $isDirty))
        }
        return [IO.File]::OpenRead($this.FullName)
    }
}

class HiveWriter {
    hidden [IO.MemoryStream] $Bin = [IO.MemoryStream]::new()

    # The whole file. Dirty: as it lies there while newer data wait in its logs.
    [byte[]] File([RegistryNode] $root, [bool] $isDirty) {
        $this.Bin.Write([byte[]]::new(32), 0, 32)
        $rootCell = $this.Key($root, $true)
        $size = [int] [Math]::Ceiling(($this.Bin.Length + 8) / 4096) * 4096
        # What is left of the bin is one free cell, of positive size.
        $this.Bin.Write([BitConverter]::GetBytes([int] ($size - $this.Bin.Length)), 0, 4)
        $bytes = [byte[]]::new(4096 + $size)
        $contents = $this.Bin.ToArray()
        $contents.CopyTo($bytes, 4096)
        [HiveWriter]::Put($bytes, 4096, 'hbin', @{ 8 = $size })
        [HiveWriter]::Put($bytes, 0, 'regf', @{ 4 = 7; 8 = 7 - [int] $isDirty; 20 = 1; 24 = 5; 32 = 1; 36 = $rootCell; 40 = $size; 44 = 1 })
        $sum = 0
        for ($at = 0; $at -lt 508; $at += 4) { $sum = $sum -bxor [BitConverter]::ToInt32($bytes, $at) }
        [HiveWriter]::Put($bytes, 508, '', @{ 0 = $sum })
        return $bytes
    }

    # Writes a key with all below it; answers its cell.
    hidden [int] Key([RegistryNode] $node, [bool] $isRoot) {
        $names = [string[]] @($node.Keys.get_Keys())
        [array]::Sort($names, [StringComparer]::OrdinalIgnoreCase)
        $subkeys = [byte[]] @(foreach ($one in $names) { [BitConverter]::GetBytes($this.Key($node.Keys[$one], $false)); [HiveWriter]::Hash($one) })
        $values = [byte[]] @(foreach ($one in $node.Values().get_Values()) { [BitConverter]::GetBytes($this.Value($one)) })
        $head = [byte[]]::new(4)
        [HiveWriter]::Put($head, 0, 'lh', @{})
        [BitConverter]::GetBytes([uint16] $names.Count).CopyTo($head, 2)
        $title, $isNarrow = [HiveWriter]::Name($(if ($isRoot) { 'ROOT' } else { $node.Name }))
        $cell = [byte[]]::new(76 + $title.Length)
        $fields = @{ 2 = 32 * $isNarrow + 12 * $isRoot; 16 = -1; 20 = $names.Count; 28 = -1; 32 = -1; 36 = $node.Values().Count; 40 = -1; 44 = -1; 48 = -1; 72 = $title.Length }
        if ($names.Count -gt 0) { $fields[28] = $this.Cell([byte[]] ($head + $subkeys)) }
        if ($values.Length -gt 0) { $fields[40] = $this.Cell($values) }
        [HiveWriter]::Put($cell, 0, 'nk', $fields)
        $title.CopyTo($cell, 76)
        return $this.Cell($cell)
    }

    hidden [int] Value([RegistryValue] $value) {
        $title, $isNarrow = [HiveWriter]::Name($value.Name)
        $data = [HiveWriter]::Data($value)
        $cell = [byte[]]::new(20 + $title.Length)
        $type = ('REG_NONE', 'REG_SZ', 'REG_EXPAND_SZ', 'REG_BINARY', 'REG_DWORD', '', '', 'REG_MULTI_SZ', '', '', '', 'REG_QWORD').IndexOf($value.Type)
        $fields = @{ 4 = $data.Length; 12 = $type; 16 = [int] $isNarrow }
        # Up to four bytes stand where their offset would, and their length has its highest bit set.
        if ($data.Length -le 4) { $fields[4] = $data.Length + [int]::MinValue } else { $fields[8] = $this.Cell($data) }
        [HiveWriter]::Put($cell, 0, 'vk', $fields)
        [BitConverter]::GetBytes([uint16] $title.Length).CopyTo($cell, 2)
        if ($data.Length -le 4) { $data.CopyTo($cell, 8) }
        $title.CopyTo($cell, 20)
        return $this.Cell($cell)
    }

    # Writes a used cell, its size negative and a multiple of eight; answers its offset, which counts from the bin.
    hidden [int] Cell([byte[]] $contents) {
        $offset = [int] $this.Bin.Length
        $size = [int] [Math]::Ceiling(($contents.Length + 4) / 8) * 8
        $this.Bin.Write([BitConverter]::GetBytes(-$size), 0, 4)
        $this.Bin.Write($contents, 0, $contents.Length)
        $this.Bin.Write([byte[]]::new($size), 0, $size - 4 - $contents.Length)
        return $offset
    }

    hidden static [byte[]] Data([RegistryValue] $value) {
        switch ($value.Type) {
            'REG_DWORD' { return [BitConverter]::GetBytes([uint32] $value.Data) }
            'REG_QWORD' { return [BitConverter]::GetBytes([uint64] $value.Data) }
            'REG_SZ' { return [Text.Encoding]::Unicode.GetBytes("$($value.Data)`0") }
            'REG_EXPAND_SZ' { return [Text.Encoding]::Unicode.GetBytes("$($value.Data)`0") }
            'REG_MULTI_SZ' { return [Text.Encoding]::Unicode.GetBytes((@($value.Data).ForEach({ "$_`0" }) -join '') + "`0") }
        }
        return [Convert]::FromHexString($value.Data)
    }

    # A name in one byte a letter where that can be, else in two.
    hidden static [object[]] Name([string] $text) {
        if ($text -cmatch '^[\x00-\xff]*$') { return [Text.Encoding]::Latin1.GetBytes($text), $true }
        return [Text.Encoding]::Unicode.GetBytes($text), $false
    }

    hidden static [byte[]] Hash([string] $text) {
        $sum = [uint64] 0
        foreach ($letter in $text.ToUpperInvariant().ToCharArray()) { $sum = ($sum * 37 + [int] $letter) -band 0xffffffffL }
        return [BitConverter]::GetBytes([uint32] $sum)
    }

    # A signature and 32-bit numbers at their places.
    hidden static [void] Put([byte[]] $bytes, [int] $at, [string] $signature, [hashtable] $numbers) {
        foreach ($place in $numbers.get_Keys()) { [BitConverter]::GetBytes([int] $numbers[$place]).CopyTo($bytes, $at + $place) }
        [Text.Encoding]::ASCII.GetBytes($signature).CopyTo($bytes, $at)
    }
}
