import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, closeSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createLogger } from '../../collector/src/logger.ts';
import { openCollector } from '../../collector/src/server.ts';
import { fillDisk, smallDisk, whyNoSmallDisk } from '../support/disposable-disk.ts';
import { runTenken, tenkenBin } from './tenken.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenken-refused-'));
const inFolder = (name: string) => join(folder, name);
mkdirSync(inFolder('no-system'));
writeFileSync(inFolder('authority.pem'), 'not read before the address is judged');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const enroll = (server: string) =>
  ['agent', 'enroll', '--server', server, '--token', 'x'].concat(
    ['--identity', inFolder('identity')],
    ['--authority', inFolder('authority.pem')],
  );
const run = (...args: string[]) => ['collector', 'run', '--data', inFolder('data'), ...args];

test.each([
  [enroll('http://localhost:8443'), 'usage'],
  [enroll('localhost:8443'), 'usage'],
  [['collector', 'token', '--data', inFolder('data')], 'data-directory-unusable'],
  [run('--port', '18443', '--agent-port', '18443'), 'address-unusable'],
  [run('--public-name', 'two words'), 'address-unusable'],
  [
    ['collector', 'run', '--data', '/proc/tenken/data', '--port', '0', '--agent-port', '0'],
    'data-directory-unusable',
  ],
  [['scan', '--replay', '/dev/zero'], 'recording-invalid'],
  [['scan', '--record', inFolder('missing/recording.json')], 'usage'],
  [['scan', '--root', inFolder('no-system')], 'usage'],
])('%j is refused in one sentence before anything is made', async (args, code) => {
  const { exitCode, stdout, stderr } = await runTenken(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(`[${code}]`);
  expect(stderr).not.toMatch(/^\s+at /m);
  for (const made of ['data', 'identity', 'missing']) expect(existsSync(inFolder(made))).toBe(false);
});

test('an enrolment token for no host name is refused, not good for every host', async () => {
  const { exitCode, stdout } = await runTenken([
    'collector',
    'token',
    '--host-name',
    '',
    '--data',
    inFolder('data'),
  ]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

test("an authority's key that is none is named", async () => {
  const data = inFolder('broken-authority');
  const collector = await openCollector({ data, port: 0, agentPort: 0, logger: createLogger('fatal') });
  await collector.close();
  writeFileSync(join(data, 'authority', 'authority-key.pem'), 'garbage');
  const { exitCode, stderr } = await runTenken([
    'collector',
    'run',
    '--data',
    data,
    '--port',
    '0',
    '--agent-port',
    '0',
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/authority-key\.pem cannot be used: .*\[authority-unusable\]\n$/);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test.skipIf(whyNoSmallDisk() !== null)('a disk that is full at the first start is named', async () => {
  const disk = smallDisk(1);
  fillDisk(disk, 40_000);
  const args = ['collector', 'run', '--data', join(disk, 'data'), '--port', '0', '--agent-port', '0'];
  const { exitCode, stderr } = await runTenken(args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('[data-directory-unusable]');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test.each([
  [
    ['collector', 'revoke-token'],
    /^tenken: missing required argument 'id'; [^\n]* --help [^\n]* \[usage\]\n$/,
  ],
  [['collector'], /^Usage: tenken collector [^]*\ntenken: no command was named \[usage\]\n$/],
])('%j ends with its code on standard error', async (args, told) => {
  const { exitCode, stdout, stderr } = await runTenken(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(told);
});

test('an address that is not of this machine is said to be so', async () => {
  const args = run('--listen', '192.0.2.1', '--port', '0', '--agent-port', '0');
  const { exitCode, stderr } = await runTenken(args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('[address-unusable]');
});

test('a standard output that takes nothing is no success', () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [tenkenBin, 'controls', '--json'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^tenken: standard output cannot be written: .*ENOSPC.*\n$/);
});
