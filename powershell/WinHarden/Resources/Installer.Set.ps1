function Set-Installer($Points) {
    <# .SYNOPSIS
    Installs and uninstalls software. What is downloaded runs only after its digest and signature were found good.
    #>
    Invoke-Each $Points {
        $address = $point.Address
        $wanted = $point.Target.value
        if ($wanted -notin 'installed', 'removed') { throw "$($address.product) was $wanted, and going back to an older version is not possible" }
        $seconds = if ($address['timeoutSeconds']) { $address.timeoutSeconds } else { 600 }
        if ($wanted -eq 'removed') {
            $path, $arguments = Get-Uninstaller $address
            Invoke-Program "the uninstaller of $($address.product)" $path $arguments $seconds
            return
        }
        $path = Get-VerifiedFile $address
        $arguments = @($address['arguments'])
        if ($path -like '*.msi') {
            $arguments = @('/i', $path, '/qn', '/norestart') + $arguments
            $path = "$env:SystemRoot\System32\msiexec.exe"
        }
        Invoke-Program "the installer of $($address.product)" $path $arguments $seconds
    }
}

function Get-Uninstaller($Address) {
    <# .SYNOPSIS
    The program that uninstalls a product, and its arguments: as the baseline says, else as Windows' list of programs does.
    #>
    $own = $Address['uninstall']
    if ($own) {
        if ($own['path']) { [Environment]::ExpandEnvironmentVariables($own.path) } else { Get-VerifiedFile $Address }
        return , @($own['arguments'])
    }
    $entries = @(if ($Address['program']) { Get-UninstallEntry $Address.program })
    <# Data, not a command line: the program is found by its quotes or by its .exe, the rest goes as it is. #>
    foreach ($entry in $entries) { if ("$($entry.QuietUninstallString)" -match '^\s*(?:"([^"]+)"|(.+?\.exe)(?=\s|$))\s*(.*)$') { return "$($Matches[1])$($Matches[2])", $Matches[3] } }
    foreach ($entry in $entries) { if ($entry.WindowsInstaller -eq 1) { return "$env:SystemRoot\System32\msiexec.exe", @('/x', $entry.Code, '/qn', '/norestart') } }
    throw "$($Address.product) has to be uninstalled by hand: neither the baseline nor Windows names a quiet way"
}
