function Set-Gpo($Points) {
    <# .SYNOPSIS
    Applies Group Policy backups with LGPO.exe, or puts back the local policy that was there before.
    #>
    Invoke-Each $Points {
        $address = $point.Address
        if ($point.Target.value -ne 'applied') { Restore-LocalPolicy $address $point.Target; return }
        $program = Get-VerifiedFile $address.lgpo
        $archive = Get-VerifiedFile $address
        $folder = New-TemporaryPath
        Expand-Archive -LiteralPath $archive -DestinationPath $folder
        <# What is there now, other settings of this run among it: what a failure has to go back to. #>
        $before = @{ mark = $point.State.mark; policy = Get-LocalPolicy }
        Set-GpoMark $address.name "started $($address.sha256)"
        try { Invoke-Program 'LGPO.exe' $program @('/g', $folder, '/q') 600 }
        catch {
            $why = Get-ErrorText $_
            Restore-LocalPolicy $address $before
            throw "$why; put back"
        }
        Set-GpoMark $address.name $address.sha256
    }
}

function Set-GpoMark($Name, $Mark) {
    <# .SYNOPSIS
    Marks a Group Policy backup as applied, or takes the mark away with the keys that were made for it.
    #>
    if ($Mark) {
        $key = $Run.Machine.CreateSubKey($GpoMarks)
        $key.SetValue($Name, $Mark)
        return
    }
    foreach ($path in $GpoMarks, 'SOFTWARE\WinHarden') {
        $key = $Run.Machine.OpenSubKey($path, $true)
        if ($key) { $key.DeleteValue($Name, $false) }
        if ($key -and $key.ValueCount + $key.SubKeyCount -eq 0) { $Run.Machine.DeleteSubKey($path) }
    }
}

function Get-PolicyFile {
    <# .SYNOPSIS
    The files of the local Group Policy by their path in its folder, as base64; the copies of domain policies are not of it.
    #>
    $files = [ordered]@{}
    $root = [IO.Path]::Combine($env:windir, 'System32', 'GroupPolicy')
    if ([IO.Directory]::Exists($root)) {
        foreach ($path in [IO.Directory]::GetFiles($root, '*', 'AllDirectories')) {
            $name = $path.Substring($root.Length + 1).Replace('\', '/')
            if ($name -match '^(?!DataStore/)[ -~]+$') { $files[$name] = [Convert]::ToBase64String([IO.File]::ReadAllBytes($path)) }
        }
    }
    $files
}

function Get-LocalPolicy {
    <# .SYNOPSIS
    What LGPO.exe may change: the files of the local policy, the security settings and the audit policy, as Windows itself saves them.
    #>
    $security = New-TemporaryPath .inf
    $audit = New-TemporaryPath .csv
    Invoke-Executable secedit /export, /cfg, $security, /areas, SECURITYPOLICY, USER_RIGHTS
    Invoke-Executable auditpol /backup, "/file:$audit"
    [ordered]@{ files = Get-PolicyFile; security = [IO.File]::ReadAllText($security); audit = [Convert]::ToBase64String([IO.File]::ReadAllBytes($audit)) }
}

function Restore-LocalPolicy($Address, $Before) {
    <# .SYNOPSIS
    Puts the local policy back, looks again, and throws with the names of what is still different.
    #>
    $policy = $Before.policy
    $now = Get-LocalPolicy
    $left = @(Get-TattooKey $now.files $policy.files | Select-Object -Unique)
    $root = [IO.Path]::Combine($env:windir, 'System32', 'GroupPolicy')
    foreach ($name in $now.files.Keys) { if (-not $policy.files.Contains($name)) { [IO.File]::Delete([IO.Path]::Combine($root, $name)) } }
    foreach ($name in $policy.files.Keys) {
        $path = [IO.Path]::Combine($root, $name)
        [void] [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path))
        [IO.File]::WriteAllBytes($path, [Convert]::FromBase64String($policy.files[$name]))
    }
    Restore-SecurityPolicy $policy.security $now.security
    <# After secedit, whose old audit settings would win. #>
    $audit = New-TemporaryPath .csv
    [IO.File]::WriteAllBytes($audit, [Convert]::FromBase64String($policy.audit))
    Invoke-Executable auditpol /restore, "/file:$audit"
    <# What came from the policy files goes from the registry with them. #>
    Invoke-Executable gpupdate /target:computer, /force
    $now = Get-LocalPolicy
    $one = Read-SettingText $policy.security
    $other = Read-SettingText $now.security
    $left += @(foreach ($name in @($one.Keys) + @($other.Keys)) { if ($one[$name] -ne $other[$name]) { $name } }) | Select-Object -Unique
    foreach ($name in $now.files.Keys) { if ($now.files[$name] -cne $policy.files[$name]) { $left += $name } }
    if ($now.audit -ne $policy.audit) { $left += 'audit policy' }
    Set-GpoMark $Address.name $(if ($left) { "started $($Address.sha256)" } else { $Before['mark'] })
    if ($left) { throw "the local policy was put back, but not: $($left -join ', ')" }
}

function Restore-SecurityPolicy($Before, $Now) {
    <# .SYNOPSIS
    Makes the security settings what an export says; rights and values that it does not name are taken away.
    #>
    $template = $Before
    $rights = '[Privilege Rights]'
    $known = Read-SettingText $Before
    foreach ($name in (Read-SettingText $Now).Keys) {
        if ($known.Contains($name)) { continue }
        if ($name -match '^Se\w+$') { $template = $template.Replace($rights, "$rights$([Environment]::NewLine)$name =") }
        elseif ($name -match '^MACHINE\\(.+)\\(.+)') { $Run.Machine.OpenSubKey($Matches[1], $true).DeleteValue($Matches[2], $false) }
    }
    $path = New-TemporaryPath .inf
    [IO.File]::WriteAllText($path, $template, [Text.Encoding]::Unicode)
    $files = '/db', (New-TemporaryPath .sdb), '/cfg', $path, '/log', (New-TemporaryPath .log)
    Invoke-Executable secedit (@('/configure') + $files + @('/areas', 'SECURITYPOLICY', 'USER_RIGHTS', '/quiet')) (0, 3)
}

function Read-SettingText($Export) {
    <# .SYNOPSIS
    The settings of a secedit export by their names, lists sorted: their order means nothing.
    #>
    $settings = @{}
    foreach ($line in $Export -split '\r?\n') {
        if ($line -match '^\s*([^=]+?)\s*=\s*(.*?)\s*$') { $settings[$Matches[1]] = @($Matches[2] -split '[,\s]+' | Sort-Object) -join ',' }
    }
    $settings
}

function Get-TattooKey($Files, $Before) {
    <# .SYNOPSIS
    The keys outside the policy keys that a Registry.pol of the first files names and the other's does not: Windows leaves what was written there.
    #>
    foreach ($name in $Files.Keys) {
        if ($name -notlike '*Registry.pol') { continue }
        <# Latin 1: a byte, a character. Each entry begins as [key;value; in UTF-16. #>
        $one, $other = foreach ($text in $Files[$name], $Before[$name]) { [Text.Encoding]::GetEncoding(28591).GetString([Convert]::FromBase64String("$text")) }
        foreach ($match in [regex]::Matches($one, '\[\x00((?:[^\x00]\x00)+)\x00\x00;\x00(?:[^\x00]\x00)*\x00\x00;\x00')) {
            $key = $match.Groups[1].Value -replace '\x00'
            if ($key -notmatch '^software\\(microsoft\\windows\\currentversion\\)?policies(\\|$)' -and -not $other.Contains($match.Value)) { $key }
        }
    }
}
