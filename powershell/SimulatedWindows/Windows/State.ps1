# From the state file to the simulated Windows and back.

function Import-SimulatedWindows {
    param([string] $StateFile, [string] $OutState)
    $document = [Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText($StateFile))
    $global:Windows = [SimulatedWindows]::new()
    $global:Windows.OutState = $OutState
    $global:Windows.Machine = [RegistryNode]::new('HKLM', 'HKLM')
    $global:Windows.Users = [RegistryNode]::new('HKU', 'HKU')
    $global:Windows.State = @{}
    foreach ($member in $document.RootElement.EnumerateObject()) {
        if ($member.Name -eq 'registry') { Import-SimulatedRegistry $member.Value $global:Windows.Machine 'HKLM\' }
        elseif ($member.Name -eq 'users') { Import-SimulatedUserHive $member.Value }
        else { $global:Windows.State[$member.Name] = ConvertFrom-SimulatedJson $member.Value }
    }
    foreach ($system in '.DEFAULT', 'S-1-5-18', 'S-1-5-19', 'S-1-5-20') { [void] $global:Windows.Users.Make($system) }
    $culture = $global:Windows.State.culture
    $locale = [IO.Path]::Combine($PSScriptRoot, '..', 'data', "$culture.json")
    if (-not [IO.File]::Exists($locale)) { $locale = [IO.Path]::Combine($PSScriptRoot, '..', 'data', 'en-US.json') }
    $global:Windows.Locale = ConvertFrom-SimulatedJson ([Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText($locale)).RootElement)
}

function Import-SimulatedRegistry {
    param($Keys, $Root, [string] $Prefix)
    foreach ($key in $Keys.EnumerateObject()) {
        $Root.Make($key.Name.Substring($Prefix.Length)).Unread = $key.Value
    }
}

function Import-SimulatedUserHive {
    param($Users)
    foreach ($user in $Users.EnumerateObject()) {
        $sid = $user.Name
        $loaded = $user.Value.GetProperty('loaded').GetBoolean()
        $hive = @{
            Profile = $user.Value.GetProperty('profile').GetString(); Registry = [RegistryNode]::new($sid, "HKU\$sid")
            Mount = if ($loaded) { $sid } else { $null }
        }
        # A hive that a killed script left loaded under a name of its own.
        foreach ($member in $user.Value.EnumerateObject()) { if ($member.Name -eq 'mount') { $hive.Mount = $member.Value.GetString() } }
        Import-SimulatedRegistry $user.Value.GetProperty('registry') $hive.Registry ''
        $global:Windows.Hives[$sid] = $hive
        if ($hive.Mount) {
            $hive.Registry.Name = $hive.Mount
            $global:Windows.Users.Keys[$hive.Mount] = $hive.Registry
        }
        if ($loaded) { [void] $global:Windows.Users.Make("${sid}_Classes") }
    }
}

# JSON as hashtables, lists, text, truths and numbers.
function ConvertFrom-SimulatedJson {
    param([Text.Json.JsonElement] $Element)
    switch ($Element.ValueKind) {
        'Object' {
            $table = @{}
            foreach ($member in $Element.EnumerateObject()) { $table[$member.Name] = ConvertFrom-SimulatedJson $member.Value }
            return $table
        }
        'Array' { return , @(foreach ($item in $Element.EnumerateArray()) { ConvertFrom-SimulatedJson $item }) }
        # Half a character, which Windows takes and .NET's JSON does not.
        'String' { if ($Element.GetRawText() -match '\\u[dD][89a-fA-F]') { return [regex]::Unescape($Element.GetRawText().Trim('"')) } else { return $Element.GetString() } }
        'Number' { return [decimal]::Parse($Element.GetRawText(), [cultureinfo]::InvariantCulture) }
        'True' { return $true }
        'False' { return $false }
    }
    return $null
}

# Keys sorted, so that equal states are equal bytes.
function Export-SimulatedWindows {
    $state = $global:Windows.State.Clone()
    $state.registry = @{}
    Export-SimulatedRegistry $global:Windows.Machine 'HKLM' $state.registry
    $state.users = @{}
    foreach ($sid in $global:Windows.Hives.get_Keys()) {
        $hive = $global:Windows.Hives[$sid]
        $keys = @{}
        Export-SimulatedRegistry $hive.Registry '' $keys
        $state.users[$sid] = @{ profile = $hive.Profile; loaded = $hive.Mount -eq $sid; registry = $keys }
        if ($hive.Mount -and $hive.Mount -ne $sid) { $state.users[$sid].mount = $hive.Mount }
    }
    $builder = [Text.StringBuilder]::new()
    Write-SimulatedJsonValue $builder $state
    [IO.File]::WriteAllText($global:Windows.OutState, $builder.Append("`n").ToString())
}

# A key is listed when it has values or nothing below it.
function Export-SimulatedRegistry {
    param($Node, [string] $Path, [hashtable] $Keys)
    if ($Path -ne 'HKLM' -and $Path -ne '' -and ($Node.Keys.Count -eq 0 -or $null -ne $Node.Unread -or $Node.Loaded.Count -gt 0)) { $Keys[$Path] = $Node }
    foreach ($child in $Node.Keys.get_Values()) {
        $childPath = if ($Path -eq '') { $child.Name } else { "$Path\$($child.Name)" }
        Export-SimulatedRegistry $child $childPath $Keys
    }
}

function Write-SimulatedJsonValue {
    param($Builder, $Value)
    if ($null -eq $Value) { [void] $Builder.Append('null') }
    elseif ($Value -is [string]) {
        $text = if ($Value -cmatch '[\ud800-\udfff]') { [regex]::Replace($Value, '[^ -~]|["\\]', { '\u{0:x4}' -f [int] $args[0].Value[0] }) }
        else { [Text.Json.JsonEncodedText]::Encode($Value).ToString() }
        [void] $Builder.Append('"').Append($text).Append('"')
    }
    elseif ($Value -is [RegistryNode]) {
        if ($null -ne $Value.Unread) { [void] $Builder.Append($Value.Unread.GetRawText()); return }
        $values = @{}
        foreach ($one in $Value.Loaded.get_Values()) { $values[$one.Name] = @{ type = $one.Type; value = $one.Data } }
        Write-SimulatedJsonValue $Builder $values
    }
    elseif ($Value -is [bool]) { [void] $Builder.Append($(if ($Value) { 'true' } else { 'false' })) }
    elseif ($Value -is [Collections.IDictionary]) {
        $names = [string[]] @($Value.get_Keys())
        [array]::Sort($names, [StringComparer]::Ordinal)
        $separator = '{'
        foreach ($name in $names) {
            [void] $Builder.Append($separator)
            Write-SimulatedJsonValue $Builder $name
            [void] $Builder.Append(':')
            Write-SimulatedJsonValue $Builder $Value[$name]
            $separator = ','
        }
        [void] $Builder.Append($(if ($separator -eq '{') { '{}' } else { '}' }))
    }
    elseif ($Value -is [Collections.IEnumerable]) {
        $separator = '['
        foreach ($item in $Value) {
            [void] $Builder.Append($separator)
            Write-SimulatedJsonValue $Builder $item
            $separator = ','
        }
        [void] $Builder.Append($(if ($separator -eq '[') { '[]' } else { ']' }))
    }
    else { [void] $Builder.Append($Value.ToString([cultureinfo]::InvariantCulture)) }
}

# Makes the script see the simulation: type names, environment, culture.
function Enter-SimulatedWindows {
    $accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
    $shadows = @{
        'Microsoft.Win32.RegistryKey' = [RegistryKey]
        'IO.FileInfo' = [HiveFile]
        'Threading.Thread' = [SimulatedThread]
        'Security.Principal.NTAccount' = [NTAccount]
        'Security.Principal.SecurityIdentifier' = [SecurityIdentifier]
        'Security.Principal.WindowsIdentity' = [WindowsIdentity]
        'Security.Principal.WindowsPrincipal' = [WindowsPrincipal]
        'Diagnostics.Process' = [SimulatedProcess]
    }
    foreach ($name in $shadows.Keys) {
        $accelerators::Add($name, $shadows[$name])
        if (-not $name.StartsWith('Microsoft.')) { $accelerators::Add("System.$name", $shadows[$name]) }
    }
    $env:SystemRoot = 'C:\Windows'
    # Real, for the files of the local Group Policy; programs are found by %SystemRoot%.
    $env:windir = [IO.Path]::Combine($env:ProgramData, 'Windows')
    $env:SystemDrive = 'C:'
    $env:ProgramFiles = 'C:\Program Files'
    ${env:ProgramFiles(x86)} = 'C:\Program Files (x86)'
    $env:PROCESSOR_ARCHITECTURE = 'AMD64'
    $env:COMPUTERNAME = $global:Windows.State.computerName
    $env:ProgramFiles = 'C:\Program Files'
    if (-not $env:AWS_SSM_INSTANCE_ID) { $env:AWS_SSM_INSTANCE_ID = $global:Windows.State.instanceId }
}
