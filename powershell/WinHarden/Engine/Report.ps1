# A control is what the worst of its points is; this is the order.
$StatusOrder = @('NotApplicable', 'Manual', 'Waived', 'Compliant', 'Remediated', 'NonCompliant', 'Error')

function New-Session {
    <# .SYNOPSIS
    All that one execution knows, the report that it fills in among it.
    #>
    param([string] $Operation, [string] $RunId)
    $root = Join-Path $env:ProgramData 'WinHarden'
    $facts = [ordered]@{
        instanceId = "$env:AWS_SSM_INSTANCE_ID"; computerName = "$env:COMPUTERNAME"; release = 0; build = ''; productName = ''
        installation = ''; core = $false; role = 'standalone'; domainJoined = $false; containerHost = $false; hyperV = $false
        powershell = $PSVersionTable.PSVersion.ToString(); culture = [Globalization.CultureInfo]::InstalledUICulture.Name; users = 0
    }
    if ($RunId -eq '') { $RunId = "node-$([Guid]::NewGuid())" }
    $report = [ordered]@{
        format = 1; operation = $Operation; runId = $RunId; commandId = "$env:SSM_COMMAND_ID"; baseline = ''; plan = ''
        started = Get-UtcTime; finished = ''; node = $facts; controls = @(); changes = [Collections.Generic.List[object]]::new(); rebootRequired = $false
        vitalServices = @(); restored = $false; backup = $null; error = $null
    }
    @{
        Operation = $Operation; RunId = $RunId; Root = $root; Temporary = Join-Path $root 'temp'; Lock = $null
        Machine = $null; UsersRoot = $null; Users = @(); Facts = $facts; Report = $report; Controls = [ordered]@{}
        VitalNames = @(); RebootRequired = $false; SecurityPolicy = $null
    }
}

function Get-UtcTime {
    <# .SYNOPSIS
    Now, as 2026-11-23T18:01:02Z.
    #>
    [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
}

function Get-ControlResult {
    <# .SYNOPSIS
    One control's entry in the report: the worst of its points, what was first found, what is required.
    #>
    param($Control)
    $rank = if ($Control.Manual) { 1 } else { 0 }
    $points = @(foreach ($row in $Control.Rows) { $row.Points })
    $messages = [Collections.Generic.List[string]]::new()
    foreach ($point in $points) {
        $rank = [Math]::Max($rank, [array]::IndexOf($StatusOrder, $point.Status))
        if ($null -eq $point.Message) { continue }
        $where = if ($points.Count -gt 1) { "$(Get-PointAddress $point): " }
        $messages.Add("$where$($point.Message)")
    }
    $status = $StatusOrder[$rank]
    if ($null -ne $Control.Waiver -and $points.Count -gt 0) {
        $status = 'Waived'
        $messages = @($Control.Waiver)
    }
    elseif ($points.Count -eq 0) { $messages = $Control.Notes }
    elseif ($status -eq 'NonCompliant' -and $null -ne $Control.Expired) { $messages.Add($Control.Expired) }
    $found = @(foreach ($row in $Control.Rows) { , (Get-RowFound $row) })
    $required = @(foreach ($row in $Control.Rows) { , $row.Required })
    $result = [ordered]@{ id = $Control.Id; status = $status; found = $null; required = $null }
    # One address: its value; several: a list of them.
    if ($found.Count -eq 1) { $result.found = $found[0]; $result.required = $required[0] }
    elseif ($found.Count -gt 1) { $result.found = $found; $result.required = $required }
    $message = [string]::Join('; ', [Collections.Generic.HashSet[string]]::new([string[]] $messages))
    if ($message -ne '') { $result.message = $message }
    $result
}

function Get-RowFound {
    <# .SYNOPSIS
    What was first found at an address: the value, or for a per-user setting each user's.
    #>
    param($Row)
    $values = [ordered]@{}
    $value = $null
    foreach ($point in $Row.Points) {
        $value = $null
        if ($null -ne $point.First) { $value = $point.First.value }
        $values["$($point.User)"] = $value
    }
    if ($Row.PerUser) { $values } else { , $value }
}

function Write-Report {
    <# .SYNOPSIS
    Prints the report: a first line with its size and digest, then the JSON or its gzip in base64.
    #>
    param($Session, [string] $Encoding)
    $report = $Session.Report
    $report.controls = @(foreach ($control in $Session.Controls.Values) { Get-ControlResult $control })
    $report.finished = Get-UtcTime
    $bytes = [Text.Encoding]::ASCII.GetBytes((ConvertTo-JsonText $report))
    $body = [Text.Encoding]::ASCII.GetString($bytes)
    if ($Encoding -eq 'gzip') {
        $packed = [IO.MemoryStream]::new()
        $gzip = [IO.Compression.GZipStream]::new($packed, [IO.Compression.CompressionLevel]::Optimal)
        $gzip.Write($bytes, 0, $bytes.Length)
        $gzip.Dispose()
        $body = [Convert]::ToBase64String($packed.ToArray())
    }
    $newLine = [char] 10
    $first = "winharden-report/1 bytes=$($bytes.Length) sha256=$(Get-Digest $bytes) encoding=$Encoding"
    [Console]::Out.Write("$first$newLine$body$newLine")
    [Console]::Out.Flush()
}

function Get-Digest {
    <# .SYNOPSIS
    SHA-256 of bytes, in lower-case hex.
    #>
    param([byte[]] $Bytes)
    $sha = [Security.Cryptography.SHA256]::Create()
    try { [BitConverter]::ToString($sha.ComputeHash($Bytes)).Replace('-', '').ToLowerInvariant() } finally { $sha.Dispose() }
}
