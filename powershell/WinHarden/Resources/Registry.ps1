<# RegistryValueKind by the name that people know; others are read as bytes. #>
$RegistryTypes = @{
    DWord = 'REG_DWORD'; QWord = 'REG_QWORD'; String = 'REG_SZ'; ExpandString = 'REG_EXPAND_SZ'; MultiString = 'REG_MULTI_SZ'
    Binary = 'REG_BINARY'; None = 'REG_NONE'; Unknown = 'an unknown type'
}

function Read-Registry($Points) {
    <# .SYNOPSIS
    Reads registry values with their types; per-user points in each user's hive.
    #>
    $hives = Mount-UserHive $Points
    $open = @{ Path = ''; Key = $null; Missing = 0 }
    try {
        Invoke-Each $Points {
            $root, $path = Get-RegistryPath $point $hives
            <# The values of one key stand together in the plan: it is opened once. #>
            if (-not [string]::Equals($path, $open.Path)) {
                if ($open.Key) { $open.Key.Dispose() }
                $open.Path = ''
                $open.Key = $root.OpenSubKey($path)
                $open.Missing = if (-not $open.Key -and $Run.Operation -ne 'audit') { Measure-MissingKey $root $path }
                $open.Path = $path
            }
            $point.State = Get-RegistryState $open.Key $point.Address.name
            <# Rollback removes the keys that apply has to create. #>
            if ($open.Missing) { $point.State.missingKeys = $open.Missing }
        }
    }
    finally {
        if ($open.Key) { $open.Key.Dispose() }
        Dismount-UserHive $hives
    }
}

function Get-RegistryState($Key, $Name) {
    <# .SYNOPSIS
    A value and its type as the plan writes them: numbers unsigned, bytes as hex.
    #>
    $state = [ordered]@{ value = $null; type = $null }
    if (-not $Key) { return $state }
    $value = $Key.GetValue($Name, $null, 'DoNotExpandEnvironmentNames')
    if ($null -eq $value) { return $state }
    $state.type = $RegistryTypes["$($Key.GetValueKind($Name))"]
    if ($value -is [int]) { $value = [BitConverter]::ToUInt32([BitConverter]::GetBytes($value), 0) }
    elseif ($value -is [long]) { $value = [BitConverter]::ToUInt64([BitConverter]::GetBytes($value), 0) }
    elseif ($value -is [byte[]]) { $value = [BitConverter]::ToString($value).Replace('-', '') }
    $state.value = $value
    $state
}

function Get-RegistryPath($Point, $Hives) {
    <# .SYNOPSIS
    The open root of a point and its key below it, for a user below the place where the hive is loaded.
    #>
    if (-not $Point.User) { return $Run.Machine, $Point.Address.key }
    $hive = $Hives[$Point.User]
    if ($hive.Problem) { throw $hive.Problem }
    $Run.AllUsers, "$($hive.Name)\$($Point.Address.key)"
}

function Measure-MissingKey($Root, $Path) {
    <# .SYNOPSIS
    How many keys at the end of a path do not exist.
    #>
    for ($missing = 1; ($cut = $Path.LastIndexOf([char] '\')) -gt 0; $missing++) {
        $Path = $Path.Substring(0, $cut)
        if (Test-Key $Root $Path) { break }
    }
    $missing
}

function Mount-UserHive($Points) {
    <# .SYNOPSIS
    Loads the hives of the points' users where they are not loaded; says where below HKEY_USERS each is, or why not.
    #>
    $hives = @{}
    foreach ($point in $Points) {
        $user = $point.User
        if (-not $user -or $hives.Contains($user)) { continue }
        $hive = $hives[$user] = @{ Name = "WinHarden_$user"; Loaded = $true; Problem = '' }
        <# Left by an execution that was killed: used, and unloaded in the end. #>
        if (Test-Key $Run.AllUsers $hive.Name) { continue }
        try {
            $hive.Loaded = -not (Test-Key $Run.AllUsers $user)
            if (-not $hive.Loaded) { $hive.Name = $user; continue }
            Invoke-Executable reg load, "HKU\$($hive.Name)", "$([Environment]::ExpandEnvironmentVariables($Run.Users[$user]))\NTUSER.DAT"
        }
        catch { $hive.Loaded = $false; $hive.Problem = "this user's hive could not be loaded: $(Get-ErrorText $_)" }
    }
    $hives
}

function Dismount-UserHive($Hives) {
    <# .SYNOPSIS
    Unloads what Mount-UserHive loaded: a hive that stays loaded locks its user out of the profile.
    #>
    foreach ($hive in $Hives.Values) {
        for ($try = 1; $hive.Loaded; $try++) {
            <# Handles that .NET has not collected yet keep the hive busy. #>
            [GC]::Collect()
            [GC]::WaitForPendingFinalizers()
            try { Invoke-Executable reg unload, "HKU\$($hive.Name)"; $hive.Loaded = $false }
            catch {
                if ($try -eq 5) { $Run.Report.error = "HKU\$($hive.Name) could not be unloaded: $(Get-ErrorText $_)"; break }
                [Threading.Thread]::Sleep(200)
            }
        }
    }
}
