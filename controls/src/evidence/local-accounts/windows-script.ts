/**
 * Accounts by `Win32_UserAccount`, which marks those of this machine; their last sign-in by `Get-LocalUser`. The
 * group of administrators is found by its SID and listed through ADSI: `Get-LocalGroupMember` fails as a whole at
 * one member that was deleted. Of the automatic logon only whether a password is there, never the password.
 * A domain controller has no accounts of its own: there the first part is left out.
 */
export const localAccountsScript = `
$system = Get-CimInstance -ClassName Win32_ComputerSystem
$role = [int]$system.DomainRole
$users = $null
$members = @()
$told = $false
if ($role -lt 4) {
$local = @{}
try { foreach ($u in @(Get-LocalUser)) { $local[[string]$u.SID.Value] = $u }; $told = $true } catch {}
$services = @{}
foreach ($s in @(Get-CimInstance -ClassName Win32_Service)) { if ($s.StartName) { $services[([string]$s.StartName).ToLower()] = $true } }
$users = @(foreach ($a in @(Get-CimInstance -ClassName Win32_UserAccount -Filter 'LocalAccount=TRUE' -OperationTimeoutSec 20)) {
$u = $local[[string]$a.SID]
$name = ([string]$a.Name).ToLower()
$computer = ([string]$system.Name).ToLower()
[pscustomobject]@{
name = [string]$a.Name; sid = [string]$a.SID; disabled = [bool]$a.Disabled
passwordRequired = [bool]$a.PasswordRequired; passwordExpires = [bool]$a.PasswordExpires
passwordLastSet = if ($u.PasswordLastSet) { $u.PasswordLastSet.ToUniversalTime().ToString('o') } else { $null }
lastLogon = if ($u.LastLogon) { $u.LastLogon.ToUniversalTime().ToString('o') } else { $null }
accountExpires = if ($u.AccountExpires) { $u.AccountExpires.ToUniversalTime().ToString('o') } else { $null }
service = [bool]($services[".\\$name"] -or $services["$computer\\$name"])
}
})
$group = @(Get-CimInstance -ClassName Win32_Group -Filter "LocalAccount=TRUE AND SID='S-1-5-32-544'")[0]
$adsi = [adsi]"WinNT://$($system.Name)/$($group.Name),group"
$members = @(foreach ($m in @($adsi.psbase.Invoke('Members'))) {
$e = [adsi]$m
$sid = $null
try { $sid = (@($e.psbase.Properties['objectSid'].Value) | ForEach-Object { '{0:x2}' -f $_ }) -join '' } catch {}
$class = $null
try { $class = [string]$e.psbase.SchemaClassName } catch {}
[pscustomobject]@{ path = [string]$e.psbase.Path; sid = $sid; class = $class }
})
}
$key = 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon'
$present = @((Get-Item -LiteralPath $key).Property)
$winlogon = Get-ItemProperty -LiteralPath $key
[pscustomobject]@{
domainRole = $role; partOfDomain = [bool]$system.PartOfDomain
lastLogonTold = $told; users = $users; administrators = $members
autoAdminLogon = if ($present -contains 'AutoAdminLogon') { [string]$winlogon.AutoAdminLogon } else { $null }
defaultUserName = if ($present -contains 'DefaultUserName') { [string]$winlogon.DefaultUserName } else { $null }
defaultPasswordPresent = [bool]($present -contains 'DefaultPassword')
}
`;
