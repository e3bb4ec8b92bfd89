import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import { ownCollector } from '../support/own-collector.ts';
import { enrolQuickAgent } from '../support/quick-agent.ts';

/** Numbers of the sockets that a process holds. */
function socketsOf(pid: number): Set<string> {
  const folder = `/proc/${pid}/fd`;
  return new Set(
    readdirSync(folder).flatMap((name) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(join(folder, name)))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
}

/** Sockets of this process that wait for others: TCP in state 0A, UDP without a peer. */
function waiting(pid: number): string[] {
  const own = socketsOf(pid);
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .filter((line) => {
        const [, local = '', remote = '', state, , , , , , inode = ''] = line.trim().split(/\s+/);
        const waits = table.startsWith('tcp') ? state === '0A' : /^0+:0000$/.test(remote);
        return own.has(inode) && waits && local !== '';
      }),
  );
}

test.runIf(process.platform === 'linux')('a running agent listens on no port, at no moment', async () => {
  const collector = await ownCollector();
  const folder = await enrolQuickAgent(collector);
  const main = join(import.meta.dirname, '../../agent/src/main.ts');
  const agent = spawn(process.execPath, [main, 'run', '--every', '60', '--identity', folder], {
    stdio: 'ignore',
  });
  onTestFinished(() => void agent.kill('SIGKILL'));
  const { pid = 0 } = agent;
  const hostId = String(loadIdentity(folder)?.hostId);
  const { hosts } = collector.context.repositories;
  let looks = 0;
  for (let turn = 0; turn < 400; turn += 1) {
    expect(waiting(pid)).toEqual([]);
    looks += 1;
    if ((await hosts.find(hostId))?.lastReportAt !== null) break;
    await sleep(100);
  }
  // It has scanned and sent, and stays.
  expect((await hosts.find(hostId))?.lastReportAt).not.toBeNull();
  expect(agent.exitCode).toBeNull();
  expect(waiting(pid)).toEqual([]);
  expect(looks).toBeGreaterThan(5);
  // The same look at a process that does listen finds it.
  expect(waiting(process.pid).length).toBeGreaterThanOrEqual(2);
  agent.kill('SIGTERM');
  await once(agent, 'close');
});
