<# A control is what the worst of its points is. #>
$StatusOrder = 'NotApplicable', 'Manual', 'Compliant', 'Remediated', 'NonCompliant', 'Error'

function New-Run($Operation, $RunId) {
    <# .SYNOPSIS
    All that one execution knows, the report that it fills in among it. The entry keeps it in $Run, which every function reads.
    #>
    $root = Join-Path $env:ProgramData WinHarden
    @{
        Operation = $Operation; Root = $root; Temporary = Join-Path $root temp; Lock = $null; Plan = $null; Users = @{}; Controls = [ordered]@{}
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
    Prints the report: a first line with its size and digest, then the JSON or its gzip in base64.
    #>
    if ($Run.Controls.Count) { $Run.Report.controls = @(Get-ControlResult $Run.Controls.Values) }
    $Run.Report.finished = Get-UtcTime
    $body = ConvertTo-JsonText $Run.Report
    $bytes = [Text.Encoding]::ASCII.GetBytes($body)
    if ($Encoding -eq 'gzip') {
        $packed = [IO.MemoryStream]::new()
        $gzip = [IO.Compression.GZipStream]::new($packed, [IO.Compression.CompressionMode]::Compress)
        $gzip.Write($bytes, 0, $bytes.Length)
        $gzip.Dispose()
        $body = [Convert]::ToBase64String($packed.ToArray())
    }
    $line = "winharden-report/1 bytes=$($bytes.Length) sha256=$(Get-Digest $bytes) encoding=$Encoding"
    [Console]::Out.Write("$line$([char] 10)$body$([char] 10)")
}

function Get-Digest($Bytes) {
    <# .SYNOPSIS
    SHA-256 of bytes, in lower-case hex.
    #>
    [BitConverter]::ToString([Security.Cryptography.SHA256]::Create().ComputeHash($Bytes)).Replace('-', '').ToLowerInvariant()
}
