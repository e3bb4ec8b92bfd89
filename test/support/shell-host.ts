import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SshHost } from '../../agent/src/hosts/ssh/ssh-host.ts';
import type { SshConnection } from '../../agent/src/ssh/connection.ts';
import { scratchFolder } from './scratch-folder.ts';

export type Shell = {
  /** Instead of /bin/sh. */
  program: string;
  /** A folder of programs that come first, made for the test. */
  programs?: () => string;
  knowsFractions: boolean;
};

const busybox = '/bin/busybox';

/** POSIX shells of this machine; with busybox its own programs too. */
export const shellsHere: Record<string, Shell> = Object.fromEntries(
  Object.entries({
    dash: { program: '/bin/dash', knowsFractions: true },
    bash: { program: '/bin/bash', knowsFractions: true },
    'bash as sh': { program: '/bin/bash --posix', knowsFractions: true },
    busybox: { program: `${busybox} sh`, programs: busyboxPrograms, knowsFractions: false },
  }).filter(([name, { program }]) => {
    const isHere = existsSync(program.split(' ')[0] ?? '');
    if (!isHere) console.warn(`skipped: ${name} is not on this machine`);
    return isHere;
  }),
);

/** A host whose shell runs on this machine, without a network in between. */
export async function shellHost({ program, programs }: Shell): Promise<SshHost> {
  const folder = programs?.();
  const connection = {
    target: { user: 'nobody', host: 'here', port: 22 },
    endedBecause: null,
    serverSoftware: '',
    exec: async (command: string) => {
      const own = command.replaceAll('/bin/sh', program);
      const line = folder === undefined ? own : own.replaceAll('PATH=', `PATH=${folder}:`);
      return channelOf(spawn('/bin/sh', ['-c', line], { stdio: 'pipe' }));
    },
    close: () => undefined,
  };
  return SshHost.open(connection as unknown as SshConnection, { sudo: 'never' });
}

/** As much of a channel as a shell needs. */
function channelOf(child: ReturnType<typeof spawn>): unknown {
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('a shell has streams');
  stdin.on('error', () => undefined);
  return Object.assign(stdout, {
    stderr,
    write: (text: string) => stdin.write(text),
    end: () => stdin.end(),
    close: () => {
      stdin.destroy();
      stdout.destroy();
      stderr.destroy();
    },
  });
}

function busyboxPrograms(): string {
  const folder = join(scratchFolder(), 'bin');
  spawnSync('mkdir', [folder]);
  const made = spawnSync(busybox, ['--install', '-s', folder]);
  if (made.status !== 0) throw new Error(`busybox: ${String(made.stderr)}`);
  return folder;
}
