# RegistryValueKind by the name that people know; REG_NONE and others are read as bytes.
$RegistryTypes = @{
    DWord = 'REG_DWORD'; QWord = 'REG_QWORD'; String = 'REG_SZ'; ExpandString = 'REG_EXPAND_SZ'
    MultiString = 'REG_MULTI_SZ'; Binary = 'REG_BINARY'; None = 'REG_NONE'
}

function Read-RegistryState {
    <# .SYNOPSIS
    Reads registry values with their types; per-user points in each user's hive.
    #>
    param($Session, $Points)
    $hives = Mount-UserHive $Session $Points
    $path = $null
    $key = $null
    try {
        foreach ($point in $Points) {
            try {
                $wanted = Get-RegistryPath $point $hives
                # Rows of one key stand together in the plan: it is opened once.
                if ($wanted -ne $path) {
                    if ($null -ne $key) { $key.Dispose() }
                    $key = $null
                    $path = $null
                    $key = (Get-RegistryRoot $Session $point).OpenSubKey($wanted)
                    $path = $wanted
                    $missing = if ($null -eq $key) { Measure-MissingKey (Get-RegistryRoot $Session $point) $wanted } else { 0 }
                }
                $state = [ordered]@{ value = $null; type = $null; missingKeys = $missing }
                if ($null -ne $key) { Read-RegistryValue $key $point.Address.name $state }
                $point.State = $state
            }
            catch { $point.Problem = Get-ErrorText $_ }
        }
    }
    finally {
        if ($null -ne $key) { $key.Dispose() }
        Dismount-UserHive $Session $hives
    }
}

function Read-RegistryValue {
    <# .SYNOPSIS
    Fills in a value and its type as the plan writes them: numbers unsigned, bytes as hex.
    #>
    param($Key, [string] $Name, $State)
    $value = $Key.GetValue($Name, $null, 'DoNotExpandEnvironmentNames')
    if ($null -eq $value) { return }
    $kind = "$($Key.GetValueKind($Name))"
    $State.type = $RegistryTypes[$kind]
    if ($null -eq $State.type) { $State.type = $kind }
    if ($value -is [int]) { $value = [BitConverter]::ToUInt32([BitConverter]::GetBytes($value), 0) }
    elseif ($value -is [long]) { $value = [BitConverter]::ToUInt64([BitConverter]::GetBytes($value), 0) }
    elseif ($value -is [byte[]]) { $value = [BitConverter]::ToString($value).Replace('-', '') }
    $State.value = $value
}

function Get-RegistryRoot {
    <# .SYNOPSIS
    The open root key of a point: the machine, or the users' hives.
    #>
    param($Session, $Point)
    if ($null -eq $Point.User) { $Session.Machine } else { $Session.UsersRoot }
}

function Get-RegistryPath {
    <# .SYNOPSIS
    The key of a point below its root, for a user below the place where the hive is loaded.
    #>
    param($Point, $Hives)
    if ($null -eq $Point.User) { return $Point.Address.key }
    $hive = $Hives[$Point.User]
    if ($null -ne $hive.Problem) { throw $hive.Problem }
    "$($hive.Name)\$($Point.Address.key)"
}

function Measure-MissingKey {
    <# .SYNOPSIS
    How many keys at the end of a path do not exist: rollback removes those that apply had to create.
    #>
    param($Root, [string] $Path)
    $missing = 1
    while (($cut = $Path.LastIndexOf('\')) -gt 0) {
        $Path = $Path.Substring(0, $cut)
        $parent = $Root.OpenSubKey($Path)
        if ($null -ne $parent) { $parent.Dispose(); break }
        $missing++
    }
    $missing
}

function Mount-UserHive {
    <# .SYNOPSIS
    Makes the hive of every user of the points readable below HKEY_USERS; says where each is, or why not.
    #>
    param($Session, $Points)
    $hives = @{}
    foreach ($point in $Points) {
        $user = $point.User
        if ($null -eq $user -or $hives.ContainsKey($user)) { continue }
        $hive = @{ Name = $user; Loaded = $false; Problem = $null }
        $hives[$user] = $hive
        try {
            if (Test-UserHive $Session $user) { continue }
            $hive.Name = "WinHarden_$user"
            # A hive that is there already was left by an execution that was killed: use it, and unload it in the end.
            if (-not (Test-UserHive $Session $hive.Name)) {
                $profilePath = @(foreach ($one in $Session.Users) { if ($one.Sid -eq $user) { $one.Path } })
                if ($profilePath.Count -eq 0) { throw "the profile of $user is gone" }
                Invoke-Executable 'reg' @('load', "HKU\$($hive.Name)", "$($profilePath[0])\NTUSER.DAT")
            }
            $hive.Loaded = $true
        }
        catch { $hive.Problem = "the hive of $user could not be read: $(Get-ErrorText $_)" }
    }
    $hives
}

function Test-UserHive {
    <# .SYNOPSIS
    Whether a hive of this name is loaded.
    #>
    param($Session, [string] $Name)
    $key = $Session.UsersRoot.OpenSubKey($Name)
    if ($null -eq $key) { return $false }
    $key.Dispose()
    $true
}

function Dismount-UserHive {
    <# .SYNOPSIS
    Unloads what Mount-UserHive loaded: a hive that stays loaded locks its user out of the profile.
    #>
    param($Session, $Hives)
    foreach ($hive in $Hives.Values) {
        if (-not $hive.Loaded) { continue }
        for ($try = 1; $true; $try++) {
            # Handles that .NET has not collected yet keep the hive busy.
            [GC]::Collect()
            [GC]::WaitForPendingFinalizers()
            try { Invoke-Executable 'reg' @('unload', "HKU\$($hive.Name)"); break }
            catch {
                if ($try -eq 5) { $Session.Report.error = "HKU\$($hive.Name) could not be unloaded: $(Get-ErrorText $_)"; break }
                [Threading.Thread]::Sleep(200)
            }
        }
    }
}
