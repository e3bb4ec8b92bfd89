import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import { expect, inject, onTestFinished, test } from 'vitest';
import { openPostgresStore } from '@tenken/collector/src/store/postgres/open.ts';
import { temporaryDatabase } from '@tenken/collector/src/testing.ts';
import { askedServer } from '../support/asked-server.ts';
import { runTenken } from '../support/collector-process.ts';
import { freePort } from '../support/free-port.ts';
import { argumentsOf } from '../support/on-postgres.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { selfSigned } from '../tls/certificates.ts';

/** The address of a database that there is, with something else in it. */
async function address(change: (url: URL) => void | Promise<void>): Promise<string> {
  const url = new URL(await temporaryDatabase({ empty: true }));
  await change(url);
  return url.href;
}

/** What speaks of TLS as PostgreSQL does, with a certificate that nobody has issued. @returns its port */
async function withOwnCertificate(): Promise<number> {
  const secureContext = createSecureContext(await selfSigned('ec'));
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.write('S');
      new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => {});
    });
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

/** A user that may sign in, and nothing else. */
async function powerless(url: URL): Promise<void> {
  const user = `powerless-${crypto.randomUUID()}`;
  await askedServer(url.href, `create role "${user}" login password 'x'`);
  onTestFinished(async () => {
    await askedServer(String(inject('postgres')?.url), `drop role "${user}"`);
  });
  Object.assign(url, { username: user, password: 'x' });
}

type Case = [what: string, change: (url: URL) => void | Promise<void>, code: string, en: RegExp, ja: RegExp];

const cases: Case[] = [
  [
    'a wrong password',
    (url) => void (url.password = 'mistyped'),
    'database-refused',
    /does not accept the password of the user tenken\..*--database-password-file/,
    /ユーザー tenken のパスワードを受け付けません。.*--database-password-file/,
  ],
  [
    'no password',
    (url) => void (url.password = ''),
    'database-refused',
    /wants a password for the user tenken, and none was given\. Name its file with --database-password-file/,
    /パスワードを求めていますが、指定されていません。--database-password-file/,
  ],
  [
    'a user that there is not',
    (url) => void (url.username = 'nobody-here'),
    'database-refused',
    /password of the user nobody-here/,
    /ユーザー nobody-here/,
  ],
  [
    'a user without rights',
    powerless,
    'database-refused',
    /lacks a right.*ALTER DATABASE .* OWNER TO "powerless-/,
    /権限がありません.*ALTER DATABASE/,
  ],
  [
    'a missing database',
    (url) => void (url.pathname = '/nosuch'),
    'database-refused',
    /has no database nosuch\. Make it there \(createdb --owner=tenken nosuch\)/,
    /データベース nosuch がありません。.*createdb --owner=tenken nosuch/,
  ],
  [
    'no TLS',
    (url) => void (url.search = '?sslmode=verify-full'),
    'database-refused',
    /asks for TLS \(sslmode\), and the server has none.*ssl = on/,
    /TLSに対応していません.*ssl = on/,
  ],
  [
    'a certificate that is not trusted',
    async (url) =>
      void Object.assign(url, {
        hostname: 'localhost',
        port: String(await withOwnCertificate()),
        search: '?sslmode=verify-full',
      }),
    'database-refused',
    /certificate of the server is not trusted .*sslrootcert=FILE/,
    /証明書を信頼できません.*sslrootcert=ファイル/,
  ],
  [
    'a file of the authority that there is not',
    (url) => void (url.search = '?sslmode=verify-full&sslrootcert=/no/such.pem'),
    'configuration-invalid',
    /the file \/no\/such\.pem, which its address names, cannot be read/,
    /ファイル \/no\/such\.pem を読み取れません/,
  ],
  [
    'a port at which nothing listens',
    async (url) => void Object.assign(url, { hostname: 'localhost', port: String(await freePort()) }),
    'database-away',
    /nothing listens on port \d+ of localhost .*listen_addresses/,
    /待ち受けているものがありません/,
  ],
  [
    'a name that there is not',
    (url) => void (url.hostname = 'nohost.invalid'),
    'database-away',
    /the name nohost\.invalid has no address here/,
    /名前 nohost\.invalid のアドレスが見つかりません/,
  ],
];

test.each(cases)('%s is told with what to do about it', async (_what, change, code, en, ja) => {
  const refused: unknown = await openPostgresStore({ url: await address(change) }).catch(
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({
    code,
    message: expect.stringMatching(en) as unknown,
    told: { why: { en: expect.stringMatching(en) as unknown, ja: expect.stringMatching(ja) as unknown } },
  });
  expect((refused as Error).message).not.toMatch(/mistyped|only-for-tests/);
});

test('a command without the password that the server wants ends at once, and says where to name it', async () => {
  const data = scratchFolder();
  const url = await address((all) => void (all.password = ''));
  const startedMs = performance.now();
  const run = ['collector', 'run', '--data', data, '--port', '0', '--agent-port', '0', '--database', url];
  const { code, errors } = await runTenken(['--lang', 'ja', ...run]);
  // A second or two to load it all; the server keeps such a connection for a minute.
  expect(performance.now() - startedMs).toBeLessThan(20_000);
  expect(code, errors).toBe(2);
  expect(errors).toMatch(/パスワードを求めていますが.*--database-password-file.*\[database-refused\]\n$/);
});

test('an address is remembered once its database was opened; then it is said where it comes from', async () => {
  const data = scratchFolder();
  const ports = ['collector', 'run', '--data', data, '--port', '0', '--agent-port', '0'];
  const wrong = await address((url) => void (url.pathname = '/nosuch'));
  const first = await runTenken([...ports, ...argumentsOf(new URL(wrong))]);
  expect(first, first.errors).toMatchObject({ code: 2 });
  expect(first.errors).toContain('no database nosuch');
  expect(first.errors).not.toContain('database.json');
  const remembered = join(data, 'database.json');
  expect(existsSync(remembered)).toBe(false);

  writeFileSync(remembered, JSON.stringify({ url: wrong, passwordFile: null }));
  const later = await runTenken(ports);
  expect(later).toMatchObject({ code: 2 });
  expect(later.errors).toContain(
    `The address was taken from ${remembered}; tenken collector run --database URL takes another.`,
  );
});
