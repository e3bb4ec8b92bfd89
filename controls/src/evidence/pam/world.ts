import type { PamModule } from './parse.ts';
import type { PamAnswer, PamWorld } from './simulate.ts';
import { factorOf } from './factors.ts';

/** Who tries to sign in with what. */
export type Attempt = {
  /** The account is one of this machine, or one of a directory. */
  account: 'local' | 'directory';
  password: 'right' | 'wrong';
  /** Something besides the password: right, wrong, or the person has none and modules may pass that over. */
  factor: 'right' | 'wrong' | 'not-enrolled';
  /** The account was locked for too many failures. */
  lockedOut?: boolean;
};

/** They say yes to everybody, or to everybody with an ordinary shell and terminal. */
const agreeing = new Set(['pam_permit', 'pam_shells', 'pam_securetty']);

const directoryModules = new Set(['pam_sss', 'pam_ldap', 'pam_winbind', 'pam_krb5', 'pam_lsass', 'pam_vas3']);

/**
 * They prepare, record or announce and never decide for an ordinary person. Most answer `ignore`; those that answer
 * `success` do so beside modules that decide, where it makes no difference.
 */
const neutral = new Set([
  'pam_env',
  'pam_faildelay',
  'pam_nologin',
  'pam_keyinit',
  'pam_cap',
  'pam_systemd',
  'pam_selinux',
  'pam_loginuid',
  'pam_umask',
  'pam_limits',
  'pam_group',
  'pam_gnome_keyring',
  'pam_kwallet',
  'pam_kwallet5',
  'pam_ecryptfs',
  'pam_mail',
  'pam_motd',
  'pam_lastlog',
  'pam_lastlog2',
  'pam_tty_audit',
  'pam_xauth',
  'pam_warn',
  'pam_echo',
  'pam_issue',
  'pam_selinux_permit',
  'pam_fscrypt',
  'pam_mount',
  'pam_cifscreds',
]);

const deciding = new Set([
  'pam_unix',
  'pam_opendirectory',
  'pam_faillock',
  'pam_tally',
  'pam_tally2',
  'pam_deny',
  'pam_rootok',
  'pam_localuser',
  'pam_usertype',
  'pam_succeed_if',
  'pam_systemd_home',
]);

/** Whether the answers of a module are told by what is known of it. */
export function isKnown(pam: PamModule): boolean {
  const { module } = pam;
  const sets = [agreeing, directoryModules, neutral, deciding];
  return factorOf(pam) !== null || sets.some((set) => set.has(module));
}

/** What each module answers to an ordinary person who makes this attempt. */
export function worldOf(attempt: Attempt): PamWorld {
  return (module) => answersOf(module, attempt);
}

function answersOf(pam: PamModule, attempt: Attempt): readonly PamAnswer[] {
  const { module, args } = pam;
  const isLocal = attempt.account === 'local';
  const rightPassword = attempt.password === 'right';
  const factor = factorOf(pam);
  if (factor) {
    if (attempt.factor === 'right') return ['success'];
    return attempt.factor === 'not-enrolled' && factor.skipsUnenrolled ? ['ignore'] : ['auth_err'];
  }
  if (module === 'pam_unix' || module === 'pam_opendirectory') {
    return [isLocal ? (rightPassword ? 'success' : 'auth_err') : 'user_unknown'];
  }
  if (directoryModules.has(module)) {
    return [isLocal ? 'user_unknown' : rightPassword ? 'success' : 'auth_err'];
  }
  if (module === 'pam_faillock') return [faillock(args, attempt)];
  if (module === 'pam_tally2' || module === 'pam_tally') return [attempt.lockedOut ? 'auth_err' : 'success'];
  if (module === 'pam_deny') return ['auth_err'];
  // It lets the superuser through, who is nobody who signs in; `sufficient` ones are passed over.
  if (module === 'pam_rootok') return ['auth_err'];
  if (module === 'pam_localuser') return [isLocal ? 'success' : 'perm_denied'];
  if (module === 'pam_usertype') return [usertype(args)];
  if (module === 'pam_succeed_if') return succeedIf(args);
  if (agreeing.has(module)) return ['success'];
  if (neutral.has(module)) return ['ignore'];
  // Homes that systemd manages are not looked into: their accounts are those of /etc/passwd or of none.
  if (module === 'pam_systemd_home') return ['user_unknown'];
  return ['success', 'auth_err', 'ignore'];
}

/** Where the module stands is told by its argument. */
function faillock(args: readonly string[], { lockedOut = false }: Attempt): PamAnswer {
  if (args.includes('authfail')) return 'auth_err';
  return lockedOut ? 'auth_err' : 'success';
}

function usertype(args: readonly string[]): PamAnswer {
  return args.includes('issystem') ? 'perm_denied' : 'success';
}

/** Conditions that every ordinary person meets, or none; of the others nothing is known. */
function succeedIf(args: readonly string[]): readonly PamAnswer[] {
  const condition = args.filter((arg) => !/^(quiet\w*|use_uid|debug|audit)$/.test(arg)).join(' ');
  if (/^(user != root|uid (>=|>|ge|gt) (1000|999|500|499)|uid (!=|ne) 0)$/.test(condition)) {
    return ['success'];
  }
  if (/^(user = root|uid (<|lt) (1000|500)|uid (=|eq) 0)$/.test(condition)) return ['auth_err'];
  return ['success', 'auth_err'];
}
