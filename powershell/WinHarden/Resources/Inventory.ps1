function Read-Inventory($Points) {
    <# .SYNOPSIS
    What this machine is and has, as a sorted list of words; nothing of it can be set.
    #>
    Invoke-Each $Points {
        $words = [Collections.Generic.SortedSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
        foreach ($word in Get-Inventory $point.Address.item) { [void] $words.Add($word) }
        $point.State = @{ value = @($words) }
        $point.Advice = Get-Advice $point
    }
}

function Get-Inventory($Item) {
    <# .SYNOPSIS
    One list of the inventory, by its name in docs/formats.md.
    #>
    switch ($Item) {
        build { return $Run.Report.node.build.Split('.')[0] }
        <# The EFI partition is FAT by nature. #>
        fileSystems { return @(foreach ($volume in Get-CimInstance -ClassName Win32_Volume -Filter 'DriveType = 3 AND SystemVolume = FALSE') { if ($volume.FileSystem) { $volume.FileSystem } else { 'RAW' } }) }
        firmware {
            $control = 'SYSTEM\CurrentControlSet\Control'
            $secure = Get-MachineValue "$control\SecureBoot\State" 'UEFISecureBootEnabled'
            if ($null -ne $secure -or (Get-MachineValue $control 'PEFirmwareType') -eq 2) { 'UEFI' }
            if ($secure -eq 1) { 'SecureBoot' }
            foreach ($tpm in Get-CimInstance -Namespace root/cimv2/Security/MicrosoftTpm -ClassName Win32_Tpm -ErrorAction SilentlyContinue) { if ($tpm.IsEnabled_InitialValue -and $tpm.IsActivated_InitialValue) { 'TPM' } }
            return
        }
        <# Native 802.11, and wireless LAN as older drivers call it. #>
        wirelessAdapters { return @(foreach ($adapter in Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetAdapter) { if ($adapter.NdisPhysicalMedium -in 1, 9) { $adapter.Name } }) }
        default { return Get-AccountInventory $Item }
    }
}

function Get-AccountInventory($Item) {
    <# .SYNOPSIS
    Names of the enabled local accounts of which something is true.
    #>
    $since = [datetime]::Now.AddDays(-35)
    foreach ($user in Get-LocalUser) {
        $found = switch ($Item) {
            passwordNotRequired { -not $user.PasswordRequired }
            passwordNeverExpires { $null -eq $user.PasswordExpires }
            inactiveAccounts { "$($user.SID)" -notmatch '-50[01]$' -and (-not $user.LastLogon -or $user.LastLogon -lt $since) }
            default { throw "the plan asks for the unknown inventory $Item" }
        }
        if ($found -and $user.Enabled) { $user.Name }
    }
}
