# Services: the cmdlets of 5.1 and sc.exe. Start types live in the registry, running or not in the state.

class ServiceController {
    [string] $Name
    [string] $ServiceName
    [string] $DisplayName
    [string] $Status
    [string] $StartType

    ServiceController([string] $name) {
        $this.Name = $name
        $this.ServiceName = $name
        $this.DisplayName = $name
        $this.Refresh()
    }

    [void] Refresh() {
        $this.Status = $global:Windows.State.services[$this.Name].status
        $start = (Get-SimulatedServiceKey $this.Name).Get('Start')
        $this.StartType = ('Boot', 'System', 'Automatic', 'Manual', 'Disabled')[[int] $start]
    }

    [string] ToString() { return $this.Name }
}

function Get-SimulatedServiceKey {
    param([string] $Name)
    $global:Windows.Machine.Find("SYSTEM\CurrentControlSet\Services\$Name")
}

function Get-Service {
    [CmdletBinding()]
    param([Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)] [string[]] $Name = '*')
    process {
        foreach ($pattern in $Name) {
            $found = @(foreach ($service in ($global:Windows.State.services.get_Keys() | Sort-Object)) { if ($service -like $pattern) { [ServiceController]::new($service) } })
            $found
            if ($found.Count -eq 0 -and $pattern -notmatch '[*?\[]') {
                Write-Error -Message "Cannot find any service with service name '$pattern'." -Category ObjectNotFound -ErrorId 'NoServiceFoundForGivenName' -TargetObject $pattern
            }
        }
    }
}

function Start-Service {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0, ValueFromPipelineByPropertyName)] [string[]] $Name, [switch] $PassThru)
    process { foreach ($service in Get-Service $Name) { Set-SimulatedServiceStatus $service 'Running'; if ($PassThru) { $service } } }
}

function Stop-Service {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0, ValueFromPipelineByPropertyName)] [string[]] $Name, [switch] $Force, [switch] $NoWait, [switch] $PassThru)
    process { foreach ($service in Get-Service $Name) { Set-SimulatedServiceStatus $service 'Stopped'; if ($PassThru) { $service } } }
}

function Set-SimulatedServiceStatus {
    [CmdletBinding()]
    param($Service, [string] $Status)
    if ($Service.Status -eq $Status) { return }
    if ($Status -eq 'Running' -and $Service.StartType -eq 'Disabled') {
        Write-Error -Message "Service '$($Service.Name) ($($Service.Name))' cannot be started due to the following error: Cannot start service $($Service.Name) on computer '.'." -Category OpenError -ErrorId 'CouldNotStartService'
        return
    }
    $global:Windows.State.services[$Service.Name].status = $Status
    $Service.Status = $Status
    $global:Windows.Changed("service $($Service.Name)")
}

function Set-Service {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [ValidateSet('Boot', 'System', 'Automatic', 'Manual', 'Disabled')] [string] $StartupType,
        [ValidateSet('Running', 'Stopped', 'Paused')] [string] $Status
    )
    $service = Get-Service $Name
    if ($null -eq $service) { return }
    if ($StartupType) { Set-SimulatedServiceStart $service.Name ('Boot', 'System', 'Automatic', 'Manual', 'Disabled').IndexOf($StartupType) }
    if ($Status) { Set-SimulatedServiceStatus ([ServiceController]::new($Name)) $Status }
}

function Set-SimulatedServiceStart {
    param([string] $Name, [int] $Start)
    $key = Get-SimulatedServiceKey $Name
    $key.Put('Start', 'REG_DWORD', $Start)
    $global:Windows.Changed("$($key.Path)\Start")
}

# The delayed flag appears when it is first set, and stays, as 0, when a service becomes plainly automatic.
function Set-SimulatedServiceDelay {
    param([string] $Name, [bool] $Delayed)
    $key = Get-SimulatedServiceKey $Name
    if (-not $Delayed -and $null -eq $key.Get('DelayedAutostart')) { return }
    $key.Put('DelayedAutostart', 'REG_DWORD', [int] $Delayed)
    $global:Windows.Changed("$($key.Path)\DelayedAutostart")
}

function C:\Windows\System32\sc.exe {
    Enter-SimulatedProgram 'sc.exe'
    $verb, $name, $rest = $args
    if (-not $global:Windows.State.services.ContainsKey("$name") -or $null -eq (Get-SimulatedServiceKey $name)) {
        return Exit-SimulatedProgram 1060 "[SC] OpenService $($global:Windows.Text('FAILED')) 1060:"
    }
    if ([RegistryAccess]::IsDenied((Get-SimulatedServiceKey $name).Path, $verb -ne 'query')) {
        return Exit-SimulatedProgram 5 "[SC] OpenService $($global:Windows.Text('FAILED')) 5:"
    }
    switch ($verb) {
        'config' { return Set-SimulatedServiceConfiguration $name $rest }
        'query' { return Exit-SimulatedProgram 0 "SERVICE_NAME: $name`n        STATE              : $($global:Windows.State.services[$name].status.ToUpperInvariant())" }
        'stop' {
            if ($global:Windows.State.services[$name].status -ne 'Running') { return Exit-SimulatedProgram 1062 '[SC] ControlService 1062:' }
            Set-SimulatedServiceStatus ([ServiceController]::new($name)) 'Stopped'
            return Exit-SimulatedProgram 0 "SERVICE_NAME: $name"
        }
        'start' {
            $service = [ServiceController]::new($name)
            if ($service.StartType -eq 'Disabled') { return Exit-SimulatedProgram 1058 '[SC] StartService 1058:' }
            if ($service.Status -eq 'Running') { return Exit-SimulatedProgram 1056 '[SC] StartService 1056:' }
            Set-SimulatedServiceStatus $service 'Running'
            return Exit-SimulatedProgram 0 "SERVICE_NAME: $name"
        }
    }
    Exit-SimulatedProgram 1639 'DESCRIPTION: SC is a command line program used for communicating with the Service Control Manager and services.'
}

function Set-SimulatedServiceConfiguration {
    param([string] $Name, $Options)
    # The blank after start= is a must: the value is an argument of its own.
    $start = @{ boot = 0; system = 1; auto = 2; 'delayed-auto' = 2; demand = 3; disabled = 4 }["$($Options[1])"]
    if ($Options[0] -ne 'start=' -or $null -eq $start) { return Exit-SimulatedProgram 1639 '[SC] ChangeServiceConfig 1639:' }
    # Two calls of the service manager, one after the other.
    Set-SimulatedServiceStart $Name $start
    if ($start -eq 2) { Set-SimulatedServiceDelay $Name ($Options[1] -eq 'delayed-auto') }
    Exit-SimulatedProgram 0 "[SC] ChangeServiceConfig $($global:Windows.Text('SUCCESS'))"
}
