import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createPlainServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { KeptBook } from '../../agent/src/kept.ts';
import { NameBook } from '../../agent/src/network/name-book.ts';
import type { Lookup } from '../../agent/src/network/name-book.ts';
import { maxTargetsPerScan, TargetBook } from '../../agent/src/network/target-book.ts';
import { targetPlan } from '../../agent/src/network/target-plan.ts';
import { boundedScan } from '../../agent/src/scan-process/bounded-scan.ts';
import { collect } from '../../controls/src/evidence/collect.ts';
import { tlsTargets } from '../../controls/src/evidence/tls-targets/index.ts';
import type { TlsTargets } from '../../controls/src/evidence/tls-targets/schema.ts';
import { AgentSettings } from '../../shared/src/agent-settings.ts';
import type { HostTarget } from '../../shared/src/host-target.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { selfSigned } from '../tls/certificates.ts';
import type { KeyAndCertificate } from '../tls/certificates.ts';

let certificate: KeyAndCertificate;
beforeAll(async () => {
  certificate = await selfSigned('ec');
});

/** A folder of an agent whose administrator has written these lines. */
function folderWith(...lines: string[]): string {
  const folder = scratchFolder();
  if (lines.length > 0) {
    writeFileSync(join(folder, 'network-targets.txt'), `${lines.join('\n')}\n`, { mode: 0o600 });
  }
  return folder;
}

function bookOf(folder: string, tls: string[], lookup?: Lookup): TargetBook {
  const settings = AgentSettings.parse({ tlsTargets: tls });
  return new TargetBook(targetPlan(folder, settings), lookup && new NameBook({ lookup }));
}

async function listening(server: Server, address = '127.0.0.1', port = 0): Promise<number> {
  server.listen(port, address);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Counts who comes, and says nothing. */
function watched() {
  const came: string[] = [];
  const server = createPlainServer((socket) => {
    came.push(socket.remoteAddress ?? '');
    socket.on('error', () => {});
    socket.destroy();
  });
  return { server, came };
}

const answering =
  (...addresses: string[]): Lookup =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const special = {
  loopback: ['127.0.0.1', '127.8.9.10', '[::1]'],
  unspecified: ['0.0.0.0', '[::]'],
  private: ['10.1.2.3', '172.20.1.1', '192.168.0.1', '[fd12::1]'],
  'link-local': ['169.254.7.7', '[fe80::1]'],
  metadata: ['169.254.169.254', '[fd00:ec2::254]', '100.100.100.200', '168.63.129.16'],
  'carrier NAT': ['100.64.0.1'],
  multicast: ['224.0.0.251', '[ff02::1]'],
  'mapped, translated or tunnelled': [
    '[::ffff:7f00:1]',
    '[::ffff:a9fe:a9fe]',
    '[64:ff9b::a00:1]',
    '[64:ff9b:1::808:808]',
    '[2002:7f00:1::]',
    '[::7f00:1]',
  ],
};

describe.each(Object.entries(special))('the collector names an address that is %s', (_what, places) => {
  test.each(places)('%s is refused, with the line that would allow it', async (place) => {
    const folder = folderWith();
    const [target] = await bookOf(folder, [`${place}:443`]).targets();
    expect(target).toMatchObject({ address: null, refused: { reason: 'not-allowed' } });
    const { ja = '', en = '' } = target?.refused?.message ?? {};
    const [, line = ''] = /"(allow [^"]+)"/.exec(en) ?? [];
    for (const words of [ja, en]) {
      expect(words).toContain(line);
      expect(words).toContain(join(folder, 'network-targets.txt'));
    }
    const [allowed] = await bookOf(folderWith(line), [`${place}:443`]).targets();
    expect(allowed).toMatchObject({ origin: 'collector', refused: null });
  });
});

test('a network that is allowed holds its own addresses, in every dress, and no metadata service', async () => {
  const folder = folderWith('allow 10.1.2.0/24', 'allow 169.254.0.0/16');
  const named = [
    '10.1.2.9:443',
    '[::ffff:a01:209]:443',
    '10.1.3.9:443',
    '169.254.1.1:443',
    '169.254.169.254:80',
  ];
  const targets = await bookOf(folder, named).targets();
  expect(targets.map(({ refused }) => refused?.reason ?? 'allowed')).toEqual([
    'allowed',
    'allowed',
    'not-allowed',
    'allowed',
    'not-allowed',
  ]);
});

test('a name is refused when any of its addresses is', async () => {
  const name = ['app.example.jp:443'];
  const mixed = await bookOf(folderWith(), name, answering('192.0.2.1', '10.0.0.5')).targets();
  expect(mixed[0]?.refused).toMatchObject({ reason: 'not-allowed' });
  expect(mixed[0]?.refused?.message.en).toContain('app.example.jp = 10.0.0.5');
  const listed = await bookOf(folderWith('allow 10.0.0.5'), name, answering('10.0.0.5')).targets();
  expect(listed[0]).toMatchObject({ address: '10.0.0.5', refused: null });
  // The collector's word does not become the administrator's by naming what the list names under another port.
  const other = await bookOf(folderWith('10.0.0.5:443'), ['10.0.0.5:22'], answering()).targets();
  expect(other.map(({ refused }) => refused?.reason ?? 'measured')).toEqual(['measured', 'not-allowed']);
});

test('nothing that was refused is connected to', async () => {
  const { server, came } = watched();
  const port = await listening(server);
  const { evidence } = await boundedScan(new LocalHost(), {
    kinds: [tlsTargets],
    targets: targetPlan(folderWith(), AgentSettings.parse({ tlsTargets: [`127.0.0.1:${port}`] })),
  });
  expect(read(evidence[0]).targets).toMatchObject([
    { target: `127.0.0.1:${port}`, refused: { reason: 'not-allowed' }, seen: null, tls: null },
  ]);
  expect(came).toEqual([]);
});

test('a name that changes: one look-up a scan, and the address that was checked is the one that is connected to', async () => {
  const first = watched();
  const second = watched();
  const port = await listening(first.server, '127.0.0.2');
  await listening(second.server, '127.0.0.3', port);
  const answers = ['127.0.0.2', '127.0.0.3', '127.0.0.3'];
  let asked = 0;
  const lookup: Lookup = async () => {
    asked += 1;
    return [{ address: answers[asked - 1] ?? '127.0.0.3', family: 4 }];
  };
  // Allowed is the first answer only; the second would be refused, if anybody asked for it.
  const named = [`rebind.example.jp:${port}`, `rebind.example.jp:${port}/smtp`];
  const book = bookOf(folderWith('allow 127.0.0.2'), named, lookup);
  const { targets } = read(await collectFrom(book));
  expect(targets.map(({ address }) => address)).toEqual(['127.0.0.2', '127.0.0.2']);
  expect(first.came.length).toBeGreaterThan(1);
  expect(second.came).toEqual([]);
  expect(asked).toBe(1);
});

test('a redirect is not followed, and nothing of a page, a header or a banner is in the evidence', async () => {
  const { server: elsewhere, came } = watched();
  const away = await listening(elsewhere);
  const page = createHttpsServer(certificate, (_request, response) => {
    response.writeHead(302, {
      location: `https://127.0.0.1:${away}/secret-place`,
      'x-secret': 'secret-header',
      'set-cookie': 'secret-cookie=1',
    });
    response.end('secret-body '.repeat(1000));
  });
  const banner = createPlainServer((socket) => {
    socket.on('error', () => {});
    socket.end('220 secret-banner ESMTP\r\n');
  });
  const [web, mail] = [await listening(page), await listening(banner)];
  const collected = await collectFrom(
    bookOf(folderWith(`127.0.0.1:${web} name=ec.example.jp`, `127.0.0.1:${mail}`), []),
  );
  const { targets } = read(collected);
  expect(targets[0]).toMatchObject({ seen: 'tls', origin: 'host', serverName: 'ec.example.jp' });
  expect(targets[1]).toMatchObject({ seen: 'smtp-or-ftp', tls: null });
  expect(JSON.stringify(collected)).not.toContain('secret');
  expect(came).toEqual([]);
});

test.each([
  'file:///etc/passwd',
  'https://example.jp:443',
  'example.jp',
  'example.jp:0',
  'example.jp:65536',
  'example.jp:443/telnet',
  'example.jp:443/../x',
  'user@example.jp:443',
  'example.jp:443 name=x',
  'EXAMPLE.jp:443',
  '日本語.jp:443',
  '[fe80::1%eth0]:443',
  'a\nb:443',
  `${'a'.repeat(300)}:443`,
])('the settings of a collector cannot say %j', (one) => {
  expect(AgentSettings.safeParse({ tlsTargets: [one] }).success).toBe(false);
});

test('nor name numbers that a resolver takes for an address, nor more servers than a scan measures', async () => {
  const lookups: string[] = [];
  const lookup: Lookup = async (name) => {
    lookups.push(name);
    return [{ address: '127.0.0.1', family: 4 }];
  };
  for (const one of ['127.1:443', '2130706433:443', '0x7f000001:443']) {
    const [target] = await bookOf(folderWith(), [one], lookup).targets();
    expect(target).toMatchObject({ address: null, refused: { reason: 'not-understood' } });
  }
  expect(lookups).toEqual([]);
  const many = Array.from({ length: maxTargetsPerScan + 1 }, (_, index) => `192.0.2.${index}:443`);
  expect(AgentSettings.safeParse({ tlsTargets: many }).success).toBe(false);
});

test("the host's own list is bounded too, and what it leaves out is told", async () => {
  const lines = Array.from({ length: maxTargetsPerScan + 5 }, (_, index) => `127.0.0.1:${index + 1}`);
  const targets = await bookOf(folderWith(...lines), ['192.0.2.1:443']).targets();
  expect(targets).toHaveLength(maxTargetsPerScan + 1);
  expect(targets.at(-1)).toMatchObject({ refused: { reason: 'too-many' } });
});

test('a line that names no server is told, and the others are measured all the same', async () => {
  const folder = folderWith('127.0.0.1:1', 'file:///etc/passwd', 'allow everything', 'ssh 127.0.0.1:2');
  const targets = await bookOf(folder, []).targets();
  const told = targets.map(({ kind, target, refused }) => [kind, target, refused?.reason ?? 'measured']);
  expect(told).toEqual([
    ['tls', '127.0.0.1:1', 'measured'],
    ['ssh', '127.0.0.1:2', 'measured'],
    ['tls', 'line 2', 'not-understood'],
    ['tls', 'line 3', 'not-understood'],
  ]);
});

test.runIf(process.platform !== 'win32')('a list that others may write is not used at all', async () => {
  const folder = folderWith('allow 0.0.0.0/0');
  chmodSync(join(folder, 'network-targets.txt'), 0o666);
  const { body } = await collectFrom(bookOf(folder, ['127.0.0.1:443']));
  expect(body.result).toMatchObject({ status: 'failed', failure: { code: 'permission-denied' } });
});

test('servers are asked a few at a time', async () => {
  let open = 0;
  let most = 0;
  const ports: number[] = [];
  for (let index = 0; index < 5; index += 1) {
    const server = createHttpsServer(certificate, (_request, response) => response.end());
    server.on('connection', (socket) => {
      open += 1;
      most = Math.max(most, open);
      socket.on('close', () => (open -= 1));
    });
    ports.push(await listening(server));
  }
  const { targets } = read(
    await collectFrom(bookOf(folderWith(...ports.map((port) => `127.0.0.1:${port}`)), [])),
  );
  expect(targets.map(({ seen }) => seen)).toEqual(ports.map(() => 'tls'));
  // Two servers, one connection each; one of each may still be closing.
  expect(most).toBeLessThanOrEqual(4);
});

test('routine scans leave a server alone for hours; a person who asks does not wait', async () => {
  const { server, came } = watched();
  const folder = folderWith(`127.0.0.1:${await listening(server)}`);
  const scan = (isRoutine: boolean) =>
    boundedScan(new LocalHost(), {
      kinds: [tlsTargets],
      kept: new KeptBook(folder),
      isRoutine,
      targets: targetPlan(folder),
    });
  await scan(true);
  const first = came.length;
  expect(first).toBeGreaterThan(0);
  const { evidence } = await scan(true);
  expect(came).toHaveLength(first);
  expect(read(evidence[0]).targets).toMatchObject([{ seen: 'dropped' }]);
  await scan(false);
  expect(came.length).toBeGreaterThan(first);
});

test('a machine without an agent, and one that nobody gave a list, measure nothing', async () => {
  expect(read(await collect(tlsTargets, new LocalHost())).targets).toEqual([]);
});

function collectFrom(book: { targets: () => Promise<HostTarget[]> }) {
  const host = new LocalHost();
  host.measure(() => book.targets());
  return collect(tlsTargets, host);
}

function read(evidence: Awaited<ReturnType<typeof collect>> | undefined): TlsTargets {
  const result = evidence?.body.result;
  if (result?.status !== 'read') throw new Error(JSON.stringify(result));
  return tlsTargets.schema.parse(result.data);
}
