function Write-Record($Path, $Content) {
    <# .SYNOPSIS
    Writes an object as JSON that only SYSTEM and Administrators can touch, in one piece or not at all; returns its bytes.
    #>
    [void] [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
    [void] [IO.Directory]::CreateDirectory((Join-Path $Run.Root runs))
    <# Anyone may create folders in ProgramData: leave these to Administrators and SYSTEM, whoever made them first. #>
    foreach ($folder in $Run.Root, (Join-Path $Run.Root runs)) {
        if ([int] [IO.File]::GetAttributes($folder) -band [IO.FileAttributes]::ReparsePoint) { throw "$folder is a link to another folder" }
        Invoke-Executable icacls $folder, '/setowner', '*S-1-5-32-544', '/Q'
        Invoke-Executable icacls $folder, '/reset', '/Q'
        Invoke-Executable icacls $folder, '/inheritance:r', '/grant:r', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', '/Q'
    }
    $bytes = [Text.Encoding]::ASCII.GetBytes((ConvertTo-JsonText $Content))
    $file = [IO.File]::Create("$Path.part")
    $file.Write($bytes, 0, $bytes.Length)
    $file.Flush($true)
    $file.Dispose()
    [IO.File]::Move("$Path.part", $Path)
    , $bytes
}

function Read-Record($Path) {
    <# .SYNOPSIS
    Reads what Write-Record wrote; throws where somebody else may have written it.
    #>
    $owner = Get-Owner $Path
    if ($owner -notin $Keepers) { throw "$Path belongs to $owner and not to SYSTEM or Administrators: it is not trusted" }
    ConvertFrom-JsonText ([IO.File]::ReadAllText($Path))
}

<# Who alone writes what the engine believes. #>
$Keepers = 'S-1-5-18', 'S-1-5-32-544'

function Get-Owner($Path) {
    <# .SYNOPSIS
    The SID of a file's owner.
    #>
    (Get-Acl -LiteralPath $Path).GetOwner([Security.Principal.SecurityIdentifier]).Value
}
