# Local users: the LocalAccounts cmdlets of 5.1.

function Get-LocalUser {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string[]] $Name, [SecurityIdentifier[]] $SID)
    $state = $global:Windows.State
    $all = foreach ($rid in ($state.accounts.get_Keys() | Sort-Object { [int] $_ })) {
        $account = $state.accounts[$rid]
        [pscustomobject] @{
            Name = $account.name; Enabled = $account.enabled; SID = [SecurityIdentifier]::new("$($state.machineSid)-$rid")
            PrincipalSource = 'Local'; ObjectClass = 'User'; Description = ''
            # What the state does not say is as it should be: logged on just now, with a password that ends.
            LastLogon = if ($account['inactive']) { $null } else { [datetime]::Now }
            PasswordRequired = -not $account['passwordNotRequired']
            PasswordExpires = if ($account['passwordNeverExpires']) { $null } else { [datetime]::Now.AddDays(42) }
        }
    }
    if (-not $Name -and -not $SID) { return $all }
    foreach ($wanted in @($Name) + @($SID)) {
        if ($null -eq $wanted) { continue }
        $found = @(foreach ($user in $all) { if ($user.Name -like "$wanted" -or $user.SID.Value -eq "$wanted") { $user } })
        $found
        if ($found.Count -eq 0) { Write-Error -Message "User $wanted was not found." -Category ObjectNotFound -ErrorId 'UserNotFound' -TargetObject $wanted }
    }
}

function Rename-LocalUser {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string] $Name, [SecurityIdentifier] $SID, [Parameter(Mandatory)] [string] $NewName)
    if ($NewName -match '["/\\\[\]:;|=,+*?<>@]' -or $NewName.Length -gt 20 -or $NewName.Trim(' .') -eq '') {
        Write-Error -Message "The name $NewName is not valid." -Category InvalidArgument -ErrorId 'InvalidName'
        return
    }
    foreach ($account in $global:Windows.State.accounts.get_Values()) {
        if ($account.name -eq $NewName) { Write-Error -Message "The name $NewName is already in use." -Category InvalidOperation -ErrorId 'NameInUse'; return }
    }
    Set-SimulatedAccountState $Name $SID { param($Account) $Account.name = $NewName }
}

function Enable-LocalUser {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string] $Name, [SecurityIdentifier] $SID)
    Set-SimulatedAccountState $Name $SID { param($Account) $Account.enabled = $true }
}

function Disable-LocalUser {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string] $Name, [SecurityIdentifier] $SID)
    Set-SimulatedAccountState $Name $SID { param($Account) $Account.enabled = $false }
}

function Set-SimulatedAccountState {
    [CmdletBinding()]
    param([string] $Name, $SID, [scriptblock] $Change)
    $user = if ($null -ne $SID) { Get-LocalUser -SID $SID } else { Get-LocalUser -Name $Name }
    if ($null -eq $user) { return }
    $rid = $user.SID.Value.Substring($global:Windows.State.machineSid.Length + 1)
    & $Change $global:Windows.State.accounts[$rid]
    $global:Windows.Changed("account $rid")
}
