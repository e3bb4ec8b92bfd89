import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, onTestFinished, test } from 'vitest';
import type { SshDocument } from '../../collector/src/cli/documents.ts';
import { runTenken } from '../e2e/tenken.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { configurations } from './configurations.ts';
import { startServer, whyNot } from './servers.ts';

const reason = whyNot('sshd');
if (reason !== null) console.warn(`skipped in part: ${reason}`);

async function start(name: string): Promise<string> {
  const server = configurations[name];
  if (!server) throw new Error(`no configuration ${name}`);
  return `127.0.0.1:${await startServer(scratchFolder(), server)}`;
}

/** A port that nobody listens on. */
const closed = '127.0.0.1:1';

function fitsSchema(document: unknown): void {
  const path = join(import.meta.dirname, '..', '..', 'shared', 'docs', 'schemas', 'ssh.schema.json');
  const schema = JSON.parse(readFileSync(path, 'utf8')) as object;
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
}

test.skipIf(reason !== null)('one target gives one document, which fits its schema', async () => {
  const target = await start('OpenSSH hardened');
  const { exitCode, stdout, stderr } = await runTenken(['ssh', target, '--json']);
  const document = JSON.parse(stdout) as SshDocument;
  fitsSchema(document);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(document).toMatchObject({ target, address: '127.0.0.1', seen: 'ssh', protocol: '2.0', groups: [] });
  expect(document.hostKeys.map(({ type, bits }) => [type, bits])).toEqual([
    ['ssh-rsa', 4096],
    ['ssh-ed25519', 256],
  ]);
  expect(document.connections).toBe(2);
  expect(document.levels).toMatchObject([{ profile: 'cryptrec', outcome: 'met', byUnverifiedRows: true }]);
});

test.skipIf(reason !== null)(
  'a server with old algorithms fails by their names, and by a policy',
  async () => {
    const target = await start('OpenSSH with every old algorithm');
    const { exitCode, stdout } = await runTenken(['ssh', target, '--json']);
    expect(exitCode).toBe(1);
    const { judgement } = JSON.parse(stdout) as SshDocument;
    const failing = judgement.filter(({ outcome }) => outcome === 'fail');
    expect(failing.map(({ requirement }) => requirement)).toEqual([
      'key-exchanges',
      'host-key-algorithms',
      'ciphers',
      'macs',
    ]);
    expect(failing.map(({ observed }) => observed).join()).toMatch(
      /group1-sha1.*ssh-rsa.*3des-cbc.*hmac-md5/,
    );
    expect((await runTenken(['ssh', target, '--profile', 'hardened'])).exitCode).toBe(1);
  },
);

test.skipIf(reason !== null)(
  'a table is for people: without colours where they are not wanted, in their language',
  async () => {
    const target = await start('OpenSSH hardened');
    const { exitCode, stdout } = await runTenken(['--lang', 'ja', 'ssh', target], { NO_COLOR: '1' });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('鍵交換');
    expect(stdout).toContain('〇  curve25519-sha256');
    expect(stdout).toContain('満たす（原文未照合の行による）');
    expect(stdout).not.toContain('\u001b');
  },
);

test.skipIf(reason !== null)(
  'several targets give a list in their order, and what was not measured is no pass',
  async () => {
    const target = await start('OpenSSH with an Ed25519 key only');
    const { exitCode, stdout } = await runTenken(['ssh', closed, target, '--json']);
    const documents = JSON.parse(stdout) as SshDocument[];
    fitsSchema(documents);
    expect(documents.map(({ seen }) => seen)).toEqual(['refused-connection', 'ssh']);
    expect(exitCode).toBe(2);
  },
);

test.skipIf(reason !== null)(
  'a server as Debian 12 delivers it is as the policy of that name says',
  async ({ skip }) => {
    const target = await start('OpenSSH as delivered');
    const { exitCode, stdout } = await runTenken([
      'ssh',
      target,
      '--profile',
      'openssh-9.2-debian-12',
      '--json',
    ]);
    const { software, levels } = JSON.parse(stdout) as SshDocument;
    skip(software !== 'OpenSSH_9.2p1', `${software} is installed, not OpenSSH_9.2p1`);
    expect({ exitCode, levels }).toMatchObject({ exitCode: 0, levels: [{ outcome: 'met' }] });
  },
);

test('a server that turns everybody away is told as such', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('Not allowed at this time\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { exitCode, stdout } = await runTenken(['--lang', 'en', 'ssh', target]);
  expect(exitCode).toBe(2);
  expect(stdout).toContain('takes no connection from here for now');
});
