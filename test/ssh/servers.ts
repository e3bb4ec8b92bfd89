import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { freePort } from '../support/free-port.ts';

const programs = {
  sshd: ['/usr/sbin/sshd', 'openssh-server'],
  dropbear: ['/usr/sbin/dropbear', 'dropbear-bin'],
  'ssh-audit': ['/usr/bin/ssh-audit', 'ssh-audit'],
} as const;

/** Why a test cannot run here; null = it can. */
export function whyNot(...names: readonly (keyof typeof programs)[]): string | null {
  const missing = names.map((name) => programs[name]).filter(([path]) => !existsSync(path));
  if (missing.length === 0) return null;
  return missing.map(([path, name]) => `${path} is missing: install ${name} to run this test`).join('; ');
}

export type Server = {
  program: 'sshd' | 'dropbear';
  /** `ed25519`, `rsa:2048` and the like: throw-away keys of the test. */
  keys: readonly string[];
  /** Lines of sshd_config; `MODULI` stands for a file of primes of 3071 bits and more. */
  settings?: readonly string[];
};

/** Starts a real server on a free loopback port until the test is over. */
export async function startServer(folder: string, { program, keys, settings = [] }: Server): Promise<number> {
  const port = await freePort();
  const files = keys.map((key) => makeKey(folder, program, key));
  // What the package makes at boot, where nothing has booted.
  if (program === 'sshd' && process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const args =
    program === 'sshd'
      ? ['-D', '-e', '-f', writeConfig(folder, port, files, settings)]
      : ['-F', '-E', '-p', `127.0.0.1:${port}`, ...files.flatMap((file) => ['-r', file])];
  const server = spawn(programs[program][0], args, { stdio: 'ignore' });
  onTestFinished(() => void server.kill());
  await listening(port);
  return port;
}

function writeConfig(
  folder: string,
  port: number,
  keys: readonly string[],
  settings: readonly string[],
): string {
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    'PidFile none',
    'UsePAM no',
    ...keys.map((key) => `HostKey ${key}`),
    ...settings.map((line) => line.replace('MODULI', () => largeModuli(folder))),
  ];
  const file = join(folder, `sshd_config-${port}`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** The file counts from the second bit. */
function largeModuli(folder: string): string {
  const large = readFileSync('/etc/ssh/moduli', 'utf8')
    .split('\n')
    .filter((line) => Number(line.split(' ')[4]) >= 3071);
  const file = join(folder, 'moduli');
  writeFileSync(file, `${large.join('\n')}\n`);
  return file;
}

function makeKey(folder: string, program: Server['program'], key: string): string {
  const [type = '', bits] = key.split(':');
  const file = join(folder, `${program}-${type}-${bits ?? ''}`);
  const made =
    program === 'sshd'
      ? spawnSync('ssh-keygen', ['-q', '-t', type, ...(bits ? ['-b', bits] : []), '-N', '', '-f', file])
      : spawnSync('dropbearkey', ['-t', type, ...(bits ? ['-s', bits] : []), '-f', file]);
  if (made.status !== 0) throw new Error(`no key of ${key}: ${String(made.stderr)}`);
  return file;
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`nothing listens on ${port}`);
}
