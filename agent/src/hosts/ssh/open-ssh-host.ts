import { homedir } from 'node:os';
import { join } from 'node:path';
import { TenkenError } from '@tenken/shared';
import type { SshAddress } from '../../ssh/address.ts';
import { connectSsh } from '../../ssh/connection.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import { readCredentials } from '../../ssh/credentials.ts';
import type { CredentialSources } from '../../ssh/credentials.ts';
import { KnownHosts } from '../../ssh/known-hosts.ts';
import { secretLine } from '../../ssh/secret-file.ts';
import { SshHost } from './ssh-host.ts';

/** How a machine behind SSH is reached. Secrets are named, not held. */
export type SshTarget = {
  address: SshAddress;
  credentials: CredentialSources;
  jump?: SshAddress;
  /** The user's and the system's own unless told. */
  knownHostsFile?: string;
  acceptNewHostKey?: string;
  /** See `SshConnectionOptions`. */
  legacyAlgorithms?: boolean;
  /** `never`: as the user who signs in. */
  sudo?: 'if-possible' | 'never';
  sudoPasswordFile?: string;
};

const fingerprintForm = /^SHA256:[A-Za-z0-9+/]{43}$/;

/** @throws {TenkenError} `usage` and as `connectTarget` and `SshHost.open` */
export async function openSshHost(target: SshTarget): Promise<SshHost> {
  const { sudo, sudoPasswordFile } = target;
  if (sudo === 'never' && sudoPasswordFile !== undefined) {
    throw new TenkenError('usage', 'A password for sudo is of no use where sudo is not to be used.');
  }
  const sudoPassword = sudoPasswordFile === undefined ? undefined : secretLine(sudoPasswordFile);
  const connection = await connectTarget(target);
  return SshHost.open(connection, {
    ...(sudo && { sudo }),
    ...(sudoPassword !== undefined && { sudoPassword }),
  });
}

/** Signs in, whatever is on the other side. @throws {TenkenError} as `connectSsh` */
export function connectTarget(target: SshTarget): Promise<SshConnection> {
  const { acceptNewHostKey, knownHostsFile, jump, legacyAlgorithms } = target;
  if (acceptNewHostKey !== undefined && !fingerprintForm.test(acceptNewHostKey)) {
    throw new TenkenError(
      'usage',
      `${acceptNewHostKey} is no fingerprint of a host key. 'ssh-keygen -lf KEY.pub' prints it: SHA256: and 43 characters.`,
    );
  }
  const knownHosts =
    knownHostsFile === undefined
      ? KnownHosts.read([join(homedir(), '.ssh', 'known_hosts'), '/etc/ssh/ssh_known_hosts'], true)
      : KnownHosts.read([knownHostsFile], false);
  return connectSsh({
    target: target.address,
    credentials: readCredentials(target.credentials),
    knownHosts,
    ...(jump && { jump }),
    ...(legacyAlgorithms && { legacyAlgorithms }),
    ...(acceptNewHostKey !== undefined && { acceptNewHostKey }),
  });
}
