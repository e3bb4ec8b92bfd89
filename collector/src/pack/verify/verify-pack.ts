import { createHash } from 'node:crypto';
import type { X509Certificate } from 'node:crypto';
import { certificatesIn } from '../pack-signer.ts';
import { chainOf, checkDetachedSignature } from '../cms.ts';
import { packFingerprint } from '../fingerprint.ts';
import { layout } from '../layout.ts';
import { Manifest } from '../manifest.ts';
import { openPack } from './open-pack.ts';
import type { Fault, OpenedPack } from './open-pack.ts';
import { verifyStatements } from './verify-statements.ts';
import type { StatementFigures } from './verify-statements.ts';

export type { Fault } from './open-pack.ts';

export type PackVerdict = {
  ok: boolean;
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
  /** With or without spaces. */
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
  const fault = (where: string, code: Fault['code'], explanation: string) =>
    faults.push({ path: where, code, explanation });
  const readAll = async (name: string, limit: number): Promise<Buffer | null> => {
    try {
      const bytes = await pack.readAll(name, limit);
      if (bytes === null) fault(name, 'missing', 'パックにない');
      return bytes;
    } catch (error) {
      fault(name, 'unreadable', `読み出せない (${(error as Error).message})`);
      return null;
    }
  };

  const sums = await readAll(layout.sums, listLimit);
  const signature = await readAll(layout.signature, smallLimit);
  const inside = (await readAll(layout.authorities, smallLimit))?.toString('utf8') ?? '';
  const signed = sums && signature ? checkDetachedSignature(signature, sums) : null;
  let about: PackVerdict['signature'] = null;
  if (signed?.status === 'bad') fault(layout.signature, 'signature-bad', `署名が正しくない: ${signed.why}`);
  if (signed?.status === 'good') {
    const { certificate, signedAt } = signed;
    const chain = chainSafely(certificate, options.authorities ?? inside);
    if (chain === null) {
      const whose = options.authorities === undefined ? layout.authorities : '指定された認証局';
      fault(layout.signature, 'certificate-bad', `署名者の証明書が ${whose} まで辿れない`);
    } else {
      if (chain.some((link) => signedAt < link.validFromDate || signedAt > link.validToDate)) {
        fault(layout.signature, 'certificate-bad', '署名の日時が証明書の有効期間の外にある');
      }
      const top = chain.at(-1) ?? certificate;
      about = {
        signedAt: signedAt.toISOString(),
        signer: certificate.subject,
        certificateUntil: certificate.validToDate.toISOString(),
        authority: createHash('sha256').update(top.raw).digest('hex'),
      };
    }
  }

  const listed = sums ? parseSums(sums.toString('utf8')) : new Map<string, string>();
  if (listed === null) fault(layout.sums, 'altered', '行の形が正しくない');
  for (const name of listed?.keys() ?? []) {
    if (!pack.entries.has(name)) fault(name, 'missing', 'SHA256SUMSにあるが、パックにない');
  }
  const hashes = new Map<string, string>();
  const sizes = new Map<string, number>();
  for (const [name, entry] of pack.entries) {
    if (name === layout.sums || name === layout.signature) continue;
    const expected = listed?.get(name);
    if (expected === undefined) {
      fault(name, 'not-listed', 'SHA256SUMSにないファイルである');
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
      fault(name, 'unreadable', `読み出せない (${(error as Error).message})`);
      continue;
    }
    const found = hash.digest('hex');
    if (found !== expected) fault(name, 'altered', 'SHA-256がSHA256SUMSと一致しない');
    else hashes.set(name, found);
    sizes.set(name, bytes);
  }

  const manifest = parseManifest(await readAll(layout.manifest, listLimit));
  if (manifest === null) fault(layout.manifest, 'manifest-differs', 'この版で読める一覧ではない');
  else if (listed) {
    for (const { path: name, explanation } of manifestFaults(manifest, listed, sizes)) {
      fault(name, 'manifest-differs', explanation);
    }
  }
  const trusted = certificatesIn(options.authorities ?? inside);
  const statements = await verifyStatements(pack, hashes, trusted.join(''), fault);

  const fingerprint = sums ? packFingerprint(sums) : null;
  if (options.fingerprint !== undefined && bare(options.fingerprint) !== bare(fingerprint ?? '')) {
    fault('.', 'not-what-was-expected', '照合番号が、指定されたものと一致しない');
  }
  const { files: _files, format: _format, ...head } = manifest ?? { files: [], format: null };
  return {
    ok: faults.length === 0,
    faults,
    fingerprint,
    files: pack.entries.size,
    pack: manifest ? (head as Omit<Manifest, 'files' | 'format'>) : null,
    signature: about,
    statements,
  };
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
): Generator<{ path: string; explanation: string }> {
  const known = new Set([layout.manifest as string]);
  for (const { path, sha256, bytes } of manifest.files) {
    known.add(path);
    const found = sizes.get(path) ?? bytes;
    if (listed.get(path) !== sha256) yield { path, explanation: 'manifest.jsonとSHA256SUMSが異なる' };
    else if (found !== bytes) yield { path, explanation: 'manifest.jsonの大きさと異なる' };
  }
  for (const path of listed.keys()) {
    if (!known.has(path)) yield { path, explanation: 'SHA256SUMSにあるが、manifest.jsonにない' };
  }
}

function bare(fingerprint: string): string {
  return fingerprint.replaceAll(/[^0-9a-fA-F]/g, '').toLowerCase();
}
