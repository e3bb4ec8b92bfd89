import { simulate } from './simulate.ts';
import type { PamAnswer } from './simulate.ts';
import type { PamModule } from './parse.ts';
import type { PamStack } from './stack.ts';
import { isKnown, worldOf } from './world.ts';
import type { Attempt } from './world.ts';

export type WithoutSecret = {
  /** Somebody gets through who knows no password and has nothing else; null = unknown modules decide. */
  open: boolean | null;
  /** Modules that say yes, or that are not known. */
  by: string[];
};

export type Circle = {
  accounts: readonly Attempt['account'][];
  /** Whether a group of this machine has members; null = not told. */
  hasMembers: (group: string) => boolean | null;
};

/** They look at who somebody is, or from where and when; whoever meets their condition is asked for nothing. */
const conditional = new Set([
  'pam_access',
  'pam_time',
  'pam_listfile',
  'pam_rhosts',
  'pam_rhosts_auth',
  'pam_localuser',
  'pam_usertype',
  'pam_shells',
  'pam_securetty',
]);

/** They do something on the way, and some versions say yes for it. */
const obliging = new Set([
  'pam_cap',
  'pam_cifscreds',
  'pam_ecryptfs',
  'pam_fscrypt',
  'pam_gnome_keyring',
  'pam_kwallet',
  'pam_kwallet5',
  'pam_mount',
]);

/** Carries out a stack for somebody who has no secret at all, and meets every condition that can be met. */
export function withoutSecret(stack: PamStack, { accounts, hasMembers }: Circle): WithoutSecret {
  const attempts = accounts.flatMap((account) =>
    (['wrong', 'not-enrolled'] as const).map((factor): Attempt => ({ account, password: 'wrong', factor })),
  );
  const tried = (isGenerous: boolean) =>
    attempts.map((attempt) => simulate(stack, (pam) => answersOf(pam, attempt, hasMembers, isGenerous)));
  const sure = tried(false);
  if (sure.some(({ possible }) => possible === true)) return { open: true, by: namesOf(sure) };
  const generous = tried(true);
  const isClosed = [...sure, ...generous].every(({ possible }) => possible === false);
  return isClosed ? { open: false, by: [] } : { open: null, by: namesOf(generous) };
}

function namesOf(outcomes: readonly { grantedBy: ReadonlySet<PamModule> }[]): string[] {
  const names = outcomes.flatMap(({ grantedBy }) => [...grantedBy].map(({ module }) => module));
  return [...new Set(names)].slice(0, 5);
}

/** `isGenerous`: what is not known says yes, too. */
function answersOf(
  pam: PamModule,
  attempt: Attempt,
  hasMembers: Circle['hasMembers'],
  isGenerous: boolean,
): readonly PamAnswer[] {
  const { module, args } = pam;
  if (module === 'pam_wheel') return args.includes('trust') ? ['success', 'perm_denied'] : ['ignore'];
  // It says yes to those who have just given their password.
  if (module === 'pam_timestamp') return ['auth_err'];
  if (module === 'pam_nologin' && args.includes('successok')) return ['success'];
  if (module === 'pam_succeed_if') return succeedIf(args, hasMembers, isGenerous);
  if (conditional.has(module)) return ['success', 'perm_denied'];
  if (obliging.has(module)) return isGenerous ? ['success', 'ignore'] : ['ignore'];
  if (isKnown(pam)) return worldOf(attempt)(pam);
  return isGenerous ? ['success', 'auth_err', 'ignore'] : ['auth_err'];
}

function succeedIf(
  args: readonly string[],
  hasMembers: Circle['hasMembers'],
  isGenerous: boolean,
): readonly PamAnswer[] {
  const condition = args.filter((arg) => !/^(quiet\w*|use_uid|debug|audit)$/.test(arg)).join(' ');
  // With `use_uid` it is about who asks, else about who somebody wants to become.
  if (args.includes('use_uid') && /^(user = root|uid (=|eq) 0)$/.test(condition)) return ['auth_err'];
  const group = /^user ingroup (\S+)$/.exec(condition)?.[1];
  // Several groups are separated by colons.
  const members = group === undefined ? [] : group.split(':').map((name) => hasMembers(name));
  if (members.length > 0 && !members.includes(true)) {
    return members.includes(null) && isGenerous ? ['success', 'auth_err'] : ['auth_err'];
  }
  return ['success', 'auth_err'];
}
