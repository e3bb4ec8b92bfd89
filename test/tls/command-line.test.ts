import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';
import { stripVTControlCharacters } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { TlsDocument } from '../../collector/src/cli/documents.ts';
import { runTenken } from '../e2e/tenken.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { selfSigned } from './certificates.ts';
import type { KeyAndCertificate } from './certificates.ts';

let rsa: KeyAndCertificate;
beforeAll(async () => {
  rsa = await selfSigned('rsa');
});

async function portOf(server: Server, address = '127.0.0.1', port = 0): Promise<number> {
  server.listen(port, address);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

function tlsServer(options: TlsOptions = {}): Server {
  const server = createServer({ ...rsa, ...options }, (socket) => socket.on('error', () => {}));
  return server.on('tlsClientError', () => {});
}

const strong = {
  ciphers: 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384',
  honorCipherOrder: true,
};
const weak = { ciphers: 'AES128-SHA:@SECLEVEL=0', minVersion: 'TLSv1', maxVersion: 'TLSv1.2' } as const;
/** A port that nobody listens on. */
const closed = '127.0.0.1:1';

function fitsSchema(document: unknown): void {
  const path = join(import.meta.dirname, '..', '..', 'shared', 'docs', 'schemas', 'tls.schema.json');
  const schema = JSON.parse(readFileSync(path, 'utf8')) as object;
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
}

test('one target gives one document, in which is what the server accepts', async () => {
  const port = await portOf(tlsServer(strong));
  const target = `127.0.0.1:${port}`;
  const { exitCode, stdout, stderr } = await runTenken(['tls', target, '--name', 'rsa.example.jp', '--json']);
  const document = JSON.parse(stdout) as TlsDocument;
  fitsSchema(document);
  expect(stderr).toBe('');
  expect(document).toMatchObject({ target, address: '127.0.0.1', port, seen: 'tls', starttls: null });
  expect(document.serverName).toBe('rsa.example.jp');
  const tls12 = document.protocols.find(({ protocol }) => protocol === 'TLSv1.2');
  expect(tls12).toMatchObject({
    offered: true,
    complete: true,
    serverPreference: true,
    ciphers: [
      { id: '0xC02F', name: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' },
      { id: '0xC030', name: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' },
    ],
  });
  const [certificate] = document.certificates;
  expect(certificate).toMatchObject({ chain: 0, position: 0, subject: 'CN=rsa.example.jp', keyBits: 2048 });
  expect(certificate?.daysLeft).toBeGreaterThan(3000);
  expect(document.connections).toBeGreaterThan(5);
  const level = document.levels.find((one) => one.level === 'recommended');
  expect(
    document.judgement.some((one) => one.level === 'recommended' && one.profile === 'ipa-tls-3.1.1'),
  ).toBe(true);
  expect(exitCode).toBe({ met: 0, 'not-met': 1, undetermined: 2 }[level?.outcome ?? 'undetermined']);
});

test('a weak server ends with 1, and tables tell failures first', async () => {
  const port = await portOf(tlsServer(weak));
  const { exitCode, stdout } = await runTenken(['--lang', 'ja', 'tls', `127.0.0.1:${port}`]);
  expect(exitCode).toBe(1);
  expect(stdout).toBe(stripVTControlCharacters(stdout));
  expect(stdout).toContain('TLS_RSA_WITH_AES_128_CBC_SHA');
  expect(stdout).toMatch(/× 推奨セキュリティ型 .*原文未照合の行による/u);
  const mandatory = stdout.indexOf('遵守項目', stdout.indexOf('× 推奨セキュリティ型'));
  expect(stdout.indexOf('× 不適合', mandatory)).toBeLessThan(stdout.indexOf('〇 適合', mandatory));
  const english = await runTenken(['--lang', 'en', 'tls', `127.0.0.1:${port}`]);
  expect(english.stdout).toContain("by rows that nobody has compared with the issuer's text");
  expect(english.exitCode).toBe(1);
});

test('colours come where a terminal takes them, and nowhere else', async () => {
  const port = await portOf(tlsServer(weak));
  const line = ['tls', `127.0.0.1:${port}`];
  const forced = await runTenken(line, { FORCE_COLOR: '1', NO_COLOR: '' });
  expect(forced.stdout).not.toBe(stripVTControlCharacters(forced.stdout));
  expect((await runTenken(line, { NO_COLOR: '1' })).stdout).not.toContain('\u001b');
});

test('several servers are told in the order in which they were named, with progress apart', async () => {
  const [slowly, quickly] = await Promise.all([portOf(createPlainServer()), portOf(tlsServer(strong))]);
  const line = ['tls', `127.0.0.1:${slowly}`, `127.0.0.1:${quickly}`, closed, '--timeout', '5', '--json'];
  const { exitCode, stdout, stderr } = await runTenken(line);
  const documents = JSON.parse(stdout) as TlsDocument[];
  fitsSchema(documents);
  expect(documents.map(({ target, seen }) => `${target} ${seen}`)).toEqual([
    `127.0.0.1:${slowly} silent`,
    `127.0.0.1:${quickly} tls`,
    `${closed} refused-connection`,
  ]);
  expect(stderr).toContain('3/3 ');
  expect(exitCode).toBe(2);
});

test.each([
  ['a server that talks nonsense', (data: string) => '\u0000garbage'.repeat(data.length)],
  ['one that speaks HTTP', () => 'HTTP/1.1 400 Bad Request\r\n\r\n<title>secret page</title>'],
])('%s is not measured, and nothing that it says is printed', async (_what, answer) => {
  const server = createPlainServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => socket.end(answer(data.toString('latin1'))));
  });
  const port = await portOf(server);
  const { exitCode, stdout, stderr } = await runTenken(['tls', `127.0.0.1:${port}`, '--json']);
  const document = JSON.parse(stdout) as TlsDocument;
  fitsSchema(document);
  expect(document).toMatchObject({ protocols: [], certificates: [], judgement: [] });
  expect(document.seen).not.toBe('tls');
  expect(exitCode).toBe(2);
  expect(stdout + stderr).not.toMatch(/secret|garbage/);
});

test('a name is looked up, and each of its addresses can be measured', async () => {
  const server = tlsServer(strong);
  const port = await portOf(server);
  const { stdout } = await runTenken(['tls', `localhost:${port}`, '-4', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ address: '127.0.0.1', serverName: 'localhost', seen: 'tls' });
  const all = await runTenken(['tls', `localhost:${port}`, '-4', '--all-addresses', '--json']);
  expect(JSON.parse(all.stdout)).toMatchObject({ address: '127.0.0.1', seen: 'tls' });
});

test('a name that does not exist is told as such', async () => {
  const { exitCode, stdout } = await runTenken(['tls', 'no-such-host.invalid', '--json']);
  const document = JSON.parse(stdout) as TlsDocument;
  expect(document).toMatchObject({ address: null, seen: 'no-address', connections: 0 });
  expect(document.problem).toContain('no-such-host.invalid');
  expect(exitCode).toBe(2);
});

test('a file names targets, and one with bad lines is refused before anything is connected to', async () => {
  const connected: number[] = [];
  const server = tlsServer(strong).on('connection', () => connected.push(1));
  const port = await portOf(server);
  const file = join(scratchFolder(), '一覧.txt');
  writeFileSync(file, `\uFEFF127.0.0.1:${port} name=rsa.example.jp # 本番\r\nhttps://a/b\r\nhost:70000\r\n`);
  const refused = await runTenken(['tls', '--file', file]);
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toMatch(/line 2: .*path.*\n.*line 3: .*65535.*\n.*\[targets-invalid\]/u);
  expect(connected).toEqual([]);
  writeFileSync(file, `\uFEFF127.0.0.1:${port} name=rsa.example.jp # 本番\r\n`);
  const { stdout } = await runTenken(['tls', '--file', file, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ seen: 'tls', serverName: 'rsa.example.jp' });
});
