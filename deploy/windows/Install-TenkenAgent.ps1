<#
.SYNOPSIS
Installs or upgrades the Tenken agent from a folder of the closed network, and goes back when the new version delivers nothing.

.DESCRIPTION
For Group Policy, Configuration Manager (SCCM) and Intune, which all run it as SYSTEM; see deploy/windows.md. The folder
holds what 'npm run package' made (tenken-agent-VERSION-windows-x64.msi, SHA256SUMS) and, for hosts without an identity,
enrol.conf, token and authority.pem. A second run changes nothing.

Exit status, as Windows Installer has them: 0 done or nothing to do, 3010 done and a restart is wanted, 1603 it failed and
the version before is back (or there was none), 1638 the package is not what SHA256SUMS says, 87 a parameter does not fit.

.PARAMETER Source
The folder. A share is readable by computers, and writable by administrators only.

.PARAMETER TrialMinutes
How long a new version has to deliver a report. 0: not waited for, such as for a machine without its network yet.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] [ValidateNotNullOrEmpty()] [string] $Source,
    [ValidateRange(0, 1440)] [int] $TrialMinutes = 10
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$program = Join-Path $env:ProgramFiles 'Tenken\tenken-agent.exe'
$state = Join-Path $env:ProgramData 'Tenken'
# Beside the state, which goes when the agent is uninstalled.
$kept = Join-Path $env:ProgramData 'TenkenInstaller'
$log = Join-Path $kept 'install.log'

function Write-Log([string] $Text) {
    $line = '{0:yyyy-MM-ddTHH:mm:ssK} {1}' -f (Get-Date), $Text
    Add-Content -LiteralPath $log -Value $line -Encoding UTF8
    Write-Output $line
}

# SYSTEM and administrators, nobody else: what lies here is installed as SYSTEM.
function New-PrivateFolder([string] $Path) {
    if (-not (Test-Path -LiteralPath $Path)) { New-Item -ItemType Directory -Path $Path | Out-Null }
    & "$env:SystemRoot\System32\icacls.exe" $Path /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' | Out-Null
    if ($LASTEXITCODE -ne 0) { throw "the access rights of $Path cannot be set" }
}

function Get-InstalledVersion {
    if (-not (Test-Path -LiteralPath $program)) { return $null }
    $said = & $program --version
    if ($LASTEXITCODE -ne 0) { return 'broken' }
    return ([string] $said).Trim()
}

# The only one, or the newest by its number.
function Find-Package([string] $Folder) {
    $found = @(Get-ChildItem -LiteralPath $Folder -Filter 'tenken-agent-*-windows-x64.msi' | ForEach-Object {
        if ($_.Name -match '^tenken-agent-(\d+\.\d+\.\d+)-windows-x64\.msi$') {
            New-Object PSObject -Property @{ Path = $_.FullName; Name = $_.Name; Version = $Matches[1] }
        }
    })
    if ($found.Count -eq 0) { return $null }
    return $found | Sort-Object { [version] $_.Version } | Select-Object -Last 1
}

function Test-Sum([string] $Path, [string] $Name, [string] $List) {
    $sum = (Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash.ToLowerInvariant()
    return (Get-Content -LiteralPath $List) -contains "$sum  $Name"
}

function Invoke-Installer([string[]] $Arguments) {
    $msiexec = Join-Path $env:SystemRoot 'System32\msiexec.exe'
    $ended = Start-Process -FilePath $msiexec -ArgumentList ($Arguments + @('/qn', '/norestart', '/l*', "`"$kept\msiexec.log`"")) -Wait -PassThru
    return $ended.ExitCode
}

function Test-Delivered([string] $Version) {
    $file = Join-Path $state 'agent\acknowledged.json'
    if (-not (Test-Path -LiteralPath $file)) { return $false }
    try { return ((Get-Content -LiteralPath $file -Raw | ConvertFrom-Json).agentVersion -eq $Version) }
    catch { return $false }
}

function Wait-Delivery([string] $Version) {
    $schtasks = Join-Path $env:SystemRoot 'System32\schtasks.exe'
    $until = (Get-Date).AddMinutes($TrialMinutes)
    while ((Get-Date) -lt $until) {
        if (Test-Delivered $Version) { return $true }
        # An instance that runs is not started twice.
        & $schtasks /Run /TN '\Tenken\Agent' | Out-Null
        Start-Sleep -Seconds 20
    }
    return (Test-Delivered $Version)
}

# Windows Installer refuses an older version while a newer one is there, and takes the keys along when it removes that one.
function Restore-Version([string] $NewPackage, [string] $OldPackage) {
    $copy = Join-Path $kept 'state'
    $robocopy = Join-Path $env:SystemRoot 'System32\robocopy.exe'
    New-PrivateFolder $copy
    & $robocopy $state $copy /MIR /COPY:DATS /R:2 /W:1 /NFL /NDL /NJH /NJS | Out-Null
    if ($LASTEXITCODE -ge 8) { throw "the state in $state cannot be copied, so that nothing is removed" }
    $code = Invoke-Installer @('/x', "`"$NewPackage`"")
    if ($code -ne 0 -and $code -ne 3010) { throw "the new version cannot be removed: msiexec ended with $code" }
    $code = Invoke-Installer @('/i', "`"$OldPackage`"")
    if ($code -ne 0 -and $code -ne 3010) { throw "the version before cannot be installed: msiexec ended with $code" }
    & $robocopy $copy $state /MIR /COPY:DATS /R:2 /W:1 /NFL /NDL /NJH /NJS | Out-Null
    if ($LASTEXITCODE -ge 8) { throw "the state in $copy cannot be put back: copy it to $state by hand" }
    Remove-Item -LiteralPath $copy -Recurse -Force
}

New-PrivateFolder $kept
try {
    $package = Find-Package $Source
    if ($null -eq $package) { Write-Log "no package tenken-agent-VERSION-windows-x64.msi is in $Source"; exit 87 }
    $before = Get-InstalledVersion
    if ($before -eq $package.Version) { Write-Log "version $before is installed: nothing to do"; exit 0 }

    # Looked at and installed are the same bytes: a share can change in between.
    $own = Join-Path $kept $package.Name
    Copy-Item -LiteralPath $package.Path -Destination $own -Force
    if (-not (Test-Sum $own $package.Name (Join-Path $Source 'SHA256SUMS'))) {
        Remove-Item -LiteralPath $own -Force
        Write-Log "$($package.Name) is not what SHA256SUMS in $Source says"
        exit 1638
    }
    if (-not (Test-Path -LiteralPath (Join-Path $state 'agent\identity.json'))) {
        # The installer takes them from beside itself; the agent removes the token once it is spent.
        foreach ($name in 'enrol.conf', 'token', 'authority.pem') {
            $file = Join-Path $Source $name
            if (Test-Path -LiteralPath $file) { Copy-Item -LiteralPath $file -Destination $kept -Force }
        }
    }
    Remove-Item -LiteralPath (Join-Path $state 'agent\acknowledged.json') -Force -ErrorAction SilentlyContinue
    Write-Log "installing $($package.Version) over $(if ($before) { $before } else { 'nothing' })"
    $code = Invoke-Installer @('/i', "`"$own`"")
    foreach ($name in 'enrol.conf', 'token', 'authority.pem') {
        Remove-Item -LiteralPath (Join-Path $kept $name) -Force -ErrorAction SilentlyContinue
    }
    # A failed installation is undone by Windows Installer itself.
    if ($code -ne 0 -and $code -ne 3010) { Write-Log "msiexec ended with $code; see $kept\msiexec.log"; exit $code }
    if ($TrialMinutes -eq 0 -or (Wait-Delivery $package.Version)) {
        Get-ChildItem -LiteralPath $kept -Filter 'tenken-agent-*.msi' |
            Where-Object { $_.Name -ne $package.Name -and $_.Name -ne "tenken-agent-$before-windows-x64.msi" } |
            Remove-Item -Force
        Write-Log "version $($package.Version) is installed"
        exit $code
    }
    $old = Join-Path $kept "tenken-agent-$before-windows-x64.msi"
    if (-not (Test-Path -LiteralPath $old)) {
        Write-Log "version $($package.Version) delivered no report in $TrialMinutes minutes; no package of an earlier version is kept: it stays"
        exit 1603
    }
    Restore-Version $own $old
    Write-Log "version $($package.Version) delivered no report in $TrialMinutes minutes; version $before is back"
    exit 1603
}
catch {
    Write-Log "failed: $($_.Exception.Message)"
    exit 1603
}
