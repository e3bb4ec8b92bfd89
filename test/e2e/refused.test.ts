import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, closeSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
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
