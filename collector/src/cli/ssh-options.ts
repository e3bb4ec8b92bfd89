import { jumpAddress, sshAddress } from '@tenken/agent';
import type { DeviceTarget, SshTarget } from '@tenken/agent';
import { deviceFamilies } from '@tenken/controls/evidence';
import type { DeviceFamily } from '@tenken/controls/evidence';
import { TenkenError } from '@tenken/shared';
import { Option } from 'commander';

export type SshOptions = {
  host?: string;
  key?: string[];
  keyPassphraseFile?: string;
  passwordFile?: string;
  jump?: string;
  knownHosts?: string;
  acceptNewHostKey?: string;
  sudo: boolean;
  sudoPasswordFile?: string;
  device?: DeviceFamily;
  enablePasswordFile?: string;
  legacyAlgorithms?: boolean;
};

/** Secrets come from files or the environment: a command line is seen by everybody on the machine. */
export function sshOptions(): Option[] {
  return [
    new Option(
      '--host <address>',
      'scan the machine behind ssh://USER@HOST[:PORT] instead of this one',
    ).conflicts(['root', 'replay']),
    new Option('--key <file>', 'private key to sign in with; may be given several times').argParser(
      (file: string, before: string[] | undefined) => [...(before ?? []), file],
    ),
    new Option('--key-passphrase-file <file>', 'holds the passphrase of the key'),
    new Option('--password-file <file>', 'holds the password, for servers that take no key'),
    new Option('--jump <address>', 'reach it through USER@HOST[:PORT], with the same key or agent'),
    new Option('--known-hosts <file>', 'keys that hosts may have (your own known_hosts unless told)'),
    new Option('--accept-new-host-key <fingerprint>', 'take this one key of a host that is not known yet'),
    new Option('--no-sudo', 'with the rights of the user who signs in'),
    new Option('--sudo-password-file <file>', 'holds the password that sudo asks for'),
    new Option(
      '--device <family>',
      'it is a network device: Cisco IOS, Junos, YAMAHA RTX or FortiGate',
    ).choices(deviceFamilies),
    new Option('--enable-password-file <file>', 'holds the password of enable (ios) or administrator (rtx)'),
    new Option('--legacy-algorithms', 'take SHA-1 and CBC too, from a device that knows nothing better'),
  ];
}

/** @throws {TenkenError} `usage` */
export function sshTarget(options: SshOptions): SshTarget {
  if (options.host === undefined) throw new TenkenError('usage', '--host says which machine.');
  const { SSH_AUTH_SOCK: agentSocket, TENKEN_SSH_PASSWORD, TENKEN_SSH_KEY_PASSPHRASE } = process.env;
  return {
    address: sshAddress(options.host),
    credentials: {
      ...(options.key && { keyFiles: options.key }),
      ...(options.keyPassphraseFile !== undefined && { keyPassphraseFile: options.keyPassphraseFile }),
      ...(TENKEN_SSH_KEY_PASSPHRASE && { keyPassphrase: TENKEN_SSH_KEY_PASSPHRASE }),
      ...(agentSocket && { agentSocket }),
      ...(options.passwordFile !== undefined && { passwordFile: options.passwordFile }),
      ...(TENKEN_SSH_PASSWORD && { password: TENKEN_SSH_PASSWORD }),
    },
    ...(options.jump !== undefined && { jump: jumpAddress(options.jump) }),
    ...(options.knownHosts !== undefined && { knownHostsFile: options.knownHosts }),
    ...(options.acceptNewHostKey !== undefined && { acceptNewHostKey: options.acceptNewHostKey }),
    ...(options.legacyAlgorithms && { legacyAlgorithms: true }),
    sudo: options.sudo ? 'if-possible' : 'never',
    ...(options.sudoPasswordFile !== undefined && { sudoPasswordFile: options.sudoPasswordFile }),
  };
}

/** The target when it is a network device, else null. @throws {TenkenError} `usage` for what does not go together */
export function deviceTarget(options: SshOptions): DeviceTarget | null {
  const { device, enablePasswordFile, legacyAlgorithms } = options;
  if (device === undefined) {
    if (enablePasswordFile === undefined && !legacyAlgorithms) return null;
    throw new TenkenError('usage', '--enable-password-file and --legacy-algorithms go with --device.');
  }
  return { ...sshTarget(options), device, ...(enablePasswordFile !== undefined && { enablePasswordFile }) };
}

/** Options that mean something behind SSH only. @throws {TenkenError} `usage` when one is given without --host */
export function refuseSshOptionsWithoutHost(options: SshOptions): void {
  const given = (
    [
      'key',
      'keyPassphraseFile',
      'passwordFile',
      'jump',
      'knownHosts',
      'acceptNewHostKey',
      'sudoPasswordFile',
      'device',
      'enablePasswordFile',
      'legacyAlgorithms',
    ] as const
  ).filter((name) => options[name] !== undefined);
  const [first = options.sudo ? undefined : 'no-sudo'] = given;
  if (options.host !== undefined || first === undefined) return;
  const shown = first.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new TenkenError('usage', `--${shown} goes with --host.`);
}
