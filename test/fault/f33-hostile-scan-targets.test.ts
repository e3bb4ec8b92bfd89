import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer as createTlsServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProgram } from '../bench/measure/program.ts';
import { selfSigned } from '../tls/certificates.ts';
import { readHello } from '../tls/model-server.ts';
import { drip, flood } from './hostile-servers/behaviour.ts';
import type { Asked } from './hostile-servers/renegotiations.ts';
import type { Done, Job, Memory } from './hostile-servers/scanner.ts';
import { sshBehaviours, sshLists, sshTurns } from './hostile-servers/ssh.ts';
import { behindSmtp, smtpBehaviours, tlsBehaviours } from './hostile-servers/tls.ts';

// Every server lies, floods or stalls in its own way. One scanner, a process of its own, looks at all of them; here is
// looked at what it says, how long it took, and what it cost.

const timeoutMs = 3000;
/** One connection that was begun just before the deadline may last as long as a handshake may. */
const limitMs = timeoutMs + 6000;
const limitBytes = 96 * 1024 * 1024;

const servers: Server[] = [];
const sockets = new Set<Socket>();
const jobs: Job[] = [];
const done = new Map<string, Done>();
let memory: Memory | null = null;
let exit: { code: number | null; signal: string | null } | null = null;
let complaints = '';

async function serve(
  name: string,
  speaks: Job['speaks'],
  behave: (socket: Socket, connection: number) => unknown,
  withinMs = timeoutMs,
) {
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    behave(socket, connections);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  jobs.push({ name, speaks, port: (server.address() as AddressInfo).port, timeoutMs: withinMs });
}

/** Behind handshakes that are good in TLS 1.2 and 1.3: what comes of a request over HTTPS. */
const httpBehaviours: Record<string, (socket: TLSSocket) => unknown> = {
  'says nothing': () => {},
  'hangs up': (socket) => socket.end(),
  'talks without end': (socket) => flood(socket, Buffer.alloc(8192, 0x41)),
  'has headers without end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    flood(socket, Buffer.from('X-More: 1\r\n'.repeat(500)));
  },
  'has a header without end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=');
    flood(socket, Buffer.alloc(8192, 0x31));
  },
  'drips its headers': (socket) => drip(socket, Buffer.from('HTTP/1.1 200 OK\r\nX')),
  'asks for handshakes without end': (socket) => {
    const timer = setInterval(() => socket.renegotiate({}, () => {}), 5);
    socket.on('close', () => clearInterval(timer));
  },
};

async function serveHttps(): Promise<void> {
  const certificate = await selfSigned('ec');
  for (const [name, behave] of Object.entries(httpBehaviours)) {
    const server = createTlsServer(certificate, (socket) => {
      socket.on('error', () => {});
      behave(socket);
    });
    server.on('tlsClientError', () => {});
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    const { port } = server.address() as AddressInfo;
    jobs.push({ name: `https ${name}`, speaks: 'tls', port, timeoutMs: 2 * timeoutMs });
  }
}

beforeAll(async () => {
  await serveHttps();
  for (const [name, { behave }] of Object.entries(tlsBehaviours)) {
    const begin = (socket: Socket, connection: number) => (first: Buffer) =>
      behave(socket, readHello('', first), connection);
    await serve(`tls ${name}`, 'tls', (socket, connection) => socket.once('data', begin(socket, connection)));
    await serve(`smtp ${name}`, 'smtp', (socket, connection) =>
      behindSmtp(socket, begin(socket, connection)),
    );
  }
  for (const [name, behave] of Object.entries(smtpBehaviours)) await serve(`smtp ${name}`, 'smtp', behave);
  for (const [name, [, behave]] of Object.entries(sshBehaviours)) await serve(`ssh ${name}`, 'ssh', behave);
  for (const { name, behave } of sshTurns) await serve(`ssh ${name}`, 'ssh', behave, 2 * timeoutMs);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'hostile-servers/scanner.ts')]);
  child.stderr.on('data', (bytes: Buffer) => (complaints += bytes.toString()));
  child.stdin.end(jobs.map((job) => `${JSON.stringify(job)}\n`).join(''));
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as Done | Memory;
    if (said.type === 'memory') memory = said;
    else done.set(said.name, said);
  }
  const [code, signal] = await ended;
  exit = { code, signal };
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

test('the scanner lives through all of them, and its memory stays flat', () => {
  expect(complaints).toBe('');
  expect(exit).toEqual({ code: 0, signal: null });
  expect([...done.keys()].toSorted()).toEqual(jobs.map(({ name }) => name).toSorted());
  const { beforeBytes = 0, highestBytes = Infinity, afterBytes = 0 } = memory ?? {};
  const mebibytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
  const slowest = [...done.values()].toSorted((a, b) => b.durationMs - a.durationMs)[0];
  console.log(
    `F33: ${done.size} servers; resident memory ${mebibytes(beforeBytes)} MiB before, ${mebibytes(highestBytes)} at its highest, ${mebibytes(afterBytes)} after; the slowest took ${Math.round(slowest?.durationMs ?? 0)} ms (${slowest?.name})`,
  );
  expect(highestBytes - beforeBytes).toBeLessThan(limitBytes);
});

const silences = ['silent', 'dropped', 'too-long', 'other', 'out-of-time', 'no-starttls'];

function tlsOf(name: string) {
  const result = done.get(name);
  if (result?.type !== 'tls') throw new Error(`nothing was told of ${name}`);
  expect(result.durationMs, 'milliseconds').toBeLessThan(limitMs);
  return result.found;
}

function sshOf(name: string) {
  const result = done.get(name);
  if (result?.type !== 'ssh') throw new Error(`nothing was told of ${name}`);
  expect(result.durationMs, 'milliseconds').toBeLessThan(limitMs);
  return result.found;
}

/** What must not come of a server that stopped answering: that anything is all. */
function expectNothingSettled({ tls }: ReturnType<typeof tlsOf>, truth: readonly string[]): void {
  for (const { protocol, offered, complete, ciphers, answer } of tls?.protocols ?? []) {
    const named = `${protocol}, ${answer}`;
    for (const { id } of ciphers) expect(truth, named).toContain(id);
    if (ciphers.length > 0) expect(offered, named).toBe(true);
    // Alerts are words of the server; without one nothing is refused.
    if (offered === false || complete) {
      expect(answer, named).toMatch(/^(?:alert-\d+|accepted|lower-version)$/);
    }
  }
}

describe.each(['tls', 'smtp'])('%s: a server that', (way) => {
  const names = (isTls: boolean) =>
    Object.entries(tlsBehaviours).flatMap(([name, one]) => ((one.isTls ?? false) === isTls ? [name] : []));

  test.each(names(false))('%s gives no fact', (name) => {
    const found = tlsOf(`${way} ${name}`);
    if (found.tls === null) expect(silences).toContain(found.seen);
    expectNothingSettled(found, []);
    expect(found.tls?.chains ?? []).toEqual([]);
    if (/alert/.test(name)) return;
    expect(found.tls?.protocols.filter(({ offered }) => offered !== null) ?? []).toEqual([]);
  });

  test.each(names(true).filter((name) => !name.includes('any suite')))('%s gives what is true', (name) => {
    const found = tlsOf(`${way} ${name}`);
    expectNothingSettled(found, ['0xC02F', '0x1301']);
    expect(found.tls?.chains ?? []).toEqual([]);
  });

  test.each([1, 5])('is good %i times has no list that is complete', (count) => {
    for (const name of names(true).filter((one) => one.startsWith(`is good ${count} times`))) {
      const { tls } = tlsOf(`${way} ${name}`);
      const complete = tls?.protocols.filter((one) => one.complete && one.answer !== 'alert-70') ?? [];
      // Within five connections an honest refusal of the rest may have come.
      for (const one of complete) expect(one.ciphers.map(({ id }) => id)).toEqual(['0xC02F']);
    }
  });

  test.each(names(true).filter((name) => name.startsWith('TLS 1.3')))(
    '%s has certificates that were not read',
    (name) => {
      const { tls } = tlsOf(`${way} ${name}`);
      if (tls?.protocols.some(({ protocol, offered }) => protocol === 'TLSv1.3' && offered)) {
        expect(tls.certificatesUnread).not.toBeNull();
      }
      expect(tls?.signatureSchemes.filter(({ complete }) => complete) ?? []).toEqual([]);
    },
  );

  test('answers with any suite is told with suites that it was offered, or not at all', () => {
    const { tls } = tlsOf(`${way} answers with any suite, and with any version`);
    for (const { ciphers, complete } of tls?.protocols ?? []) {
      expect(ciphers.filter((suite) => suite.name.startsWith('0x'))).toEqual([]);
      expect(ciphers.length > 0 && complete).toBe(false);
    }
  });

  test.each(['answers byte by byte', 'answers in records of one byte'])('%s is read all the same', (name) => {
    const { tls } = tlsOf(`${way} ${name}`);
    const found = tls?.protocols.find(({ protocol }) => protocol === 'TLSv1.2');
    expect(found).toMatchObject({ offered: true, complete: true, ciphers: [{ id: '0xC02F' }] });
  });
});

test.each(Object.keys(httpBehaviours))('https: a server that %s shows its TLS and no HSTS', (name) => {
  const { tls } = tlsOf(`https ${name}`);
  const offered = tls?.protocols.filter((one) => one.offered).map(({ protocol }) => protocol);
  expect(offered).toEqual(['TLSv1.2', 'TLSv1.3']);
  expect(tls?.chains).toHaveLength(1);
  expect(tls?.http?.strictTransportSecurity?.maxAgeSeconds ?? null).toBeNull();
  if (!name.includes('header')) expect(tls?.http).toBeNull();
});

test.each(Object.keys(smtpBehaviours))('smtp: a server that %s gives no fact', (name) => {
  const { seen, tls, startTls } = tlsOf(`smtp ${name}`);
  expect(tls).toBeNull();
  expect(silences).toContain(seen);
  expect(startTls?.offered ?? null).toBeNull();
});

test.each(Object.entries(sshBehaviours))('ssh: a server that %s gives no list', (name, [expected]) => {
  const { seen, ssh, connections } = sshOf(`ssh ${name}`);
  expect(ssh).toBeNull();
  expect(expected).toContain(seen);
  expect(connections).toBeLessThanOrEqual(2);
});

test.each(sshTurns)('ssh: a server that $name shows its lists, and no key', ({ name }) => {
  const { ssh, seen } = sshOf(`ssh ${name}`);
  // What follows may make nonsense of all that one connection brought; then nothing is told of it.
  if (name.includes('floods garbage') && seen === 'not-understood') return expect(ssh).toBeNull();
  expect(seen).toBe('ssh');
  expect(ssh?.lists?.keyExchanges).toEqual(sshLists.keyExchanges);
  expect(ssh?.hostKeys).toEqual([]);
  expect(ssh?.hostKeysUnread).toHaveLength(2);
  expect(ssh?.sameListsEachTime).toBe(true);
});

describe('the question whether a server renegotiates', () => {
  const asked = new Map<string, Record<string, number>>();
  const times = 200;

  test('is survived, whatever the server does', () => {
    const program = [
      process.execPath,
      join(import.meta.dirname, 'hostile-servers/renegotiations.ts'),
      `${times}`,
    ];
    const { status, signal, stdout, stderr } = spawnSync(...inOwnNetwork(program));
    expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
    for (const line of stdout.trim().split('\n')) {
      const said = JSON.parse(line) as Asked | { skipped: string };
      if ('skipped' in said) console.log(`F33, not asked: ${said.skipped}`);
      else asked.set(said.name, said.answers);
    }
    expect(asked.size).toBeGreaterThanOrEqual(13);
  });

  test.each(['Node renegotiates', 'OpenSSL renegotiates', 'GnuTLS'])('%s: seen every time', (name) => {
    const answers = asked.get(name);
    if (name !== 'Node renegotiates' && !answers) return;
    expect(answers).toEqual({ enough: name.startsWith('OpenSSL') ? times / 20 : times });
  });

  test('no second handshake is seen where there was none', () => {
    const honest = /renegotiates$|^GnuTLS$|^asks for/;
    const others = [...asked].filter(([name]) => !honest.test(name));
    expect(others.length).toBeGreaterThanOrEqual(11);
    for (const [name, answers] of others) expect(answers, name).not.toHaveProperty('enough');
  });
});

/** GnuTLS's server listens on every address: it is started only where there is none but loopback. */
function inOwnNetwork(
  program: readonly string[],
): [string, string[], { encoding: 'utf8'; env: NodeJS.ProcessEnv }] {
  const unshare = findProgram('unshare');
  const own = userInfo().uid === 0 ? ['--net'] : ['--net', '--map-root-user'];
  const script = [...own, 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
  const env = { ...process.env };
  if (unshare !== null && spawnSync(unshare, [...script, 'true']).status === 0) {
    return [
      unshare,
      [...script, ...program],
      { encoding: 'utf8', env: { ...env, TENKEN_OWN_NETWORK: 'yes' } },
    ];
  }
  const [first = '', ...rest] = program;
  return [first, rest, { encoding: 'utf8', env }];
}
