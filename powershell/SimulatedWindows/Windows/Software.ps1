# Downloads, signatures and installers. What can be downloaded stands in the state: url -> signer, status, exitCode, service.

function Invoke-WebRequest {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [uri] $Uri, [Parameter(Mandatory)] [string] $OutFile, [switch] $UseBasicParsing, [int] $TimeoutSec)
    if (-not (Get-SimulatedDownload "$Uri")) { throw [Net.WebException]::new("The remote name could not be resolved: '$($Uri.Host)'") }
    # The file says where it came from: that is all the other commands need.
    [IO.File]::WriteAllText($OutFile, "$Uri")
}

function Get-SimulatedDownload {
    param([string] $Url)
    $downloads = $global:Windows.State['downloads']
    if ($null -ne $downloads) { $downloads[$Url] }
}

function Get-AuthenticodeSignature {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [Alias('LiteralPath')] [string] $FilePath)
    $download = Get-SimulatedDownload ([IO.File]::ReadAllText($FilePath))
    $status = if ($null -eq $download -or -not $download.ContainsKey('status')) { 'NotSigned' } else { $download.status }
    $certificate = if ($status -ne 'NotSigned') { [pscustomobject] @{ Subject = $download.signer } }
    [pscustomobject] @{ Status = $status; SignerCertificate = $certificate; Path = $FilePath }
}

function Start-Process {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [string] $FilePath, [string[]] $ArgumentList = @(), [switch] $Wait, [switch] $PassThru, [switch] $NoNewWindow, [string] $WindowStyle)
    Enter-SimulatedProgram ([IO.Path]::GetFileName($FilePath))
    $download = Get-SimulatedDownload ([IO.File]::ReadAllText($FilePath))
    if ($null -eq $download) { throw [InvalidOperationException]::new('This command cannot be run due to the error: The file cannot be run.') }
    $code = [int] $download.exitCode
    if ($code -in 0, 1641, 3010) {
        $key = $global:Windows.Machine.Make("SYSTEM\CurrentControlSet\Services\$($download.service)")
        $key.Put('Start', 'REG_DWORD', 2)
        $global:Windows.State.services[$download.service] = @{ status = 'Running' }
        $global:Windows.Changed("installer $($download.service)")
    }
    if ($PassThru) { [pscustomobject] @{ ExitCode = $code; HasExited = $true } }
}
