# The local Group Policy: its files are real, in %windir%; LGPO.exe applies backups, gpupdate.exe what Registry.pol says.

function Expand-Archive {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $LiteralPath, [Parameter(Mandatory)] [string] $DestinationPath, [switch] $Force)
    if ([IO.Path]::GetExtension($LiteralPath) -ne '.zip') { throw [IO.IOException]::new('.zip is the only supported archive file format.') }
    [IO.Compression.ZipFile]::ExtractToDirectory($LiteralPath, $DestinationPath)
}

function Get-SimulatedPolicyPath {
    [IO.Path]::Combine($env:windir, 'System32', 'GroupPolicy', 'Machine', 'Registry.pol')
}

# LGPO.exe /g FOLDER: the policies of the machine, security settings and audit policy of every backup below the folder.
function Invoke-SimulatedLgpo {
    param([string] $Arguments)
    if ($Arguments -notmatch '^/g "?(.+?)"?( /q)?$') { return 1 }
    foreach ($file in [IO.Directory]::GetFiles($Matches[1], '*', 'AllDirectories')) {
        switch ([IO.Path]::GetFileName($file).ToLowerInvariant()) {
            'registry.pol' {
                $path = Get-SimulatedPolicyPath
                [void] [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path))
                [IO.File]::Copy($file, $path, $true)
                Update-SimulatedPolicy
            }
            'gpttmpl.inf' {
                & C:\Windows\System32\secedit.exe /configure /db "$file.sdb" /cfg $file /areas SECURITYPOLICY USER_RIGHTS /quiet | Out-Null
                if ($LASTEXITCODE -notin 0, 3) { return 1 }
            }
            'audit.csv' { & C:\Windows\System32\auditpol.exe /restore "/file:$file" | Out-Null }
        }
    }
    0
}

function C:\Windows\System32\gpupdate.exe {
    Enter-SimulatedProgram 'gpupdate.exe'
    Update-SimulatedPolicy
    Exit-SimulatedProgram 0 $global:Windows.Text('Computer Policy update has completed successfully.')
}

# What Registry.pol names is set; what it named before is taken away, but only from the policy keys.
function Update-SimulatedPolicy {
    $path = Get-SimulatedPolicyPath
    $entries = @(if ([IO.File]::Exists($path)) { Read-SimulatedPolicyFile ([IO.File]::ReadAllBytes($path)) })
    $state = $global:Windows.State
    foreach ($entry in $(if ($state['policyValues']) { $state.policyValues })) {
        $key, $name = $entry.Split('|')
        if ($key -notmatch '^software\\(microsoft\\windows\\currentversion\\)?policies\\' -or @($entries).Where({ "$($_.Key)|$($_.Name)" -eq $entry })) { continue }
        $node = $global:Windows.Machine.Find($key)
        if ($node) { [void] $node.Values().Remove($name); $global:Windows.Changed("HKLM\$key\$name") }
    }
    # Windows notes what it is going to write before it does.
    $state.policyValues = @(foreach ($entry in $entries) { "$($entry.Key)|$($entry.Name)" })
    if ($entries.Count -eq 0) { $state.Remove('policyValues') }
    foreach ($entry in $entries) {
        $global:Windows.Machine.Make($entry.Key).Put($entry.Name, 'REG_DWORD', $entry.Value)
        $global:Windows.Changed("HKLM\$($entry.Key)\$($entry.Name)")
    }
}

# Entries [key;value;type;size;data] in UTF-16; only REG_DWORD is simulated.
function Read-SimulatedPolicyFile {
    param([byte[]] $Bytes)
    $text = [Text.Encoding]::Unicode.GetString($Bytes, 8, $Bytes.Length - 8)
    foreach ($match in [regex]::Matches($text, '(?s)\[([^\0]+)\0;([^\0]+)\0;(.)\0;(.)\0;(.)(.)\]')) {
        if ([int] [char] $match.Groups[3].Value -ne 4) { throw [NotSupportedException]::new('Only REG_DWORD is simulated in Registry.pol.') }
        @{ Key = $match.Groups[1].Value; Name = $match.Groups[2].Value; Value = [int] [char] $match.Groups[5].Value + 65536 * [int] [char] $match.Groups[6].Value }
    }
}
