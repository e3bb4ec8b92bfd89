import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { examineSsh } from '../../controls/src/evidence/ssh/examine.ts';
import type { SshFacts } from '../../controls/src/evidence/ssh/facts.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { configurations } from './configurations.ts';
import { startServer, whyNot } from './servers.ts';

/** What ssh-audit 2.5 tells of a server, as far as it is compared. */
type Audit = {
  banner: { raw: string };
  kex: { algorithm: string; keysize?: number }[];
  key: { algorithm: string; keysize?: number }[];
  enc: string[];
  mac: string[];
  compression: string[];
  fingerprints: { hash: string; hash_alg: string; hostkey: string }[];
};

/** It exits with 2 and 3 where it warns. */
function audit(port: number): Promise<Audit> {
  return new Promise((resolve, reject) => {
    execFile('ssh-audit', ['-j', '-p', String(port), '127.0.0.1'], (error, stdout) => {
      try {
        resolve(JSON.parse(stdout) as Audit);
      } catch {
        reject(error ?? new Error(stdout));
      }
    });
  });
}

/** Bits of the key that an algorithm signs with, where its name does not tell them. */
function keySizes({ hostKeys }: SshFacts): Map<string, number> {
  const rsa = hostKeys.find(({ type }) => type === 'ssh-rsa');
  return new Map(
    ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'].flatMap((name) => (rsa ? [[name, rsa.bits] as const] : [])),
  );
}

test.for(Object.entries(configurations))('%s: the same as ssh-audit tells', async ([, server], { skip }) => {
  const reason = whyNot(server.program, 'ssh-audit');
  if (reason !== null) console.warn(`not compared with ssh-audit: ${reason}`);
  skip(reason !== null, reason ?? '');
  const port = await startServer(scratchFolder(), server);
  const theirs = await audit(port);
  const { seen, ssh, connections } = await examineSsh(new LocalHost(), { address: '127.0.0.1', port });
  expect(seen).toBe('ssh');
  expect(connections).toBeLessThanOrEqual(4);
  if (!ssh?.lists) throw new Error('no lists');
  const { lists } = ssh;

  expect(ssh.identification).toBe(theirs.banner.raw);
  const names = theirs.kex.map(({ algorithm }) => algorithm);
  expect(lists.keyExchanges).toEqual(names.filter((name) => !lists.signals.includes(name)));
  expect(lists.signals).toEqual(names.filter((name) => lists.signals.includes(name)));
  expect(lists.hostKeyAlgorithms).toEqual(theirs.key.map(({ algorithm }) => algorithm));
  for (const way of ['toServer', 'toClient'] as const) {
    expect(lists.ciphers[way]).toEqual(theirs.enc);
    expect(lists.macs[way]).toEqual(theirs.mac);
    expect(lists.compression[way]).toEqual(theirs.compression);
  }

  const sizes = keySizes(ssh);
  for (const { algorithm, keysize } of theirs.key) {
    if (keysize !== undefined) expect([algorithm, sizes.get(algorithm)]).toEqual([algorithm, keysize]);
  }
  const ours = new Map(ssh.hostKeys.map(({ type, sha256 }) => [type, sha256]));
  for (const { hash, hostkey } of theirs.fingerprints.filter((one) => one.hash_alg === 'SHA256')) {
    expect([hostkey, ours.get(hostkey)]).toEqual([hostkey, hash]);
  }
  const bits = ssh.groups.flatMap((group) => group.bits ?? []);
  for (const { algorithm, keysize } of theirs.kex) {
    if (keysize !== undefined) expect([algorithm, Math.min(...bits)]).toEqual([algorithm, keysize]);
  }
  expect(ssh.hostKeysUnread).toEqual([]);
});
