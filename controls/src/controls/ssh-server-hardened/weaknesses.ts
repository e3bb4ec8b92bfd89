import type { Platform } from '@tenken/shared';
import type { RemoteAccess, SshSettings } from '../../evidence/remote-access/schema.ts';

export type Limits = { rootLogin: 'keys' | 'no'; passwords: 'allowed' | 'no'; maxAuthTries: number };

export type Weakness = {
  outcome: 'fail' | 'unknown';
  reason:
    | 'empty-passwords'
    | 'root-password'
    | 'root-login'
    | 'hostbased-trust'
    | 'passwords-allowed'
    | 'too-many-attempts'
    | 'root-login-not-told'
    | 'not-understood';
  /** The setting as it is written, with the `Match` that it is written in. */
  shown: string;
};

/** What is weak for anybody, failures first. */
export function weaknessesOf(
  { settings, truncated, defaultRootLogin }: NonNullable<RemoteAccess['ssh']>,
  limits: Limits,
  platform: Platform,
): Weakness[] {
  const [forAll, ...blocks] = settings;
  if (!forAll) return [{ outcome: 'unknown', reason: 'not-understood', shown: 'sshd_config' }];
  const found = [
    ...weaknessesIn(forAll, forAll, defaultRootLogin, limits, platform),
    ...blocks.flatMap((block) => weaknessesIn(block, forAll, defaultRootLogin, limits, platform)),
  ];
  if (truncated) found.push({ outcome: 'unknown', reason: 'not-understood', shown: 'Match' });
  const distinct = [...new Map(found.map((one) => [`${one.reason} ${one.shown}`, one])).values()];
  return [
    ...distinct.filter(({ outcome }) => outcome === 'fail'),
    ...distinct.filter(({ outcome }) => outcome === 'unknown'),
  ];
}

/** Where nobody wrote them OpenSSH takes these since its first versions. */
const defaults = {
  passwordAuthentication: 'yes',
  keyboardInteractive: 'yes',
  permitEmptyPasswords: 'no',
  hostbasedAuthentication: 'no',
  maxAuthTries: 6,
} as const;

function weaknessesIn(
  block: SshSettings,
  forAll: SshSettings,
  defaultRootLogin: SshSettings['permitRootLogin'],
  limits: Limits,
  platform: Platform,
): Weakness[] {
  const of = <Name extends keyof typeof defaults>(name: Name) =>
    block[name] ?? forAll[name] ?? defaults[name];
  const root = block.permitRootLogin ?? forAll.permitRootLogin ?? defaultRootLogin;
  const byPassword = of('passwordAuthentication') !== 'no' || of('keyboardInteractive') !== 'no';
  const found: Weakness[] = [];
  const tell = (outcome: Weakness['outcome'], reason: Weakness['reason'], shown: string) =>
    found.push({ outcome, reason, shown: block.match === null ? shown : `${shown} (Match ${block.match})` });
  if (of('permitEmptyPasswords') === 'yes') tell('fail', 'empty-passwords', 'PermitEmptyPasswords yes');
  // Windows has no root.
  if (platform !== 'windows') {
    if (root === 'yes' && byPassword) tell('fail', 'root-password', 'PermitRootLogin yes');
    else if (root === null && (byPassword || limits.rootLogin === 'no')) {
      tell('unknown', 'root-login-not-told', 'PermitRootLogin');
    } else if (root !== null && root !== 'no' && limits.rootLogin === 'no') {
      tell('fail', 'root-login', `PermitRootLogin ${root}`);
    }
  }
  if (of('hostbasedAuthentication') === 'yes') {
    tell('fail', 'hostbased-trust', 'HostbasedAuthentication yes');
  }
  if (limits.passwords === 'no' && byPassword) tell('fail', 'passwords-allowed', 'PasswordAuthentication');
  const tries = of('maxAuthTries');
  if (tries > limits.maxAuthTries) tell('fail', 'too-many-attempts', `MaxAuthTries ${tries}`);
  if (Object.values(block).includes('other')) tell('unknown', 'not-understood', 'sshd_config');
  return found;
}
