<# A user's hive file, read as it lies there. Loading it would start two programs and write beside it. Whatever is out of #>
<# the ordinary is thrown, and Windows reads that hive instead: changes that wait in its logs, links, rare types, large data. #>

function Read-UnloadedHive($Points) {
    <# .SYNOPSIS
    Reads the points of users who are not logged on from their hive files; returns those that are left to Windows.
    #>
    $hives = @{}
    foreach ($point in $Points) {
        $user = $point.User
        if (-not $user) { $point; continue }
        try {
            if (-not $hives.Contains($user)) {
                $hives[$user] = $null
                <# The file of a hive that is loaded cannot be opened. #>
                $hives[$user] = Open-HiveFile "$([Environment]::ExpandEnvironmentVariables($Run.Users[$user]))\NTUSER.DAT"
            }
            $point.State = Get-HiveState $hives[$user] $point.Address.key $point.Address.name
        }
        catch { $point }
    }
}

function Open-HiveFile($Path) {
    <# .SYNOPSIS
    A hive file in memory.
    #>
    $stream = [IO.FileInfo]::new($Path).OpenRead()
    try { $bytes = [IO.BinaryReader]::new($stream).ReadBytes($stream.Length) } finally { $stream.Dispose() }
    <# All numbers of the format stand at multiples of four; places are counted in these numbers. #>
    $numbers = [int[]]::new($bytes.Length -shr 2)
    [Buffer]::BlockCopy($bytes, 0, $numbers, 0, 4 * $numbers.Length)
    <# "regf", version 1. The two sequence numbers differ while the file is not whole. #>
    if ($numbers[0] -ne 0x66676572 -or $numbers[1] -ne $numbers[2] -or $numbers[5] -ne 1) { throw 'no clean hive' }
    @{ Bytes = $bytes; Numbers = $numbers; Steps = 0 }
}

function Get-HiveCell($Hive, $Offset, $Kind) {
    <# .SYNOPSIS
    Where the contents of the used cell of an offset begin; its first two letters, as a number, tell its kind.
    #>
    $cell = 1025 + ($Offset -shr 2)
    <# A file that goes round in circles must not keep the node busy: no honest path takes that many steps. #>
    if ($Hive.Steps++ -gt 20000 -or $cell -lt 1025 -or $Hive.Numbers[$cell - 1] -ge 0 -or
        ($Kind -and ($Hive.Numbers[$cell] -band 0xffff) -notin $Kind)) { throw 'no such cell' }
    $cell
}

function Find-HiveCell($Hive, $List, $Count, $Step, $Name) {
    <# .SYNOPSIS
    The cell of a name among those of a list, of keys (nk, two numbers each) or values (vk, one); nothing where there is none.
    #>
    $numbers = $Hive.Numbers
    for ($i = 0; $i -lt $Count; $i++) {
        $cell = Get-HiveCell $Hive $numbers[$List + $i * $Step] (0, 0x6b76, 0x6b6e)[$Step]
        $text, $length = if ($Step -eq 2) { 19, $numbers[$cell + 18] } else { 5, ($numbers[$cell] -shr 16) }
        <# Names of another alphabet stand there in UTF-16, with zeros between ASCII letters: they equal no ASCII name. #>
        $text = [Text.Encoding]::ASCII.GetString($Hive.Bytes, 4 * ($cell + $text), $length -band 0xffff)
        if ([string]::Equals($text, $Name, 'OrdinalIgnoreCase')) { return $cell }
    }
}

function Get-HiveState($Hive, $Path, $Name) {
    <# .SYNOPSIS
    A value and its type as Read-Registry has them.
    #>
    if ("$Path$Name" -match '[^ ->@-~]') { throw 'not ASCII' }
    $numbers = $Hive.Numbers
    $state = [ordered]@{ value = $null; type = $null }
    $cell = Get-HiveCell $Hive $numbers[9] 0x6b6e
    foreach ($part in $Path.Split('\')) {
        $count = $numbers[$cell + 5]
        if (-not $count) { return $state }
        <# lf or lh; a key with so many subkeys that they need several lists is rare. #>
        $list = Get-HiveCell $Hive $numbers[$cell + 7] 0x666c, 0x686c
        if ($numbers[$list] -shr 16 -ne $count) { throw 'another count' }
        $cell = Find-HiveCell $Hive ($list + 1) $count 2 $part
        if (-not $cell) { return $state }
        if ($numbers[$cell] -band 0x100000) { throw 'a link' }
    }
    $count = $numbers[$cell + 9]
    $cell = if ($count) { Find-HiveCell $Hive (Get-HiveCell $Hive $numbers[$cell + 10]) $count 1 $Name }
    if (-not $cell) { return $state }
    $size = $numbers[$cell + 1]
    $data = $cell + 2
    <# A set sign bit: so little data that it stands where its offset would. #>
    if ($size -ge 0) { $data = Get-HiveCell $Hive $numbers[$data] }
    if ($numbers[$cell + 3] -eq 4 -and $size -eq -0x7ffffffc) { $state.type = 'REG_DWORD'; $state.value = [BitConverter]::ToUInt32($Hive.Bytes, 4 * $data) }
    else {
        $text = [Text.Encoding]::Unicode.GetString($Hive.Bytes, 4 * $data, $size -band 0x7fffffff)
        if ($numbers[$cell + 3] -ne 1 -or $size -gt 16344 -or $text.IndexOf([char] 0) -ne $text.Length - 1) { throw 'a rare type' }
        $state.type = 'REG_SZ'
        $state.value = $text.TrimEnd([char] 0)
    }
    $state
}
