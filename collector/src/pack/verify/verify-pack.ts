import { createHash } from 'node:crypto';
import type { X509Certificate } from 'node:crypto';
import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { certificatesIn } from '../../ca/certificates-in.ts';
import { chainOf, checkDetachedSignature } from '../cms.ts';
import type { BadSignature } from '../cms.ts';
import { packFingerprint } from '../fingerprint.ts';
import { layout } from '../layout.ts';
import { Manifest } from '../manifest.ts';
import { openPack } from './open-pack.ts';
import type { OpenedPack } from './open-pack.ts';
import { conclusionOf } from './fault.ts';
import type { Conclusion, Fault, Tell } from './fault.ts';
import { verifyStatements } from './verify-statements.ts';
import type { StatementFigures } from './verify-statements.ts';

export type PackVerdict = {
  /** Nothing is wrong at all. */
  ok: boolean;
  conclusion: Conclusion;
  faults: Fault[];
  /** SHA-256 of SHA256SUMS in groups of four; null where there is none. */
  fingerprint: string | null;
  files: number;
  pack: Omit<Manifest, 'files' | 'format'> | null;
  signature: {
    /** What the signer says. */
    signedAt: string;
    signer: string;
    /** Until when the signer's certificate holds. */
    certificateUntil: string;
    /** SHA-256 of the DER of the authority at the top; to be compared with what is known from elsewhere. */
    authority: string;
  } | null;
  statements: StatementFigures;
};

export type VerifyOptions = {
  /** PEM of authorities that are trusted; without it those in the pack are taken, which its maker chose. */
  authorities?: string;
  /** Of the pack, or of the authority at the top; with or without spaces. */
  fingerprint?: string;
};

const listLimit = 512 * 1024 * 1024;
const smallLimit = 1024 * 1024;

/**
 * Checks a pack without database and network: that every byte of the archive is as it was written, every file as the
 * sums say, the manifest as the sums, the signature over them and its certificate's way to an authority; that every
 * statement was signed with the key of a certificate of that authority; and that every piece of evidence a finding
 * rests on stands in the statement that it names.
 *
 * @throws {TenkenError} `pack-unreadable` when the file is not there or no zip archive
 */
export async function verifyPack(path: string, options: VerifyOptions = {}): Promise<PackVerdict> {
  const pack = await openPack(path);
  try {
    return await check(pack, options);
  } finally {
    pack.close();
  }
}

async function check(pack: OpenedPack, options: VerifyOptions): Promise<PackVerdict> {
  const faults = [...pack.faults];
  const tell: Tell = (path, code, explanation) => faults.push({ path, code, explanation });
  const readAll = async (name: string, limit: number): Promise<Buffer | null> => {
    try {
      const bytes = await pack.readAll(name, limit);
      if (bytes === null) tell(name, 'missing', text('パックにない', 'it should be in the pack and is not'));
      return bytes;
    } catch (error) {
      tell(name, 'unreadable', unreadable(error));
      return null;
    }
  };

  const sums = await readAll(layout.sums, listLimit);
  const signature = await readAll(layout.signature, smallLimit);
  const inside = (await readAll(layout.authorities, smallLimit))?.toString('utf8') ?? '';
  const about = sums && signature ? signatureOf(signature, sums, inside, options.authorities, tell) : null;

  const listed = sums ? parseSums(sums.toString('utf8')) : new Map<string, string>();
  if (listed === null) {
    tell(layout.sums, 'altered', text('行の形が正しくない', 'its lines are not as sha256sum writes them'));
  }
  for (const name of listed?.keys() ?? []) {
    if (!pack.entries.has(name)) {
      tell(
        name,
        'missing',
        text('SHA256SUMSにあるが、パックにない', 'it is in SHA256SUMS and not in the pack'),
      );
    }
  }
  const { hashes, sizes } = await hashed(pack, listed, tell);

  const manifest = parseManifest(await readAll(layout.manifest, listLimit));
  if (manifest === null) {
    tell(
      layout.manifest,
      'manifest-differs',
      text('この版で読める一覧ではない', 'it is no manifest that this version can read'),
    );
  } else if (listed) {
    for (const { path: name, explanation } of manifestFaults(manifest, listed, sizes)) {
      tell(name, 'manifest-differs', explanation);
    }
  }
  // The pack's own are named by whoever signed it; whether that one is trusted has been told above.
  const authorities = certificatesIn(`${options.authorities ?? ''}${inside}`).join('');
  const statements = await verifyStatements(pack, hashes, authorities, tell);

  const fingerprint = sums ? packFingerprint(sums) : null;
  if (options.fingerprint !== undefined) {
    const known = [fingerprint ?? '', about?.authority ?? ''].map(bare).filter((one) => one !== '');
    if (!known.includes(bare(options.fingerprint))) {
      tell(
        '.',
        'not-what-was-expected',
        text(
          '照合番号が、指定されたものと一致しない。別のパックであるか、別の鍵で署名されている',
          'neither its fingerprint nor that of its authority is the one given: it is another pack, or signed by another key',
        ),
      );
    }
  }
  const { files: _files, format: _format, ...head } = manifest ?? { files: [], format: null };
  const conclusion = conclusionOf(faults);
  return {
    ok: conclusion === 'intact',
    conclusion,
    faults,
    fingerprint,
    files: pack.entries.size,
    pack: manifest ? (head as Omit<Manifest, 'files' | 'format'>) : null,
    signature: about,
    statements,
  };
}

function signatureOf(
  signature: Buffer,
  sums: Buffer,
  inside: string,
  trusted: string | undefined,
  tell: Tell,
): PackVerdict['signature'] {
  const signed = checkDetachedSignature(signature, sums);
  if (signed.status === 'bad') {
    tell(layout.signature, 'signature-bad', badSignatures[signed.why]);
    if (signed.why === 'other-content') {
      tell(
        layout.sums,
        'altered',
        text('署名が付いた内容ではない', 'it is not what the signature covers, unless that was altered'),
      );
    }
    return null;
  }
  const { certificate, signedAt } = signed;
  const expected = trusted === undefined ? null : chainSafely(certificate, trusted);
  const chain = expected ?? chainSafely(certificate, inside);
  if (chain === null) {
    tell(
      layout.signature,
      'certificate-bad',
      text(
        `署名者の証明書が ${trusted === undefined ? layout.authorities : '指定された認証局'} まで辿れない`,
        `the signer's certificate does not lead to ${trusted === undefined ? layout.authorities : 'the authority given'}`,
      ),
    );
    return null;
  }
  if (trusted !== undefined && expected === null) {
    tell(
      layout.signature,
      'signer-not-expected',
      text(
        '署名は正しいが、指定された認証局の下の鍵によるものではない',
        'the signature is good, but by a key of another authority than the one given',
      ),
    );
  }
  if (chain.some((link) => signedAt < link.validFromDate || signedAt > link.validToDate)) {
    tell(
      layout.signature,
      'certificate-bad',
      text(
        '署名の日時が証明書の有効期間の外にある',
        'it says that it was signed at a time at which its certificates did not hold',
      ),
    );
  }
  return {
    signedAt: signedAt.toISOString(),
    signer: certificate.subject,
    certificateUntil: certificate.validToDate.toISOString(),
    authority: createHash('sha256')
      .update((chain.at(-1) ?? certificate).raw)
      .digest('hex'),
  };
}

const badSignatures: Record<BadSignature, Text> = {
  unreadable: text(
    '署名が正しくない: この版で読めるCMSの署名ではない',
    'the signature is not good: it is no CMS signature that this version can read',
  ),
  'other-content': text(
    '署名が正しくない: SHA256SUMSとは別の内容への署名である',
    'the signature is not good: it covers another content than SHA256SUMS',
  ),
  spelling: text(
    '署名が正しくない: 書かれたときの形ではない',
    'the signature is not good: it is not spelled as it was written',
  ),
  'other-key': text(
    '署名が正しくない: 証明書の鍵によるものではないか、書き換えられた',
    "the signature is not good: it is not of the certificate's key, or was altered",
  ),
};

/** Every file against the sums. @returns what is unaltered, and the size of whatever could be read */
async function hashed(
  pack: OpenedPack,
  listed: ReadonlyMap<string, string> | null,
  tell: Tell,
): Promise<{ hashes: Map<string, string>; sizes: Map<string, number> }> {
  const hashes = new Map<string, string>();
  const sizes = new Map<string, number>();
  for (const [name, entry] of pack.entries) {
    if (name === layout.sums || name === layout.signature) continue;
    const expected = listed?.get(name);
    if (expected === undefined) {
      tell(name, 'not-listed', text('SHA256SUMSにないファイルである', 'it is not in SHA256SUMS'));
      continue;
    }
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const chunk of await pack.read(entry)) {
        hash.update(chunk as Buffer);
        bytes += (chunk as Buffer).length;
      }
    } catch (error) {
      tell(name, 'unreadable', unreadable(error));
      continue;
    }
    const found = hash.digest('hex');
    if (found === expected) hashes.set(name, found);
    else tell(name, 'altered', text('SHA-256がSHA256SUMSと一致しない', 'it is not as SHA256SUMS says'));
    sizes.set(name, bytes);
  }
  return { hashes, sizes };
}

function unreadable(error: unknown): Text {
  return text('読み出せない', `it cannot be read (${(error as Error).message})`);
}

function chainSafely(certificate: X509Certificate, authorities: string): X509Certificate[] | null {
  try {
    return chainOf(certificate, authorities);
  } catch {
    // Something among them is no certificate.
    return null;
  }
}

/** @returns null when a line is not as `sha256sum` writes it, or a name is there twice */
function parseSums(text: string): Map<string, string> | null {
  const sums = new Map<string, string>();
  const lines = text.split('\n');
  if (lines.pop() !== '') return null;
  for (const line of lines) {
    const match = /^([0-9a-f]{64}) {2}(.+)$/u.exec(line);
    const [, hash, name] = match ?? [];
    if (hash === undefined || name === undefined || sums.has(name)) return null;
    sums.set(name, hash);
  }
  return sums;
}

function parseManifest(bytes: Buffer | null): Manifest | null {
  try {
    return Manifest.parse(JSON.parse(bytes?.toString('utf8') ?? ''));
  } catch {
    return null;
  }
}

function* manifestFaults(
  manifest: Manifest,
  listed: ReadonlyMap<string, string>,
  sizes: ReadonlyMap<string, number>,
): Generator<{ path: string; explanation: Text }> {
  const known = new Set([layout.manifest as string]);
  for (const { path, sha256, bytes } of manifest.files) {
    known.add(path);
    const found = sizes.get(path) ?? bytes;
    if (listed.get(path) !== sha256) {
      yield {
        path,
        explanation: text('manifest.jsonとSHA256SUMSが異なる', 'manifest.json and SHA256SUMS differ'),
      };
    } else if (found !== bytes) {
      yield {
        path,
        explanation: text('manifest.jsonの大きさと異なる', 'its size is not that of manifest.json'),
      };
    }
  }
  for (const path of listed.keys()) {
    if (!known.has(path)) {
      yield {
        path,
        explanation: text(
          'SHA256SUMSにあるが、manifest.jsonにない',
          'it is in SHA256SUMS and not in manifest.json',
        ),
      };
    }
  }
}

function bare(fingerprint: string): string {
  return fingerprint.replaceAll(/[^0-9a-fA-F]/g, '').toLowerCase();
}
