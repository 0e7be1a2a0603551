# What the simulated programs of System32 have in common.

# Counts a process and refuses one that the fault missingTool names, as PowerShell does when there is no such file.
function Enter-SimulatedProgram {
    param([string] $Name)
    $global:Windows.State.processStarts = 1 + $global:Windows.State.processStarts
    if (@($global:Windows.Fault('missingTool')) -contains $Name) {
        throw [Management.Automation.CommandNotFoundException]::new("The term 'C:\Windows\System32\$Name' is not recognized as the name of a cmdlet, function, script file, or operable program.")
    }
}

# Prints what a program says and sets its exit code.
function Exit-SimulatedProgram {
    param([int] $Code, [string] $Said = '')
    $global:LASTEXITCODE = $Code
    if ($Said -ne '') { $Said }
}

# Options as `/name value…`: a hashtable of lists. Only known names are options, since paths may begin with a slash here.
function Read-SimulatedOption {
    param($Arguments, [string[]] $Known)
    $options = @{}
    $name = ''
    foreach ($argument in $Arguments) {
        if ("$argument".TrimStart('/') -in $Known -and "$argument".StartsWith('/')) {
            $name = "$argument".TrimStart('/').ToLowerInvariant()
            $options[$name] = [Collections.Generic.List[string]]::new()
        }
        elseif ($name -ne '') { $options[$name].Add("$argument") }
    }
    $options
}
