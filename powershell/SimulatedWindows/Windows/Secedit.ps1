# secedit.exe: what it exports, what it takes, and how it fails.

function C:\Windows\System32\secedit.exe {
    Enter-SimulatedProgram 'secedit.exe'
    $options = Read-SimulatedOption $args 'export', 'configure', 'cfg', 'db', 'areas', 'log', 'quiet', 'overwrite', 'mergedpolicy'
    $areas = if ($options.ContainsKey('areas')) { @($options.areas) } else { 'SECURITYPOLICY', 'USER_RIGHTS' }
    $done = $global:Windows.Text('The task has completed successfully.')
    if ($options.ContainsKey('export')) {
        $failed = Export-SimulatedSecurityTemplate $options.cfg[0] $areas
        if ($failed) { return Exit-SimulatedProgram 1 $failed }
        return Exit-SimulatedProgram 0 $done
    }
    if (-not $options.ContainsKey('configure')) { return Exit-SimulatedProgram 1 'secedit [/configure | /analyze | /import | /export | /validate | /generaterollback]' }
    # Starts and ends with what is no error, as a real log does.
    $log = [Collections.Generic.List[string]] @('-------------------------------------------', '24.11.2026 20:07:21', '----Configuration engine was initialized successfully.----')
    $code = Set-SimulatedSecurityTemplate $options $areas $log
    $log.Add('----Un-initialize configuration engine...')
    if ($options.ContainsKey('log')) { [IO.File]::WriteAllLines($options.log[0], $log, [Text.Encoding]::Unicode) }
    if ($code -eq 0) { return Exit-SimulatedProgram 0 $done }
    Exit-SimulatedProgram $code $global:Windows.Text('The task has completed with an error.')
}

function Export-SimulatedSecurityTemplate {
    param([string] $Path, [string[]] $Areas)
    $state = $global:Windows.State
    $lines = [Collections.Generic.List[string]] @('[Unicode]', 'Unicode=yes')
    if ($Areas -contains 'SECURITYPOLICY') {
        $lines.Add('[System Access]')
        foreach ($name in Get-SimulatedSystemAccessName) { if ($state.accountPolicy.ContainsKey($name)) { $lines.Add("$name = $($state.accountPolicy[$name])") } }
        $lines.Add("NewAdministratorName = `"$($state.accounts['500'].name)`"")
        $lines.Add("NewGuestName = `"$($state.accounts['501'].name)`"")
        $lines.Add("EnableAdminAccount = $([int] $state.accounts['500'].enabled)")
        $lines.Add("EnableGuestAccount = $([int] $state.accounts['501'].enabled)")
        $lines.Add('[Event Audit]')
        foreach ($name in 'SystemEvents', 'LogonEvents', 'ObjectAccess', 'PrivilegeUse', 'PolicyChange', 'AccountManage', 'ProcessTracking', 'DSAccess', 'AccountLogon') { $lines.Add("Audit$name = 0") }
        $lines.Add('[Registry Values]')
        $lines.AddRange([string[]] @(Get-SimulatedTemplateRegistryLine))
    }
    if ($Areas -contains 'USER_RIGHTS') {
        $lines.Add('[Privilege Rights]')
        foreach ($right in ($state.userRights.get_Keys() | Sort-Object)) {
            $members = foreach ($sid in $state.userRights[$right]) { ConvertTo-SimulatedTemplateMember $sid }
            $lines.Add("$right = $($members -join ',')")
        }
    }
    $lines.AddRange([string[]] ('[Version]', 'signature="$CHICAGO$"', 'Revision=1'))
    try { [IO.File]::WriteAllText($Path, ($lines -join "`r`n") + "`r`n", [Text.UnicodeEncoding]::new($false, $true)) }
    catch { "$_" }
}

# In the order of a real export.
function Get-SimulatedSystemAccessName {
    'MinimumPasswordAge', 'MaximumPasswordAge', 'MinimumPasswordLength', 'PasswordComplexity', 'PasswordHistorySize', 'LockoutBadCount',
    'ResetLockoutCount', 'LockoutDuration', 'AllowAdministratorLockout', 'RequireLogonToChangePassword', 'ForceLogoffWhenHourExpire',
    'ClearTextPassword', 'LSAAnonymousNameLookup'
}

# Local accounts come out as bare names, those that were deleted (names in the state) too; everybody else as a SID.
function ConvertTo-SimulatedTemplateMember {
    param([string] $Sid)
    $state = $global:Windows.State
    if ($Sid -notlike 'S-1-*') { return $Sid }
    if ($Sid.StartsWith("$($state.machineSid)-")) {
        $account = $state.accounts[$Sid.Substring($state.machineSid.Length + 1)]
        if ($null -ne $account) { return $account.name }
    }
    "*$Sid"
}

function Get-SimulatedTemplateRegistryLine {
    $numbers = @{ REG_SZ = 1; REG_EXPAND_SZ = 2; REG_BINARY = 3; REG_DWORD = 4; REG_MULTI_SZ = 7 }
    foreach ($path in [IO.File]::ReadAllLines([IO.Path]::Combine($PSScriptRoot, '..', 'data', 'security-options.txt'))) {
        $cut = $path.LastIndexOf([char] '\')
        $key = $global:Windows.Machine.Find($path.Substring(0, $cut))
        $value = $null
        if ($null -eq $key -or -not $key.Values().TryGetValue($path.Substring($cut + 1), [ref] $value)) { continue }
        $data = if ($value.Type -like '*_SZ' -and $value.Type -ne 'REG_MULTI_SZ') { "`"$($value.Data)`"" } else { $value.Data -join ',' }
        "MACHINE\$path=$($numbers[$value.Type]),$data"
    }
}

function Set-SimulatedSecurityTemplate {
    param([hashtable] $Options, [string[]] $Areas, $Log)
    if ($global:Windows.Fault('seceditExit1')) { $Log.Add("$($global:Windows.Text('Error')) 5: Access is denied."); return 1 }
    $database = $Options.db[0]
    # A database of secedit's own would be taken; one that is not, a file of 0 bytes for one, fails.
    if ([IO.File]::Exists($database) -or -not [IO.Directory]::Exists([IO.Path]::GetDirectoryName($database))) {
        $Log.Add("Error 3: The system cannot find the path specified, or the database is corrupt: $database")
        return 1
    }
    if (-not [IO.File]::Exists($Options.cfg[0])) { $Log.Add('Error 2: The system cannot find the file specified.'); return 1 }
    [IO.File]::WriteAllText($database, 'simulated security database')
    [IO.File]::WriteAllText([IO.Path]::ChangeExtension($database, '.jfm'), '')
    $template = Read-SimulatedSecurityTemplate $Options.cfg[0]
    $failed = $false
    if ($Areas -contains 'SECURITYPOLICY' -and $template.ContainsKey('System Access')) {
        $failed = (Set-SimulatedSystemAccess $template['System Access'] $Log) -or $failed
    }
    if ($Areas -contains 'USER_RIGHTS' -and $template.ContainsKey('Privilege Rights')) {
        $failed = (Set-SimulatedPrivilegeRight $template['Privilege Rights'] $Log) -or $failed
    }
    if ($failed) { return 1 }
    if ($global:Windows.Fault('seceditExit3') -or $global:Windows.Fault('seceditIgnores')) { return 3 }
    0
}

# Sections as ordered tables of texts.
function Read-SimulatedSecurityTemplate {
    param([string] $Path)
    $sections = @{}
    $section = $null
    foreach ($line in [IO.File]::ReadAllLines($Path)) {
        if ($line -match '^\s*\[(.+)\]\s*$') { $section = $sections[$Matches[1]] = [ordered]@{} }
        elseif ($null -ne $section -and $line -match '^\s*([^=]+?)\s*=\s*(.*?)\s*$') { $section[$Matches[1]] = $Matches[2] }
    }
    $sections
}

# Applies the section and answers whether it failed; a bad group of values (passwords, lockout) leaves that group as it was.
function Set-SimulatedSystemAccess {
    param($Section, $Log)
    $state = $global:Windows.State
    $limits = @{
        MinimumPasswordAge = 0, 998; MaximumPasswordAge = -1, 999; MinimumPasswordLength = 0, 128; PasswordComplexity = 0, 1; PasswordHistorySize = 0, 24
        ClearTextPassword = 0, 1; LockoutBadCount = 0, 999; ResetLockoutCount = 1, 99999; LockoutDuration = -1, 99999; AllowAdministratorLockout = 0, 1
        RequireLogonToChangePassword = 0, 1; ForceLogoffWhenHourExpire = 0, 1; LSAAnonymousNameLookup = 0, 1
    }
    $policy = $state.accountPolicy.Clone()
    foreach ($name in $Section.get_Keys()) {
        if (-not $limits.ContainsKey($name)) { continue }
        $number = 0
        if (-not [int]::TryParse($Section[$name], [ref] $number) -or $number -lt $limits[$name][0] -or $number -gt $limits[$name][1]) {
            $Log.Add("$($global:Windows.Text('Error')) 87: The parameter is incorrect. $name")
            return $true
        }
        $policy[$name] = $number
    }
    if ($policy.MaximumPasswordAge -gt 0 -and $policy.MinimumPasswordAge -ge $policy.MaximumPasswordAge) {
        $Log.Add("$($global:Windows.Text('Error')) 87: The parameter is incorrect. MinimumPasswordAge")
        return $true
    }
    if ($policy.MinimumPasswordLength -gt 14 -and 1 -ne (Get-SimulatedRelaxedLength)) {
        $Log.Add("$($global:Windows.Text('Error')) 87: The parameter is incorrect. MinimumPasswordLength")
        return $true
    }
    $failed = -not (Complete-SimulatedLockout $policy $Log)
    $state.accountPolicy = $policy
    Set-SimulatedTemplateAccount $Section
    $global:Windows.Changed('secedit')
    $failed
}

function Get-SimulatedRelaxedLength {
    $key = $global:Windows.Machine.Find('SYSTEM\CurrentControlSet\Control\SAM')
    if ($null -ne $key) { $key.Get('RelaxMinimumPasswordLengthLimits') }
}

# Without a threshold Windows keeps and shows neither duration nor reset count; with one the duration may not be the shorter.
function Complete-SimulatedLockout {
    param([hashtable] $Policy, $Log)
    if ($Policy.LockoutBadCount -eq 0) {
        $Policy.Remove('ResetLockoutCount')
        $Policy.Remove('LockoutDuration')
        return $true
    }
    foreach ($name in 'ResetLockoutCount', 'LockoutDuration') { if (-not $Policy.ContainsKey($name)) { $Policy[$name] = 30 } }
    if ($Policy.LockoutDuration -le 0 -or $Policy.LockoutDuration -ge $Policy.ResetLockoutCount) { return $true }
    $Log.Add("$($global:Windows.Text('Error')) 87: The parameter is incorrect. LockoutDuration")
    foreach ($name in 'LockoutBadCount', 'ResetLockoutCount', 'LockoutDuration') {
        $Policy.Remove($name)
        if ($global:Windows.State.accountPolicy.ContainsKey($name)) { $Policy[$name] = $global:Windows.State.accountPolicy[$name] }
    }
    $false
}

function Set-SimulatedTemplateAccount {
    param($Section)
    $accounts = $global:Windows.State.accounts
    foreach ($name in $Section.get_Keys()) {
        switch ($name) {
            'NewAdministratorName' { $accounts['500'].name = $Section[$name].Trim('"').Trim() }
            'NewGuestName' { $accounts['501'].name = $Section[$name].Trim('"').Trim() }
            'EnableAdminAccount' { $accounts['500'].enabled = $Section[$name] -eq '1' }
            'EnableGuestAccount' { $accounts['501'].enabled = $Section[$name] -eq '1' }
        }
    }
}

# One name that does not resolve fails the whole section. Rights are written one after the other.
function Set-SimulatedPrivilegeRight {
    param($Section, $Log)
    $wanted = [ordered]@{}
    foreach ($right in $Section.get_Keys()) {
        if ($right -notmatch '^Se[A-Za-z]+(Privilege|Right)$') { $Log.Add("$($global:Windows.Text('Error')) 1313: A specified privilege does not exist. $right"); return $true }
        $sids = foreach ($member in $Section[$right].Split(',', [StringSplitOptions]::RemoveEmptyEntries)) {
            $member = $member.Trim()
            $sid = if ($member.StartsWith('*')) { $member.Substring(1) } else { [IdentityMap]::SidOf($member) }
            if (-not $sid) { $Log.Add("$($global:Windows.Text('Error')) 1332: No mapping between account names and security IDs was done. Cannot find $member."); return $true }
            $sid
        }
        $wanted[$right] = @($sids | Sort-Object -Unique)
    }
    $rights = $global:Windows.State.userRights
    foreach ($right in $wanted.get_Keys()) {
        if (@($global:Windows.Fault('seceditIgnores')) -contains $right) {
            $Log.Add("$($global:Windows.Text('Warning')) 1332: No mapping between account names and security IDs was done.`r`n`tCannot set $right.")
            continue
        }
        if ($wanted[$right]) { $rights[$right] = $wanted[$right] } else { $rights.Remove($right) }
        $global:Windows.Changed('secedit')
    }
    $false
}
