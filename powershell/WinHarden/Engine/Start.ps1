# A misspelt variable or property must stop the engine, not read as empty.
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
# Standard output belongs to the report alone.
$WarningPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
