function Read-Installer($Points) {
    <# .SYNOPSIS
    Whether a product is there: installed, removed, or outdated with the version found. All that its address names has to be there.
    #>
    Invoke-Each $Points {
        $address = $point.Address
        $point.State = @{ value = 'removed' }
        $version = $null
        if ($address['service'] -and -not (Test-Key $Run.Machine "$Services\$($address.service)")) { return }
        if ($address['file']) {
            $file = Get-Item -LiteralPath ([Environment]::ExpandEnvironmentVariables($address.file)) -ErrorAction SilentlyContinue
            if (-not $file) { return }
            $version = $file.VersionInfo.FileVersionRaw
        }
        if ($address['program']) {
            $entries = @(Get-UninstallEntry $address.program)
            if (-not $entries) { return }
            <# A setup and the package inside it may have one each. #>
            foreach ($entry in $entries) {
                $other = ConvertTo-Version $entry.DisplayVersion
                if ($other -gt $version) { $version = $other }
            }
        }
        $point.State.value = 'installed'
        if (-not $address['minimumVersion']) { return }
        if ($null -eq $version) { throw "the version of $($address.product) could not be read" }
        if ($version -lt (ConvertTo-Version $address.minimumVersion)) { $point.State.value = "outdated $version" }
    }
}

function Get-UninstallEntry($Name) {
    <# .SYNOPSIS
    What Windows lists as installed programs, of 64 and 32 bit, whose display name is as given (* stands for anything).
    #>
    foreach ($view in 'SOFTWARE', 'SOFTWARE\Wow6432Node') {
        $list = "$view\Microsoft\Windows\CurrentVersion\Uninstall"
        $key = $Run.Machine.OpenSubKey($list)
        foreach ($code in $(if ($key) { $key.GetSubKeyNames() })) {
            if ("$(Get-MachineValue "$list\$code" 'DisplayName')" -notlike $Name) { continue }
            $entry = @{ Code = $code }
            foreach ($value in 'DisplayVersion', 'QuietUninstallString', 'WindowsInstaller') { $entry[$value] = Get-MachineValue "$list\$code" $value }
            $entry
        }
    }
}

function ConvertTo-Version($Text) {
    <# .SYNOPSIS
    A version of up to four numbers as one that compares with others; nothing where the text is none.
    #>
    <# [version] takes what is missing for less than 0. #>
    "$Text.0.0.0" -replace '^((\d+\.){3}\d+)(\.0){0,3}$', '$1' -as [version]
}
