function Get-VerifiedFile($File) {
    <# .SYNOPSIS
    A file's path in the engine's own folder, once its size, digest and signer are as demanded; anything else is deleted again.
    #>
    $source = $File.source
    if ($source.Contains('{region}')) {
        if (-not $env:AWS_SSM_REGION_NAME) { throw "the Region of this node, which $source needs, is not known: AWS_SSM_REGION_NAME is not set" }
        $source = $source.Replace('{region}', $env:AWS_SSM_REGION_NAME)
    }
    $path = New-TemporaryPath ([IO.Path]::GetExtension(($source -replace '\?.*')))
    try {
        Save-File $File $source $path
        $length = [IO.FileInfo]::new($path).Length
        if ($length -gt 1GB) { throw "$source has $length bytes, more than the $(1GB) that are taken" }
        if ($File['sha256']) { Assert-Digest $path $source $File.sha256 }
        if ($File['signer']) { Assert-Signer $path $source $File.signer }
        if (-not $File['sha256'] -and -not $File['signer']) { throw "neither a digest nor a signer says what $source has to be" }
    }
    catch {
        [IO.File]::Delete($path)
        throw
    }
    $path
}

function Save-File($File, $Source, $Path) {
    <# .SYNOPSIS
    Fetches a file over https, from S3 or from this node's disk. A copy, so that nobody can exchange it once it was looked at.
    #>
    if ($Source -match '^s3://([^/]+)/(.+)') {
        $object = @{ BucketName = $Matches[1]; Key = $Matches[2]; File = $Path }
        if (-not (Get-Command Read-S3Object -ErrorAction SilentlyContinue)) { throw "$Source needs the AWS Tools for PowerShell (Read-S3Object), which this node does not have" }
        if ($env:AWS_SSM_REGION_NAME) { $object.Region = $env:AWS_SSM_REGION_NAME }
        [void] (Read-S3Object @object)
    }
    elseif ($Source -like 'https://*') {
        <# Windows PowerShell may offer TLS 1.0 only, unless told. #>
        [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
        $request = @{ Uri = $Source; OutFile = $Path; UseBasicParsing = $true; TimeoutSec = 300 }
        if ($File['proxy']) { $request.Proxy = $File.proxy }
        Invoke-WebRequest @request
    }
    elseif ($Source -match '^\w\w+:') { throw "files are only fetched over https and from S3, not from $Source" }
    else { [IO.File]::Copy([Environment]::ExpandEnvironmentVariables($Source), $Path) }
}

function Assert-Digest($Path, $Source, $Sha256) {
    <# .SYNOPSIS
    Throws unless a file has the SHA-256 that was demanded.
    #>
    $stream = [IO.File]::OpenRead($Path)
    try { $found = Get-Digest $stream } finally { $stream.Dispose() }
    if ($found -ne $Sha256) { throw "$Source has the SHA-256 $found, not $Sha256" }
}

function Assert-Signer($Path, $Source, $Signer) {
    <# .SYNOPSIS
    Throws unless a file has a valid Authenticode signature of one of the named subjects.
    #>
    $signature = Get-AuthenticodeSignature -FilePath $Path
    if ("$($signature.Status)" -ne 'Valid') { throw "the signature of $Source is not valid: $($signature.Status); expected one of $($Signer -join ' or ')" }
    $subject = $signature.SignerCertificate.Subject
    $name = [regex]::Match($subject, '(?:^|,\s*)CN=(?:"([^"]*)"|([^,]*))').Groups
    if ($name[1].Value + $name[2].Value -cnotin $Signer) { throw "$Source is signed by $subject, not by $($Signer -join ' or ')" }
}

function Invoke-Program($What, $Path, $Arguments, $Seconds) {
    <# .SYNOPSIS
    Runs a program that is not Windows' own; beyond its time it is stopped with its children. Text as arguments goes as it is.
    #>
    if ($Arguments -isnot [string]) {
        $Arguments = @(foreach ($argument in $Arguments) {
                <# NAME="a value": what msiexec wants, and the same to every other program as quotes around the whole. #>
                if ($argument -match '^([^\s=]*=)?(.*\s.*?)(\\*)$') { '{0}"{1}{2}{2}"' -f $Matches[1], $Matches[2], $Matches[3] } else { $argument }
            }) -join ' '
    }
    $start = [Diagnostics.ProcessStartInfo]::new($Path, $Arguments)
    $start.UseShellExecute = $false
    <# What it says must not get between the lines of the report. #>
    $start.CreateNoWindow = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    $process.BeginOutputReadLine()
    $process.BeginErrorReadLine()
    if (-not $process.WaitForExit([int] $Seconds * 1000)) {
        <# 128: it has ended meanwhile. #>
        Invoke-Executable taskkill '/PID', $process.Id, '/T', '/F' 0, 128
        throw "$What did not end within $Seconds seconds and was stopped"
    }
    <# Windows Installer's two ways of saying: done, restart due. #>
    if ($process.ExitCode -in 1641, 3010) { $Run.Report.rebootRequired = $true }
    elseif ($process.ExitCode -ne 0) { throw "$What ended with exit code $($process.ExitCode)" }
}
