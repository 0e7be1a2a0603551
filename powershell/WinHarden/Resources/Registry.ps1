<# RegistryValueKind by the name that people know; others are read as bytes. #>
$RegistryTypes = @{
    DWord = 'REG_DWORD'; QWord = 'REG_QWORD'; String = 'REG_SZ'; ExpandString = 'REG_EXPAND_SZ'; MultiString = 'REG_MULTI_SZ'
    Binary = 'REG_BINARY'; None = 'REG_NONE'; Unknown = 'an unknown type'
}

function Read-Registry($Points) {
    <# .SYNOPSIS
    Reads registry values as the plan writes them, per-user points in each user's hive: numbers unsigned, bytes as hex.
    #>
    if ($Run.Operation -eq 'audit') { $Points = @(Read-UnloadedHive $Points) }
    $hives = Mount-UserHive $Points
    $place = $key = $missing = $null
    try {
        foreach ($point in $Points) {
            try {
                $here = "$($point.User)\$($point.Address.key)"
                <# The values of one key stand together in the plan: it is opened once. #>
                if (-not [string]::Equals($here, $place)) {
                    if ($key) { $key.Dispose() }
                    $place = $key = $null
                    $root, $path = Get-RegistryPath $point $hives
                    $key = $root.OpenSubKey($path)
                    $missing = if (-not $key -and $Run.Operation -ne 'audit') { Measure-MissingKey $root $path }
                    $place = $here
                }
                $state = [ordered]@{ value = $null; type = $null }
                $name = $point.Address.name
                if ($key) { $state.value = $key.GetValue($name, $null, 'DoNotExpandEnvironmentNames') }
                $value = $state.value
                if ($null -ne $value) {
                    $state.type = $RegistryTypes["$($key.GetValueKind($name))"]
                    if ($value -is [int]) { $state.value = [BitConverter]::ToUInt32([BitConverter]::GetBytes($value), 0) }
                    elseif ($value -is [long]) { $state.value = [BitConverter]::ToUInt64([BitConverter]::GetBytes($value), 0) }
                    elseif ($value -is [byte[]]) { $state.value = [BitConverter]::ToString($value).Replace('-', '') }
                }
                <# Rollback removes the keys that apply has to create. #>
                if ($missing) { $state.missingKeys = $missing }
                $point.State = $state
            }
            catch { $point.Problem = Get-ErrorText $_ }
        }
    }
    finally {
        if ($key) { $key.Dispose() }
        Dismount-UserHive $hives
    }
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
            try { Invoke-Executable reg unload, "HKU\$($hive.Name)"; $hive.Loaded = $false }
            catch {
                if ($try -eq 5) { $Run.Report.error = "HKU\$($hive.Name) could not be unloaded: $(Get-ErrorText $_)"; break }
                <# Handles that .NET has not collected yet keep the hive busy. #>
                [GC]::Collect()
                [GC]::WaitForPendingFinalizers()
                [Threading.Thread]::Sleep(200)
            }
        }
    }
}
