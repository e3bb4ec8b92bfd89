import { execFileSync } from 'node:child_process';
import { getDiffieHellman } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selfSigned } from '../../certificates.ts';
import { certificateKinds } from '../row.ts';

/** Groups of RFC 2409 and RFC 3526 with safe primes: GnuTLS takes no others. */
const dhGroups = { dh1024: 'modp2', dh2048: 'modp14' } as const;

/** Throw-away keys for all servers of one run. Needs the program `openssl` for PKCS #12. */
export async function makeKeys(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const kind of certificateKinds) {
    const { key, cert } = await selfSigned(kind);
    const [keyFile, certificateFile] = [join(folder, `${kind}.key`), join(folder, `${kind}.crt`)];
    writeFileSync(keyFile, key);
    writeFileSync(certificateFile, cert);
    const files = ['-inkey', keyFile, '-in', certificateFile, '-out', join(folder, `${kind}.p12`)];
    openssl('pkcs12', '-export', ...files, '-name', kind, '-passout', 'pass:compare');
  }
  for (const [name, group] of Object.entries(dhGroups)) {
    writeFileSync(join(folder, `${name}.pem`), dhPem(group));
  }
}

/** `DHParameter` of PKCS #3: a sequence of the prime and the generator. */
function dhPem(group: string): string {
  const given = getDiffieHellman(group);
  const body = Buffer.concat([integer(given.getPrime()), integer(given.getGenerator())]);
  const base64 = derItem(0x30, body).toString('base64');
  return `-----BEGIN DH PARAMETERS-----\n${base64.match(/.{1,64}/g)?.join('\n')}\n-----END DH PARAMETERS-----\n`;
}

function integer(value: Buffer): Buffer {
  return derItem(2, (value[0] ?? 0) > 127 ? Buffer.concat([Buffer.alloc(1), value]) : value);
}

function derItem(tag: number, body: Buffer): Buffer {
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'ignore'] });
}
