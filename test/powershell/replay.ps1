# Runs scripts one after the other in one process, each on a Windows, a %ProgramData% and with faults of its own: starting
# PowerShell would take most of the time. Runs inside SimulatedWindows, whose functions it uses.
param([string] $JobFile, [string] $AnswerFile)

# The engine's pauses are for services of a real Windows.
class NoPause { static [void] Sleep([int] $milliseconds) { } }
[psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')::Add('Threading.Thread', [NoPause])

$own = $global:Windows
$jobs = ConvertFrom-SimulatedJson ([Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText($JobFile)).RootElement)
$answers = @(foreach ($job in $jobs) {
        Import-SimulatedWindows $job.state $job.out
        $global:Windows.State.faults = $job.faults
        $env:ProgramData = $job.programData
        Enter-SimulatedWindows
        $arguments = $job.arguments
        $console = [Console]::Out
        $text = [IO.StringWriter]::new()
        [Console]::SetOut($text)
        $global:LASTEXITCODE = 0
        try { & $job.script @arguments; $code = if ($?) { 0 } else { $LASTEXITCODE } }
        finally { [Console]::SetOut($console) }
        Export-SimulatedWindows
        @{ exitCode = $code; stdout = $text.ToString() }
    })
# What is written down at the end is the Windows that this script itself was started on.
$global:Windows = $own
$builder = [Text.StringBuilder]::new()
Write-SimulatedJsonValue $builder $answers
[IO.File]::WriteAllText($AnswerFile, $builder.ToString())
