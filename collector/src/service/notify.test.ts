import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../testing.ts';
import { keepWatchdog, serviceManager } from './notify.ts';

/** A systemd-notify that writes down what it was told. */
function recorder(): { environment: NodeJS.ProcessEnv; told: () => string[] } {
  const folder = temporaryFolder();
  const log = join(folder, 'told');
  writeFileSync(
    join(folder, 'systemd-notify'),
    `#!/bin/sh\nfor one in "$@"; do printf '%s %s\\n' "$NOTIFY_SOCKET" "$one" >> ${log}; done\n`,
  );
  chmodSync(join(folder, 'systemd-notify'), 0o755);
  return {
    environment: { PATH: `${folder}:/usr/bin:/bin`, NOTIFY_SOCKET: '/run/notify' },
    told: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}

test('nobody is told where no service manager started the process', () => {
  expect(serviceManager({})).toBeNull();
  expect(serviceManager({ NOTIFY_SOCKET: '' })).toBeNull();
});

test('the watchdog is for the process that it names', () => {
  const asked = { NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '30000000' };
  expect(serviceManager({ ...asked, WATCHDOG_PID: '7' }, 7)?.watchdogMs).toBe(30_000);
  expect(serviceManager({ ...asked, WATCHDOG_PID: '8' }, 7)?.watchdogMs).toBeNull();
  expect(serviceManager(asked, 7)?.watchdogMs).toBe(30_000);
  expect(serviceManager({ NOTIFY_SOCKET: '/run/x' }, 7)?.watchdogMs).toBeNull();
});

test.skipIf(process.platform === 'win32')('messages go to the socket that was named', async () => {
  const { environment, told } = recorder();
  const manager = serviceManager(environment);
  expect(await manager?.tell('READY=1', 'STATUS=serves')).toBe(true);
  expect(told()).toEqual(['/run/notify READY=1', '/run/notify STATUS=serves']);
});

test('a machine without systemd-notify is no reason to end', async () => {
  const manager = serviceManager({ NOTIFY_SOCKET: '/run/notify', PATH: '/nowhere' });
  expect(await manager?.tell('READY=1')).toBe(false);
});

test.skipIf(process.platform === 'win32')('it is silent as soon as something is not well', async () => {
  const { environment, told } = recorder();
  const manager = serviceManager({ ...environment, WATCHDOG_USEC: '150000' });
  if (manager === null) throw new Error('there is one');
  let isWell = true;
  const stop = keepWatchdog(manager, () =>
    isWell ? Promise.resolve() : Promise.reject(new Error('the database cannot be read')),
  );
  await vi.waitFor(() => expect(told().length).toBeGreaterThan(1), { timeout: 5000 });
  isWell = false;
  await new Promise((done) => setTimeout(done, 300));
  const before = told().length;
  await new Promise((done) => setTimeout(done, 400));
  expect(told()).toHaveLength(before);
  stop();
});
