function Set-Installer($Points) {
    <# .SYNOPSIS
    Runs installers, each only after its signature was found good.
    #>
    Invoke-Each $Points {
        $address = $point.Address
        if ($point.Target.value -ne 'installed') { throw "$($address.product) has to be uninstalled by hand" }
        $path = Get-InstallerFile $address.source
        Assert-Signer $path $address.signer
        $parameters = @{ FilePath = $path; Wait = $true; PassThru = $true }
        if ($address['arguments']) { $parameters.ArgumentList = @($address['arguments']) }
        $code = (Start-Process @parameters).ExitCode
        <# Windows Installer's two ways of saying: done, restart due. #>
        if (@(1641, 3010) -contains $code) { $Run.Report.rebootRequired = $true }
        elseif ($code -ne 0) { throw "the installer of $($address.product) ended with exit code $code" }
    }
}

function Get-InstallerFile([string] $Source) {
    <# .SYNOPSIS
    The installer on this node's disk: as given, or downloaded over https into the temporary folder.
    #>
    if ($Source -notmatch '^[a-z]+://') { return [Environment]::ExpandEnvironmentVariables($Source) }
    if ($Source -notlike 'https://*') { throw "an installer is only fetched over https, not from $Source" }
    $path = New-TemporaryPath ([IO.Path]::GetExtension(([Uri] $Source).AbsolutePath))
    <# Windows PowerShell may offer TLS 1.0 only, unless told. #>
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    Invoke-WebRequest -Uri $Source -OutFile $path -UseBasicParsing
    $path
}

function Assert-Signer([string] $Path, [string] $Signer) {
    <# .SYNOPSIS
    Throws unless a file has a valid Authenticode signature of the named subject.
    #>
    $signature = Get-AuthenticodeSignature -FilePath $Path
    if ("$($signature.Status)" -ne 'Valid') { throw "the signature of $Path is not valid: $($signature.Status)" }
    $subject = $signature.SignerCertificate.Subject
    $name = [regex]::Match($subject, '(?:^|,\s*)CN=(?:"([^"]*)"|([^,]*))').Groups
    if ($name[1].Value + $name[2].Value -cne $Signer) { throw "$Path is signed by $subject, not by $Signer" }
}
