<#
.SYNOPSIS
Tells Intune and Configuration Manager whether an agent of at least this version is installed and delivers.

.DESCRIPTION
Both take text on standard output with exit status 0 as 'installed', and no text as 'not installed'. Set the version here
before it is uploaded: detection scripts get no parameters.
#>
$wanted = [version] '0.1.0'

$program = Join-Path $env:ProgramFiles 'Tenken\tenken-agent.exe'
if (-not (Test-Path -LiteralPath $program)) { exit 0 }
$said = & $program --version
if ($LASTEXITCODE -ne 0 -or "$said" -notmatch '^\d+\.\d+\.\d+' -or [version] $Matches[0] -lt $wanted) { exit 0 }
if (-not (Test-Path -LiteralPath (Join-Path $env:ProgramData 'Tenken\agent\acknowledged.json'))) { exit 0 }
& "$env:SystemRoot\System32\schtasks.exe" /Query /TN '\Tenken\Agent' | Out-Null
if ($LASTEXITCODE -ne 0) { exit 0 }
Write-Output "tenken-agent $said"
exit 0
