import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import * as z from 'zod/mini';
import { powershell } from '../powershell.ts';
import type { Unread } from '../unread.ts';
import type { PasswordPolicy } from './schema.ts';

/**
 * The rules of the account database by ADSI, as properties of any of its users: the computer's own object shows
 * none of them. Complexity is in no interface but an export of the whole security policy, which writes files; what
 * group policy set is in the results that Windows keeps of it.
 *
 * @see https://learn.microsoft.com/windows/win32/adsi/winnt-user-object
 */
export const passwordPolicyScript = `
$system = Get-CimInstance -ClassName Win32_ComputerSystem
$role = [int]$system.DomainRole
$account = @(Get-CimInstance -ClassName Win32_UserAccount -Filter 'LocalAccount=TRUE' -OperationTimeoutSec 20)[0]
if ($role -ge 4) { $account = @(Get-CimInstance -ClassName Win32_UserAccount -Filter "SID LIKE '%-500'" -OperationTimeoutSec 20)[0] }
$user = [adsi]"WinNT://$($account.Domain)/$($account.Name),user"
function Read-Number($name) { try { $v = @($user.psbase.Properties[$name].Value)[0]; if ($null -eq $v) { $null } else { [long]$v } } catch { $null } }
$complexity = $null
try {
$set = @(Get-CimInstance -Namespace root/rsop/computer -ClassName RSOP_SecuritySettingBoolean -Filter "KeyName='PasswordComplexity'" -OperationTimeoutSec 10 | Sort-Object -Property precedence)
if ($set.Count -gt 0) { $complexity = [bool]$set[0].Setting }
} catch {}
$never = $null
if ($role -lt 4) { $never = @(Get-CimInstance -ClassName Win32_UserAccount -Filter 'LocalAccount=TRUE AND Disabled=FALSE AND PasswordExpires=FALSE' -OperationTimeoutSec 20).Count }
[pscustomobject]@{
domainRole = $role; partOfDomain = [bool]$system.PartOfDomain
minPasswordLength = Read-Number 'MinPasswordLength'
passwordHistoryLength = Read-Number 'PasswordHistoryLength'
maxPasswordAge = Read-Number 'MaxPasswordAge'
maxBadPasswordsAllowed = Read-Number 'MaxBadPasswordsAllowed'
autoUnlockInterval = Read-Number 'AutoUnlockInterval'
lockoutObservationInterval = Read-Number 'LockoutObservationInterval'
complexity = $complexity
accountsWithoutExpiry = $never
}
`;

const Told = z.nullable(z.number());
const Answer = z.object({
  domainRole: z.int(),
  partOfDomain: z.boolean(),
  minPasswordLength: Told,
  passwordHistoryLength: Told,
  /** Seconds; -1 or the largest number = never. */
  maxPasswordAge: Told,
  maxBadPasswordsAllowed: Told,
  autoUnlockInterval: Told,
  lockoutObservationInterval: Told,
  complexity: z.nullable(z.boolean()),
  accountsWithoutExpiry: Told,
});

export async function readWindows(host: Host): Promise<PasswordPolicy> {
  const unread: Unread[] = [];
  const [first] = await powershell(host, 'password-policy', passwordPolicyScript, { timeoutMs: 45_000 });
  const parsed = Answer.safeParse(first);
  if (!parsed.success) {
    throw new ProbeError('unparsable', 'powershell password-policy: not the expected members');
  }
  const answer = parsed.data;
  if (answer.minPasswordLength === null || answer.maxBadPasswordsAllowed === null) {
    unread.push({ what: 'rules of the account database', code: 'unsupported' });
  }
  const maxAgeDays = daysOf(answer.maxPasswordAge);
  return {
    unread,
    directoryAccounts: answer.partOfDomain && answer.domainRole < 4,
    by: 'windows',
    refuses: true,
    accepted: [
      {
        minLength: countOf(answer.minPasswordLength),
        // Three of five kinds; letters that have no case are a kind of their own.
        minClasses: answer.complexity === null ? null : answer.complexity ? 3 : 0,
      },
    ],
    dictionary: false,
    bindsAdministrators: true,
    history: countOf(answer.passwordHistoryLength),
    maxAgeDays,
    longestMaxAgeDays: (answer.accountsWithoutExpiry ?? 0) > 0 ? 0 : maxAgeDays,
    lockouts: [
      {
        service: 'all',
        by: 'windows',
        works: answer.maxBadPasswordsAllowed === null ? null : answer.maxBadPasswordsAllowed > 0,
        attempts: countOf(answer.maxBadPasswordsAllowed),
        lockSeconds: secondsOf(answer.autoUnlockInterval),
        windowSeconds: secondsOf(answer.lockoutObservationInterval),
      },
    ],
  };
}

function countOf(value: number | null): number | null {
  return value === null || value < 0 ? null : Math.min(value, 1_000_000);
}

/** -1, or the same read as a number without a sign: until an administrator unlocks it. */
function secondsOf(value: number | null): number | null {
  if (value === null) return null;
  return value < 0 || value >= 0x7fff_ffff ? 0 : Math.min(value, 1_000_000);
}

function daysOf(value: number | null): number | null {
  if (value === null) return null;
  return value < 0 || value >= 0x7fff_ffff ? 0 : Math.ceil(value / 86_400);
}
