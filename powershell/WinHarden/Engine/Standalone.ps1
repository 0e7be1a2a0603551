function Invoke-Standalone($Arguments, $ReportFile, $FailOn) {
    <# .SYNOPSIS
    What a script does besides that is run by hand or in an image pipeline: keeps the report in a file too, and ends with 3 where
    controls are not as required. -Arguments are those of Invoke-WinHarden.
    #>
    $console = [Console]::Out
    $caught = [IO.StringWriter]::new()
    [Console]::SetOut($caught)
    try { $code = Invoke-WinHarden @Arguments }
    finally { [Console]::SetOut($console) }
    $text = $caught.ToString()
    $console.Write($text)
    <# A run that waits for its restart has not reported yet. #>
    if (-not $text) { return $code }
    if ($ReportFile) { Save-Report $ReportFile $text }
    if ($code -ne 0 -or $FailOn -ne 'notCompliant') { return $code }
    $open = @(Get-OpenControl $text)
    if (-not $open) { return 0 }
    [Console]::Error.WriteLine("not compliant: $($open -join ', ')")
    3
}

function Save-Report($ReportFile, $Text) {
    <# .SYNOPSIS
    Writes what was printed into a file, byte by byte, in a folder that is made where it is missing.
    #>
    $path = [IO.Path]::Combine($PWD.ProviderPath, $ReportFile)
    [void] [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path))
    [IO.File]::WriteAllText($path, $Text, [Text.Encoding]::ASCII)
}

function Get-OpenControl($Text) {
    <# .SYNOPSIS
    The ids of the controls in a printed report that are neither met nor waived; a node that no control applies to has none met.
    #>
    $first, $body = $Text.Split([char] 10)
    if ($first.EndsWith('=gzip')) {
        $bytes = [IO.MemoryStream]::new([Convert]::FromBase64String($body[0]))
        $body = [IO.StreamReader]::new([IO.Compression.GZipStream]::new($bytes, [IO.Compression.CompressionMode]::Decompress)).ReadToEnd()
    }
    $controls = (ConvertFrom-JsonText "$body")['controls']
    foreach ($control in $controls) { if ($control['status'] -in 'NonCompliant', 'Error') { $control['id'] } }
    if ($controls -and -not @(foreach ($control in $controls) { if ($control['status'] -ne 'NotApplicable') { $control } })) { 'no control applies' }
}
