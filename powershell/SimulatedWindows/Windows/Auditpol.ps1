# auditpol.exe: backup, restore and set by GUID; headers and texts in the language of the node.

function C:\Windows\System32\auditpol.exe {
    Enter-SimulatedProgram 'auditpol.exe'
    $options = @{}
    foreach ($argument in $args) {
        $name, $value = "$argument".TrimStart('/').Split(':', 2)
        $options[$name.ToLowerInvariant()] = $value
    }
    if ($options.ContainsKey('backup')) { return Backup-SimulatedAuditPolicy $options['file'] }
    if ($options.ContainsKey('restore')) { return Restore-SimulatedAuditPolicy $options['file'] }
    if ($options.ContainsKey('set') -and $options['subcategory']) { return Set-SimulatedAuditSubcategory $options }
    Exit-SimulatedProgram 87 $global:Windows.Text('Error 0x00000057 occurred:')
}

# The subcategories in the order of a real backup: GUID and English name.
function Get-SimulatedAuditSubcategory {
    foreach ($line in [IO.File]::ReadAllLines([IO.Path]::Combine($PSScriptRoot, '..', 'data', 'audit-subcategories.txt'))) {
        $code, $name = $line.Split(' ', 2)
        @{ Guid = "{0CCE92$code-69AE-11D9-BED3-505054503030}"; Name = $name }
    }
}

function Backup-SimulatedAuditPolicy {
    param([string] $Path)
    if ([IO.File]::Exists($Path)) { return Exit-SimulatedProgram 183 'Error 0x000000B7 occurred:' }
    $machine = $global:Windows.State.computerName
    $locale = $global:Windows.Locale
    $lines = [Collections.Generic.List[string]] @($locale.auditHeader)
    foreach ($subcategory in Get-SimulatedAuditSubcategory) {
        $value = [int] $global:Windows.State.auditPolicy[$subcategory.Guid]
        $name = $global:Windows.Text($subcategory.Name)
        $lines.Add("$machine,System,$name,$($subcategory.Guid),$($locale.auditSettings[$value]),,$value")
    }
    foreach ($option in 'CrashOnAuditFail', 'FullPrivilegeAuditing', 'AuditBaseObjects', 'AuditBaseDirectories') {
        $lines.Add("$machine,,Option:$option,,$($global:Windows.Text('Disabled')),,0")
    }
    $lines.Add("$machine,,FileGlobalSacl,,,,")
    $lines.Add("$machine,,RegistryGlobalSacl,,,,")
    [IO.File]::WriteAllText($Path, ($lines -join "`r`n") + "`r`n", [Text.Encoding]::Latin1)
    Exit-SimulatedProgram 0 $global:Windows.Text('The command was successfully executed.')
}

function Restore-SimulatedAuditPolicy {
    param([string] $Path)
    if (-not [IO.File]::Exists($Path)) { return Exit-SimulatedProgram 2 'Error 0x00000002 occurred:' }
    $policy = @{}
    foreach ($line in [IO.File]::ReadAllLines($Path, [Text.Encoding]::Latin1)) {
        $cells = $line.Split(',')
        if ($cells.Count -ge 7 -and $cells[3] -match '^\{[0-9A-Fa-f-]{36}\}$') { $policy[$cells[3].ToUpperInvariant()] = [int] $cells[6] }
    }
    foreach ($guid in $policy.get_Keys()) { Set-SimulatedAuditValue $guid $policy[$guid] }
    Exit-SimulatedProgram 0 $global:Windows.Text('The command was successfully executed.')
}

function Set-SimulatedAuditSubcategory {
    param([hashtable] $Options)
    $known = @((Get-SimulatedAuditSubcategory).ForEach({ $_.Guid }))
    $guids = $Options['subcategory'].Trim('"').Split(',').ForEach({ $_.Trim('"').ToUpperInvariant() })
    foreach ($guid in $guids) {
        if ($guid -notin $known) { return Exit-SimulatedProgram 87 $global:Windows.Text('Error 0x00000057 occurred:') }
    }
    foreach ($guid in $guids) {
        $value = [int] $global:Windows.State.auditPolicy[$guid]
        foreach ($switch in @('success', 1), @('failure', 2)) {
            if ($Options[$switch[0]] -eq 'enable') { $value = $value -bor $switch[1] }
            elseif ($Options[$switch[0]] -eq 'disable') { $value = $value -band -bnot $switch[1] }
        }
        Set-SimulatedAuditValue $guid $value
    }
    Exit-SimulatedProgram 0 $global:Windows.Text('The command was successfully executed.')
}

function Set-SimulatedAuditValue {
    param([string] $Guid, [int] $Value)
    if ([int] $global:Windows.State.auditPolicy[$Guid] -eq $Value) { return }
    $global:Windows.State.auditPolicy[$Guid] = $Value
    $global:Windows.Changed('auditpol')
}
