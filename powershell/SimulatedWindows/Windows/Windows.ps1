# What the simulated Windows is made of. One instance, in $global:Windows, from Import-SimulatedWindows to the end.
# All functions here have Simulated in their name: the script under test must not shadow them by accident.

class SimulatedWindows {
    # Everything in the state file but the registry, as hashtables.
    [hashtable] $State
    # HKEY_LOCAL_MACHINE.
    [object] $Machine
    # HKEY_USERS: the loaded hives.
    [object] $Users
    # Every profile by SID ('default' too): Profile, Registry (its hive), Mount (its name under HKU, or null).
    [hashtable] $Hives = @{}
    # Open RegistryKey objects by the root that they hang on: a hive with one cannot be unloaded.
    [hashtable] $Handles = @{}
    [hashtable] $Locale
    [string] $OutState
    [int] $Writes = 0
    # Milliseconds that the script slept.
    [int] $Slept = 0
    # When the service of the fault serviceDiesAfter stops.
    [object] $DiesAt

    [object] Fault([string] $name) { return $this.State.faults[$name] }

    # Is called after every change, with what was changed.
    [void] Changed([string] $address) {
        $this.Writes++
        Save-SimulatedMoment "write-$($this.Writes)"
        $dies = $this.Fault('serviceDiesAfter')
        if ($null -ne $dies -and $null -eq $this.DiesAt -and $address -like "$($dies.after)*" -and $this.State.services.ContainsKey($dies.service)) {
            $this.DiesAt = $this.Slept + 1000 * $dies['seconds']
            $this.Pass(0)
        }
        $limit = $this.Fault('stopAfterWrites')
        if ($null -ne $limit -and $this.Writes -ge $limit) {
            Export-SimulatedWindows
            # Not exit: no finally block of the script may run, as when the process is killed.
            [Diagnostics.Process]::GetCurrentProcess().Kill()
        }
    }

    [void] Pass([int] $milliseconds) {
        $this.Slept += $milliseconds
        if ($null -eq $this.DiesAt -or $this.Slept -lt $this.DiesAt) { return }
        $this.State.services[$this.Fault('serviceDiesAfter').service].status = 'Stopped'
        $this.DiesAt = [int]::MaxValue
    }

    # A text of Windows in the language of the node.
    [string] Text([string] $name) {
        if ($this.Locale.texts.ContainsKey($name)) { return $this.Locale.texts[$name] }
        return $name
    }
}
