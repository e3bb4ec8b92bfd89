import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing.ts';
import { readConfigurationFile } from './read-file.ts';
import { resolveConfiguration } from './resolve.ts';
import { readSecret } from './secret-file.ts';

function file(text: string, mode = 0o644): { path: string; raw: ReturnType<typeof readConfigurationFile> } {
  const path = join(temporaryFolder(), 'collector.toml');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return { path, raw: readConfigurationFile(path) };
}

const nothing = { flags: {}, environment: {}, file: null };

test('nothing told gives the defaults', () => {
  expect(resolveConfiguration(nothing)).toMatchObject({
    port: 8443,
    agent_port: 8444,
    listen: '127.0.0.1',
    keep_days: 400,
    older_agents: 'mark',
  });
});

test('a flag goes before the environment, and that before the file', () => {
  const told = file('port = 1\nagent_port = 2\nkeep_days = 100\n');
  const environment = { TENKEN_PORT: '3', TENKEN_AGENT_PORT: '4', TENKEN_LISTEN: '' };
  expect(resolveConfiguration({ flags: { port: '5' }, environment, file: told })).toMatchObject({
    port: 5,
    agent_port: 4,
    keep_days: 100,
    listen: '127.0.0.1',
  });
});

test('limits are taken together name by name', () => {
  const told = file('[limit]\nheaders = 10\nconnections = 600\n');
  const { limit } = resolveConfiguration({
    flags: { limit: ['headers=30'] },
    environment: { TENKEN_LIMIT: 'headers=20,handshakes=7' },
    file: told,
  });
  expect(limit).toEqual({ headers: 30, handshakes: 7, connections: 600 });
});

test('lists in the environment are parted by commas, or JSON where values hold commas', () => {
  const environment = {
    TENKEN_TRUSTED_PROXY: '192.0.2.1, 10.0.0.0/8',
    TENKEN_OIDC_ROLE: '["auditor=CN=kansa,OU=tenken"]',
  };
  expect(resolveConfiguration({ ...nothing, environment })).toMatchObject({
    trusted_proxy: ['192.0.2.1', '10.0.0.0/8'],
    oidc_role: ['auditor=CN=kansa,OU=tenken'],
  });
});

test.each([
  ['porrt = 1', /there is no key porrt; is port meant\?/],
  ['agentPort = 1', /agentPort; is agent_port meant\?/],
  ['oidc_client_secret = "x"', /is oidc_client_secret_file meant\? Secrets stand in files of their own/],
  ['wholly_other = 1', /no key wholly_other; shared\/docs\/configuration\.md/],
  ['port = ', /is no TOML, line 1/],
  ['__proto__ = 1', /there is no key __proto__/],
])('a file with %s is refused', (text, told) => {
  expect(() => file(text)).toThrow(told);
});

test.each([
  ['port = 70000', /port: it must be a whole number from 0 to 65535/],
  ['port = 1.5', /whole number/],
  ['log_level = "loud"', /log_level: it must be one of trace/],
  ['trusted_proxy = ["0.0.0.0/0"]', /addresses or networks/],
  ['trusted_proxy = ["proxy.example.jp"]', /addresses or networks/],
  ['public_url = "http://tenken.example.jp"', /https:/],
  ['public_url = "https://tenken.example.jp/path"', /https:/],
  ['minimum_agent_version = "newest"', /a version such as/],
  ['[limit]\nheader = 5', /limit: it has the names .*headers/],
  ['[limit]\nheaders = 0', /limit: headers: it must be a whole number/],
])('a value of %s is refused by its place', (text, told) => {
  const given = file(text);
  expect(() => resolveConfiguration({ ...nothing, file: given })).toThrow(told);
  expect(() => resolveConfiguration({ ...nothing, file: given })).toThrow(given.path);
});

test('a wrong value names the flag or the variable that it came from', () => {
  expect(() => resolveConfiguration({ ...nothing, flags: { port: 'x' } })).toThrow(/^--port: it must be/);
  expect(() => resolveConfiguration({ ...nothing, environment: { TENKEN_PORT: 'x' } })).toThrow(
    /^TENKEN_PORT: it must be/,
  );
});

test('a variable that is nearly one of ours is a mistake; others are none of our business', () => {
  const wrong = { TENKEN_PUBLIK_NAME: 'a' };
  expect(() => resolveConfiguration({ ...nothing, environment: wrong })).toThrow(
    /TENKEN_PUBLIK_NAME, which is no setting; is TENKEN_PUBLIC_NAME meant\?/,
  );
  const others = { TENKEN_FAULT_ROUNDS: '3', TENKEN_TOKEN: 'x', TENKEN_SERVICE_HOST: '10.0.0.1' };
  expect(resolveConfiguration({ ...nothing, environment: others }).port).toBe(8443);
});

test('paths in a file are relative to it', () => {
  const { path, raw } = file('data = "data"\ntls_cert = "/etc/cert.pem"\ntls_key = "credential:key"\n');
  expect(raw).toEqual({
    data: join(path, '..', 'data'),
    tls_cert: '/etc/cert.pem',
    tls_key: 'credential:key',
  });
});

test.skipIf(process.platform === 'win32')('a file that everybody can write configures nothing', () => {
  expect(() => file('port = 1', 0o666)).toThrow(/can be written by everybody/);
});

test.skipIf(process.platform === 'win32').each([
  [0o600, null],
  [0o440, null],
  [0o640, null],
  [0o644, /can be read by others/],
  [0o660, /written by its group/],
])('a secret of mode %o', (mode, refused) => {
  const path = join(temporaryFolder(), 'secret');
  writeFileSync(path, 'quiet\n');
  chmodSync(path, mode);
  if (refused === null) expect(readSecret('--key', path)).toBe('quiet\n');
  else expect(() => readSecret('--key', path)).toThrow(refused);
});

test('a credential is what systemd hands over, by a name without a path', () => {
  const folder = join(temporaryFolder(), 'credentials');
  mkdirSync(folder);
  writeFileSync(join(folder, 'key'), 'quiet', { mode: 0o400 });
  const before = process.env.CREDENTIALS_DIRECTORY;
  try {
    process.env.CREDENTIALS_DIRECTORY = folder;
    expect(readSecret('--key', 'credential:key')).toBe('quiet');
    expect(() => readSecret('--key', 'credential:../key')).toThrow(/not the name of a credential/);
    delete process.env.CREDENTIALS_DIRECTORY;
    expect(() => readSecret('--key', 'credential:key')).toThrow(/needs systemd/);
  } finally {
    if (before !== undefined) process.env.CREDENTIALS_DIRECTORY = before;
  }
});
