function Invoke-Executable($Name, [string[]] $Arguments, $Accept = 0) {
    <# .SYNOPSIS
    Runs a program of System32 and throws unless it ends with an accepted exit code.
    #>
    <# Windows PowerShell turns redirected lines of standard error into terminating errors under Stop. #>
    $ErrorActionPreference = 'Continue'
    $said = & "$env:SystemRoot\System32\$Name.exe" @Arguments 2>&1
    if ($LASTEXITCODE -notin $Accept) { throw "$Name.exe $($Arguments[0]) ended with exit code ${LASTEXITCODE}: $said" }
}

function Get-ErrorText($ErrorRecord) {
    <# .SYNOPSIS
    The innermost message of an error on one line, without PowerShell's wrapping.
    #>
    $ErrorRecord.Exception.GetBaseException().Message -replace '\s+', ' '
}

function New-TemporaryPath($Extension) {
    <# .SYNOPSIS
    A path in the engine's own folder where nothing exists yet: secedit and auditpol insist on that.
    #>
    Join-Path $Run.Temporary "$([Guid]::NewGuid())$Extension"
}

function Enter-Run {
    <# .SYNOPSIS
    Makes sure that this is the only execution on the node, and takes away what one that was killed left behind.
    #>
    [void] [IO.Directory]::CreateDirectory($Run.Root)
    <# DeleteOnClose: nothing stays behind, not even after a kill. #>
    try { $Run.Lock = [IO.FileStream]::new((Join-Path $Run.Root 'lock'), 'OpenOrCreate', 'ReadWrite', 'None', 8, [IO.FileOptions]::DeleteOnClose) }
    catch { throw "another run is in progress on this node: $(Get-ErrorText $_)" }
    foreach ($name in $Run.AllUsers.GetSubKeyNames()) {
        <# One that is in use stays: who needs it uses it. #>
        if ($name -like 'WinHarden_*') { try { Invoke-Executable reg unload, "HKU\$name" } catch { continue } }
    }
    Remove-TemporaryFolder
    [void] [IO.Directory]::CreateDirectory($Run.Temporary)
}

function Remove-TemporaryFolder {
    <# .SYNOPSIS
    Removes the temporary folder with all that is in it.
    #>
    if ([IO.Directory]::Exists($Run.Temporary)) { [IO.Directory]::Delete($Run.Temporary, $true) }
}
