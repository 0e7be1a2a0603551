# The AWS Tools for PowerShell, as the Windows images of AWS carry them. The fault missingTool takes Read-S3Object away.

function Read-S3Object {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $BucketName, [Parameter(Mandatory)] [string] $Key, [Parameter(Mandatory)] [string] $File, [string] $Region)
    $url = "s3://$BucketName/$Key"
    $download = if ($global:Windows.State['downloads']) { $global:Windows.State.downloads[$url] }
    if (-not $download) { throw [InvalidOperationException]::new('The specified key does not exist.') }
    Save-SimulatedDownload $download $url $File
    [pscustomobject] @{ FullName = $File }
}
