# What the simulated programs of System32 have in common.

# Counts a process and refuses one that the fault missingTool names, as PowerShell does when there is no such file.
function Enter-SimulatedProgram {
    param([string] $Name)
    Save-SimulatedMoment "start-$($global:Windows.State.processStarts)"
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

# With the fault keepMoments: what a kill at this moment would leave behind, the state and what is in %ProgramData%.
function Save-SimulatedMoment {
    param([string] $Name)
    $folder = $global:Windows.Fault('keepMoments')
    if ($null -eq $folder) { return }
    $moment = [IO.Path]::Combine($folder, $Name)
    $left = [IO.Path]::Combine($moment, 'ProgramData')
    [void] [IO.Directory]::CreateDirectory($left)
    foreach ($file in [IO.Directory]::GetFiles($env:ProgramData, '*', 'AllDirectories')) {
        # Windows deletes it when the process that holds it ends.
        if ([IO.Path]::GetFileName($file) -eq 'lock') { continue }
        $copy = [IO.Path]::Combine($left, [IO.Path]::GetRelativePath($env:ProgramData, $file))
        [void] [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($copy))
        [IO.File]::Copy($file, $copy)
    }
    $out = $global:Windows.OutState
    $global:Windows.OutState = [IO.Path]::Combine($moment, 'state.json')
    Export-SimulatedWindows
    $global:Windows.OutState = $out
}
