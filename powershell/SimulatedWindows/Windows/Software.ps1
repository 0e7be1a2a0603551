# Downloads, signatures and installers. What can be downloaded stands in the state by URL: src/lab/windows-state.ts says what
# of it there is. A file is known again by its bytes, wherever it is copied to.

function Invoke-WebRequest {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [uri] $Uri, [Parameter(Mandatory)] [string] $OutFile, [switch] $UseBasicParsing, [int] $TimeoutSec, [uri] $Proxy)
    $url = $Uri.OriginalString
    $download = if ($global:Windows.State['downloads']) { $global:Windows.State.downloads[$url] }
    # A download behind a proxy is reached through it only.
    $through = if ($Proxy) { $Proxy.OriginalString }
    if (-not $download -or "$($download['proxy'])" -ne "$through") { throw [Net.WebException]::new("The remote name could not be resolved: '$($Uri.Host)'") }
    Save-SimulatedDownload $download $url $OutFile
}

function Save-SimulatedDownload {
    param($Download, [string] $Url, [string] $Path)
    $stream = [IO.File]::Create($Path)
    try {
        $bytes = Get-SimulatedContent $Download $Url
        $stream.Write($bytes, 0, $bytes.Length)
        if ($Download['bytes']) { $stream.SetLength([long] $Download.bytes) }
    }
    finally { $stream.Dispose() }
}

# The content as the state has it, else the URL.
function Get-SimulatedContent {
    param($Download, [string] $Url)
    if ($Download['content']) { return , [Convert]::FromBase64String($Download.content) }
    , [Text.Encoding]::UTF8.GetBytes($Url)
}

function Get-SimulatedDownload {
    param([string] $Path)
    $bytes = [Convert]::ToBase64String([IO.File]::ReadAllBytes($Path))
    $downloads = $global:Windows.State['downloads']
    if ($null -eq $downloads) { return }
    foreach ($url in $downloads.get_Keys()) { if ([Convert]::ToBase64String((Get-SimulatedContent $downloads[$url] $url)) -eq $bytes) { return $downloads[$url] } }
}

function Get-AuthenticodeSignature {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [Alias('LiteralPath')] [string] $FilePath)
    $download = Get-SimulatedDownload $FilePath
    $status = if ($null -eq $download -or -not $download.ContainsKey('status')) { 'NotSigned' } else { $download.status }
    $certificate = if ($status -ne 'NotSigned') { [pscustomobject] @{ Subject = $download.signer } }
    [pscustomobject] @{ Status = $status; SignerCertificate = $certificate; Path = $FilePath }
}

# Files that software brought along; everything else is real.
function Get-Item {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [string] $LiteralPath)
    $files = $global:Windows.State['files']
    if ($null -ne $files -and $files.ContainsKey($LiteralPath)) { return [pscustomobject] @{ FullName = $LiteralPath; VersionInfo = [pscustomobject] @{ FileVersionRaw = $files[$LiteralPath] -as [version] } } }
    Write-Error -Message "Cannot find path '$LiteralPath' because it does not exist." -Category ObjectNotFound -ErrorId 'PathNotFound' -TargetObject $LiteralPath
}

# Stands for [Diagnostics.Process]: programs that were downloaded, that software brought along, and msiexec.exe.
class SimulatedProcess {
    static [Collections.Generic.Dictionary[int, object]] $Running = [Collections.Generic.Dictionary[int, object]]::new()
    [int] $Id
    [int] $ExitCode
    hidden [hashtable] $Program

    static [object] GetCurrentProcess() { return [System.Diagnostics.Process]::GetCurrentProcess() }

    static [SimulatedProcess] Start([Diagnostics.ProcessStartInfo] $info) {
        if ($info.UseShellExecute) { throw [NotSupportedException]::new('The shell is not simulated.') }
        $process = [SimulatedProcess]::new()
        $process.Id = 4000 + $global:Windows.State.processStarts
        $process.Program = Find-SimulatedProgram $info.FileName $info.Arguments
        return $process
    }

    [void] BeginOutputReadLine() { }

    [void] BeginErrorReadLine() { }

    [bool] WaitForExit([int] $milliseconds) {
        # Takes no time here: it is over before or after.
        if ([int] $this.Program['takes'] * 1000 -gt $milliseconds) { [SimulatedProcess]::Running[$this.Id] = $this; return $false }
        $this.ExitCode = [int] (Invoke-SimulatedSoftware $this.Program)
        return $true
    }
}

# What a command line does: `install` or `remove`, and to which download; with its exit code and how long it takes.
function Find-SimulatedProgram {
    param([string] $Path, [string] $Arguments)
    Enter-SimulatedProgram ([IO.Path]::GetFileName($Path.Replace('\', '/')))
    $package = if ($Path -like '*\msiexec.exe' -and $Arguments -match '^/i "?(.+?\.msi)') { $Matches[1] } else { $Path }
    $download = if ([IO.File]::Exists($package)) { Get-SimulatedDownload $package }
    if ($null -ne $download) {
        $removes = $Arguments -match '(^|\s)/uninstall\b'
        return @{ download = $download; removes = $removes; arguments = $Arguments; takes = $download['takes']; exitCode = $download['exitCode'] }
    }
    # An uninstaller: `program arguments` as the download names it, msiexec with the product's code among them.
    $line = "$([IO.Path]::GetFileName($Path.Replace('\', '/'))) $Arguments".Trim()
    $downloads = $global:Windows.State['downloads']
    foreach ($one in $(if ($downloads) { $downloads.get_Values() })) {
        if ($one['uninstaller'] -eq $line) { return @{ download = $one; removes = $true; arguments = $Arguments } }
    }
    throw [ComponentModel.Win32Exception]::new(2, 'The system cannot find the file specified')
}

function Invoke-SimulatedSoftware {
    param($Program)
    $download = $Program.download
    # LGPO.exe has done its work by then, or a part of it; an installer has taken its own back.
    if ($download['lgpo']) { $code = Invoke-SimulatedLgpo $Program.arguments; return $(if ($Program['exitCode']) { $Program.exitCode } else { $code }) }
    if ($Program['exitCode'] -and $Program.exitCode -notin 1641, 3010) { return $Program.exitCode }
    Set-SimulatedSoftware $download (-not $Program.removes)
    [int] $Program['exitCode']
}

# The service, the entry among the installed programs and the file of a product come and go together.
function Set-SimulatedSoftware {
    param($Download, [bool] $Installed)
    $state = $global:Windows.State
    $service = $Download['service']
    if ($service -and $Installed) {
        $global:Windows.Machine.Make("SYSTEM\CurrentControlSet\Services\$service").Put('Start', 'REG_DWORD', 2)
        $state.services[$service] = @{ status = 'Running' }
    }
    elseif ($service) {
        $global:Windows.Machine.Find('SYSTEM\CurrentControlSet\Services').Remove($service)
        $state.services.Remove($service)
    }
    $entry = $Download['entry']
    if ($entry) {
        $list = $global:Windows.Machine.Make("SOFTWARE\$(if ($entry['wow64']) { 'Wow6432Node\' })Microsoft\Windows\CurrentVersion\Uninstall")
        if ($Installed) { foreach ($name in $entry.values.get_Keys()) { $value = $entry.values[$name]; $list.Make($entry.code).Put($name, $(if ($value -is [string]) { 'REG_SZ' } else { 'REG_DWORD' }), $value) } }
        else { $list.Remove($entry.code) }
    }
    if ($Download['file']) {
        if (-not $state['files']) { $state.files = @{} }
        if ($Installed) { $state.files[$Download.file] = "$($Download['version'])" } else { $state.files.Remove($Download.file) }
        if ($state.files.Count -eq 0) { $state.Remove('files') }
    }
    $global:Windows.Changed("installer $(if ($service) { $service } elseif ($entry) { $entry.code } else { $Download['file'] })")
}

function C:\Windows\System32\taskkill.exe {
    Enter-SimulatedProgram 'taskkill.exe'
    $at = [array]::IndexOf($args, '/PID')
    if ($at -lt 0 -or -not [SimulatedProcess]::Running.Remove([int] $args[$at + 1])) { return Exit-SimulatedProgram 128 $global:Windows.Text('ERROR: The process was not found.') }
    Exit-SimulatedProgram 0 $global:Windows.Text('SUCCESS: The process has been terminated.')
}
