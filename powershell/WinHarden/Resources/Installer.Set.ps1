function Set-InstallerState {
    <# .SYNOPSIS
    Runs installers, each only after its signature was found good.
    #>
    param($Session, $Points)
    foreach ($point in $Points) {
        try {
            if ($point.Target.value -ne 'installed') { throw "$($point.Address.product) has to be uninstalled by hand" }
            $path = Get-InstallerFile $Session $point.Address.source
            Assert-Signer $path $point.Address.signer
            $parameters = @{ FilePath = $path; Wait = $true; PassThru = $true }
            if ($point.Address['arguments']) { $parameters.ArgumentList = @($point.Address.arguments) }
            $code = (Start-Process @parameters).ExitCode
            # Windows Installer's two ways of saying: done, restart due.
            if (@(1641, 3010) -contains $code) { $Session.RebootRequired = $true }
            elseif ($code -ne 0) { throw "the installer of $($point.Address.product) ended with exit code $code" }
        }
        catch { $point.Problem = Get-ErrorText $_ }
    }
}

function Get-InstallerFile {
    <# .SYNOPSIS
    The installer on this node's disk: as given, or downloaded over https into the temporary folder.
    #>
    param($Session, [string] $Source)
    if ($Source -notmatch '^[a-z]+://') { return [Environment]::ExpandEnvironmentVariables($Source) }
    if ($Source -notlike 'https://*') { throw "an installer is only fetched over https, not from $Source" }
    $path = New-TemporaryPath $Session ([IO.Path]::GetExtension(([Uri] $Source).AbsolutePath))
    # Windows PowerShell offers TLS 1.0 only, unless told.
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    Invoke-WebRequest -Uri $Source -OutFile $path -UseBasicParsing
    $path
}

function Assert-Signer {
    <# .SYNOPSIS
    Throws unless a file has a valid Authenticode signature of the named subject.
    #>
    param([string] $Path, [string] $Signer)
    $signature = Get-AuthenticodeSignature -FilePath $Path
    if ("$($signature.Status)" -ne 'Valid') { throw "the signature of $Path is not valid: $($signature.Status)" }
    $subject = $signature.SignerCertificate.Subject
    $name = [regex]::Match($subject, '(?:^|,\s*)CN=(?:"([^"]*)"|([^,]*))')
    if (($name.Groups[1].Value + $name.Groups[2].Value) -cne $Signer) { throw "$Path is signed by $subject, not by $Signer" }
}
