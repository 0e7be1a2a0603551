<# A control is what the worst of its points is. #>
$StatusOrder = 'NotApplicable', 'Manual', 'Compliant', 'Remediated', 'NonCompliant', 'Error'

function New-Run($Operation, $RunId) {
    <# .SYNOPSIS
    All that one execution knows, the report that it fills in among it. The entry keeps it in $Run, which every function reads.
    #>
    $root = Join-Path $env:ProgramData WinHarden
    @{
        Operation = $Operation; Root = $root; Temporary = Join-Path $root temp; Lock = $null; Plan = $null; Users = @{}; Controls = [ordered]@{}
        <# Who sends a command names the run. State Manager cannot, and its runs have the schedule's id for a command's. #>
        Scheduled = -not $RunId -and "$env:SSM_COMMAND_ID" -match '^[A-Za-z0-9-]{1,64}\z'
        Machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
        AllUsers = [Microsoft.Win32.RegistryKey]::OpenBaseKey('Users', 'Registry64')
        Report = [ordered]@{
            format = 1; operation = $Operation; runId = $(if ($RunId) { $RunId } else { "node-$([Guid]::NewGuid())" })
            commandId = "$env:SSM_COMMAND_ID"; baseline = ''; plan = ''; started = Get-UtcTime; finished = ''
            node = [ordered]@{
                instanceId = "$env:AWS_SSM_INSTANCE_ID"; computerName = "$env:COMPUTERNAME"; release = 0; build = ''; productName = ''
                installation = ''; core = $false; role = 'standalone'; domainJoined = $false; containerHost = $false; hyperV = $false
                publicNetwork = $false; sessionManager = $false; overWinRm = $false
                powershell = "$($PSVersionTable.PSVersion)"; culture = [Globalization.CultureInfo]::InstalledUICulture.Name; users = 0
            }
            controls = @(); changes = [Collections.ArrayList] @(); rebootRequired = $false; rebootPending = $false; rebooted = $false
            vitalServices = @(); suspects = $null; restored = $false; backup = $null; error = $null
        }
    }
}

function Get-UtcTime {
    <# .SYNOPSIS
    Now, as 2026-11-23T18:01:02Z.
    #>
    [DateTime]::UtcNow.ToString('s', [Globalization.CultureInfo]::InvariantCulture) + 'Z'
}

function Get-ControlResult($Controls) {
    <# .SYNOPSIS
    Each control's entry in the report: the worst of its points, what was first found, what is required.
    #>
    foreach ($control in $Controls) {
        $rows = $control.Rows
        $rank = [int] $control.Manual
        $found = [Collections.ArrayList] @()
        $messages = @(foreach ($row in $rows) {
                $byUser = [ordered]@{}
                foreach ($point in $row.Points) {
                    $rank = [Math]::Max($rank, $StatusOrder.IndexOf($point.Status))
                    $byUser["$($point.User)"] = $point.First['value']
                    if ($point.Message) { if ($rows.Count -gt 1 -or $point.User) { "$(Get-PointAddress $point): $($point.Message)" } else { $point.Message } }
                }
                if ($byUser.Contains('')) { [void] $found.Add($byUser['']) } else { [void] $found.Add($byUser) }
            })
        $result = [ordered]@{ id = $control.Id; status = $StatusOrder[$rank]; found = $found; required = @(foreach ($row in $rows) { , $row.Required }) }
        <# One address: its value; several: a list of them; none: null. #>
        if ($found.Count -lt 2) { foreach ($name in 'found', 'required') { $result[$name] = if ($found.Count) { , $result[$name][0] } } }
        if (-not $found.Count) { $messages = @($control.Note) }
        elseif ($control.Waiver) { $result.withoutWaiver = $result.status; $result.status = 'Waived'; $messages = @($control.Waiver) }
        if ($messages) { $result.message = $messages -join '; ' }
        $result
    }
}

function Write-Report($Encoding) {
    <# .SYNOPSIS
    Prints the report, and after it those of earlier runs of a schedule, which may not have arrived.
    #>
    if ($Run.Controls.Count) { $Run.Report.controls = @(Get-ControlResult $Run.Controls.Values) }
    $Run.Report.finished = Get-UtcTime
    $late = @()
    <# Without the lock another run may be at work among what is kept. #>
    if ($Run.Scheduled -and $Run.Lock) {
        try { $late = Add-KeptReport } catch { [Console]::Error.WriteLine("the report is not kept: $(Get-ErrorText $_)") }
    }
    $text = Get-ReportText ([Text.Encoding]::ASCII.GetBytes((ConvertTo-JsonText $Run.Report))) $Encoding
    [Console]::Out.Write(-join (@($text) + $late))
}

function Get-ReportText($Bytes, $Encoding) {
    <# .SYNOPSIS
    A report as it is printed: a first line with the size and digest of its JSON, then the JSON or its gzip in base64.
    #>
    $body = [Text.Encoding]::ASCII.GetString($Bytes)
    if ($Encoding -eq 'gzip') {
        $packed = [IO.MemoryStream]::new()
        $gzip = [IO.Compression.GZipStream]::new($packed, [IO.Compression.CompressionMode]::Compress)
        $gzip.Write($Bytes, 0, $Bytes.Length)
        $gzip.Dispose()
        $body = [Convert]::ToBase64String($packed.ToArray())
    }
    "winharden-report/1 bytes=$($Bytes.Length) sha256=$(Get-Digest $Bytes) encoding=$Encoding", $body, '' -join [char] 10
}

function Get-Digest($Bytes) {
    <# .SYNOPSIS
    SHA-256 of bytes, in lower-case hex.
    #>
    [BitConverter]::ToString([Security.Cryptography.SHA256]::Create().ComputeHash($Bytes)).Replace('-', '').ToLowerInvariant()
}
