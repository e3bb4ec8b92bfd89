import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from './free-port.ts';

const sshd = '/usr/sbin/sshd';

/** Why no server can be started here; null when one can. */
export const whyNoSshServer: string | null = existsSync(sshd)
  ? null
  : `${sshd} is missing: install openssh-server to run these tests`;

export type SshServer = {
  port: number;
  /** Lines for known_hosts. */
  knownHosts: string;
  /** A private key that it lets in, for the user of this process. */
  keyFile: string;
  user: string;
  log: () => string;
  /** Resolves when nobody listens there any more. */
  stop: () => Promise<void>;
};

/** Makes a key pair. @returns path of the private key; the public one lies beside it */
export function makeKey(
  folder: string,
  name: string,
  options: { type?: string; passphrase?: string } = {},
): string {
  const file = join(folder, name);
  const made = spawnSync('ssh-keygen', [
    '-q',
    '-t',
    options.type ?? 'ed25519',
    '-N',
    options.passphrase ?? '',
    '-C',
    'test',
    '-f',
    file,
  ]);
  if (made.status !== 0) throw new Error(`ssh-keygen: ${String(made.stderr)}`);
  return file;
}

/** A real OpenSSH server of this test's own, on a free loopback port, for the user who runs the test. */
export async function startSshServer(
  folder: string,
  options: {
    settings?: readonly string[];
    hostKeyType?: string;
    authorized?: readonly string[];
    under?: readonly string[];
    /** A program that forks, such as unshare(1), does not hand SIGTERM on. */
    stopWith?: NodeJS.Signals;
  } = {},
): Promise<SshServer> {
  mkdirSync(folder, { recursive: true });
  // What the package makes at boot, where nothing has booted.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const hostKey = makeKey(folder, 'host-key', { type: options.hostKeyType ?? 'ed25519' });
  const keyFile = makeKey(folder, 'user-key');
  const authorized = join(folder, 'authorized-keys');
  writeFileSync(
    authorized,
    `${readFileSync(`${keyFile}.pub`, 'utf8')}${(options.authorized ?? []).join('\n')}\n`,
  );
  // Read with the rights of whoever signs in.
  chmodSync(authorized, 0o644);
  chmodSync(folder, 0o755);
  const port = await freePort();
  const config = join(folder, 'sshd-config');
  writeFileSync(
    config,
    [
      // First values win.
      ...(options.settings ?? []),
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${authorized}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
    ].join('\n'),
  );
  const [program, ...args] = [...(options.under ?? []), sshd, '-D', '-e', '-f', config];
  if (program === undefined) throw new Error('a program has a name');
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  const gone = once(child, 'exit');
  const end = () => child.kill(options.stopWith ?? 'SIGTERM');
  onTestFinished(() => void end());
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('Server listening')) resolve();
    });
    child.on('close', (code) => reject(new Error(`sshd ended with ${code}: ${log}`)));
  });
  const [type, key] = readFileSync(`${hostKey}.pub`, 'utf8').split(' ');
  return {
    port,
    knownHosts: `[127.0.0.1]:${port} ${type} ${key}\n`,
    keyFile,
    user: userInfo().username,
    log: () => log,
    stop: async () => {
      end();
      await gone;
    },
  };
}
