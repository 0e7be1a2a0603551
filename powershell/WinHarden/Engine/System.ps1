function Invoke-Executable {
    <# .SYNOPSIS
    Runs a program of System32 and throws unless it ends with an accepted exit code.
    #>
    param([string] $Name, [string[]] $Arguments, [int[]] $Accept = @(0))
    # Windows PowerShell turns each line of redirected standard error into a terminating error under Stop.
    $ErrorActionPreference = 'Continue'
    $output = & "$env:SystemRoot\System32\$Name.exe" @Arguments 2>&1
    if ($Accept -notcontains $LASTEXITCODE) {
        $said = [regex]::Replace("$output", '\s+', ' ').Trim()
        throw "$Name.exe $($Arguments[0]) ended with exit code ${LASTEXITCODE}: $said"
    }
}

function Get-ErrorText {
    <# .SYNOPSIS
    The innermost message of an error on one line, without PowerShell's wrapping.
    #>
    param($ErrorRecord)
    $text = [regex]::Replace($ErrorRecord.Exception.GetBaseException().Message, '\s+', ' ').Trim()
    $text.Substring(0, [Math]::Min(300, $text.Length))
}

function New-TemporaryPath {
    <# .SYNOPSIS
    A path in the engine's own temporary folder where nothing exists yet: secedit and auditpol insist on that.
    #>
    param($Session, [string] $Extension)
    Join-Path $Session.Temporary ([Guid]::NewGuid().ToString('N') + $Extension)
}

function Enter-WinHarden {
    <# .SYNOPSIS
    Makes sure that this is the only execution on the node, and starts with an empty temporary folder.
    #>
    param($Session)
    [void] [IO.Directory]::CreateDirectory($Session.Root)
    $path = Join-Path $Session.Root 'lock'
    try {
        # DeleteOnClose: nothing stays behind, not even after a kill.
        $Session.Lock = [IO.FileStream]::new($path, 'OpenOrCreate', 'ReadWrite', 'None', 8, 'DeleteOnClose')
    }
    catch { throw "another run is in progress on this node ($path): $(Get-ErrorText $_)" }
    Clear-TemporaryFolder $Session
    [void] [IO.Directory]::CreateDirectory($Session.Temporary)
}

function Clear-TemporaryFolder {
    <# .SYNOPSIS
    Removes the temporary folder with all that is in it.
    #>
    param($Session)
    if ([IO.Directory]::Exists($Session.Temporary)) { [IO.Directory]::Delete($Session.Temporary, $true) }
}

function Exit-WinHarden {
    <# .SYNOPSIS
    Gives back the lock, the temporary folder and the open registry keys.
    #>
    param($Session)
    foreach ($key in @($Session.Machine, $Session.UsersRoot)) { if ($null -ne $key) { $key.Dispose() } }
    if ($null -eq $Session.Lock) { return }
    try { Clear-TemporaryFolder $Session } catch { $Session.Report.error = "temporary files remain: $(Get-ErrorText $_)" }
    $Session.Lock.Dispose()
}

function Assert-Host {
    <# .SYNOPSIS
    Refuses a PowerShell that would see another Windows than there is, or only a part of it.
    #>
    param($Session)
    if (-not [Environment]::Is64BitProcess) {
        throw 'this is a 32-bit PowerShell, which sees another registry than Windows does: use the 64-bit PowerShell'
    }
    try {
        # Opening for writing writes nothing; it only asks Windows whether this process might.
        $key = $Session.Machine.OpenSubKey('SOFTWARE\Microsoft\Windows NT\CurrentVersion', $true)
        $key.Dispose()
    }
    catch { throw "this PowerShell is not elevated, run it as an administrator or SYSTEM: $(Get-ErrorText $_)" }
}
