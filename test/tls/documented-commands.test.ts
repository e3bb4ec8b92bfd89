import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { readTargetList } from '../../agent/src/network/target-list.ts';
import { runTenken } from '../e2e/tenken.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { configurations } from '../ssh/configurations.ts';
import { startServer, whyNot } from '../ssh/servers.ts';
import type { Server } from '../ssh/servers.ts';
import { selfSigned } from './certificates.ts';
import type { KeyAndCertificate } from './certificates.ts';

const root = join(import.meta.dirname, '..', '..');
const readme = (path: string) => readFileSync(join(root, path), 'utf8');

let rsa: KeyAndCertificate;
beforeAll(async () => {
  rsa = await selfSigned('rsa');
});

/** Every command line of a text that measures servers, without what a shell does with it. */
function commandsOf(text: string, name: 'tls' | 'ssh'): string[][] {
  return [...text.matchAll(/^ *(?:npx )?tenken (tls|ssh) +(.+)$/gm)]
    .filter(([, command]) => command === name)
    .map(([, , line = '']) =>
      line
        .replace(/ +#.*$/, '')
        .replace(/ +> \S+$/, '')
        .split(/ +/),
    );
}

/** The same line for a server and for files of this test; a port of STARTTLS is a TLS port here. */
function atHome(words: readonly string[], server: string, verified: string): string[] {
  const folder = scratchFolder();
  const list = join(folder, 'servers.txt');
  writeFileSync(list, `${server}   # for people\n`);
  const record = join(folder, 'rows.csv');
  writeFileSync(record, `判定基準,行,結果,確認者,確認日,頁\n${verified},一致,山田,2026-11-20,4\n`);
  const starttls = words.indexOf('--starttls');
  return words
    .filter((_, index) => starttls === -1 || (index !== starttls && index !== starttls + 1))
    .map((word, index, all) => {
      if (all[index - 1] === '--file') return list;
      if (all[index - 1] === '--verified') return record;
      const isTarget =
        !word.startsWith('-') && /^(?:[\w-]+\.)+[\w:]+$/.test(word) && all[index - 1] !== '--name';
      return isTarget && !/^mozilla|^ipa/.test(word) ? server : word;
    });
}

const places = ['README.md', 'agent/README.md', '--help'];

async function textAt(place: string, name: 'tls' | 'ssh'): Promise<string> {
  return place === '--help' ? (await runTenken([name, '--help'])).stdout : readme(place);
}

async function expectMeasured(name: 'tls' | 'ssh', words: string[], server: string): Promise<void> {
  const { stdout, stderr, exitCode } = await runTenken([
    name,
    ...words.filter((word) => word !== '--json'),
    '--json',
  ]);
  expect(stderr, words.join(' ')).not.toMatch(/error|usage/i);
  const documents = [JSON.parse(stdout)].flat() as {
    target: string;
    seen: string;
    levels: { outcome: string }[];
  }[];
  expect(documents.length).toBeGreaterThan(0);
  for (const document of documents) {
    expect(document).toMatchObject({ target: server, seen: name });
    expect(document.levels.length).toBeGreaterThan(0);
  }
  expect([0, 1, 2]).toContain(exitCode);
}

test.each(places)('the commands for TLS in %s measure a server', async (place) => {
  const server = createServer({ ...rsa, minVersion: 'TLSv1.3' }, (socket) => socket.on('error', () => {}));
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lines = commandsOf(await textAt(place, 'tls'), 'tls');
  expect(lines.length).toBeGreaterThan(0);
  await Promise.all(
    lines.map((words) =>
      expectMeasured('tls', atHome(words, target, 'ipa-tls-3.1.1,recommended-dhe'), target),
    ),
  );
});

test.each(places)('the commands for SSH in %s measure a server', async (place) => {
  const reason = whyNot('sshd');
  if (reason !== null) {
    console.warn(`documented commands for SSH are not run: ${reason}`);
    return;
  }
  const port = await startServer(scratchFolder(), configurations['OpenSSH hardened'] as Server);
  const target = `127.0.0.1:${port}`;
  const lines = commandsOf(await textAt(place, 'ssh'), 'ssh');
  expect(lines.length).toBeGreaterThan(0);
  for (const words of lines) {
    await expectMeasured('ssh', atHome(words, target, 'cryptrec,ciphers'), target);
  }
});

test('the list of servers in agent/README.md is understood, every line', () => {
  const [, lines = ''] = /```\n([^`]*allow[^`]*)```/.exec(readme('agent/README.md')) ?? [];
  const file = join(scratchFolder(), 'network-targets.txt');
  writeFileSync(file, lines, { mode: 0o600 });
  const { targets, allowed, faults } = readTargetList(file);
  expect(faults).toEqual([]);
  expect(targets.map(({ kind, host, port }) => `${kind} ${host}:${port}`)).toEqual([
    'tls www.example.jp:8443',
    'tls 192.0.2.10:25',
    'ssh 192.0.2.20:22',
    'ssh router.example.jp:2222',
  ]);
  expect(allowed).toHaveLength(1);
});
