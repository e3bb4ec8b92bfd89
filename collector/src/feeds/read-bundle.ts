import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { TenkenError, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import * as z from 'zod';
import { ToldError } from '../told-error.ts';
import { isSignedBy, publicKeyOf, signatureBytes } from './feed-key.ts';
import { checkParts, feedLimits, Manifest } from './manifest.ts';
import type { Part } from './manifest.ts';

export type Bundle = {
  manifest: Manifest;
  signer: string;
  /** The bytes of a part. @throws {TenkenError} `feed-unreadable` where they are not those that were signed */
  read: (part: Part) => AsyncGenerator<Buffer>;
  close: () => void;
};

/** Says whether a key may sign what is taken in here; `null` for one that may not. */
export type Trust = (fingerprint: string) => boolean;

/**
 * Opens a bundle whose signature is good and whose every byte is as it was signed. Parts are read as streams.
 *
 * @throws {TenkenError} `feed-unreadable`, `feed-untrusted`, `feed-too-large`, `feed-invalid`, `feed-key-unusable`
 */
export async function openBundle(path: string, trusts: Trust, now: number): Promise<Bundle> {
  const zip = await openZip(path);
  try {
    const entries = await entriesOf(zip);
    const manifestBytes = await whole(zip, entries, 'manifest.json', feedLimits.manifestBytes);
    if (manifestBytes === null) throw unreadable(path, 'it holds no manifest.json');
    const named = Signer.safeParse(parsed(path, manifestBytes));
    if (!named.success) throw unreadable(path, 'its manifest is not that of a bundle');
    const { key, fingerprint } = publicKeyOf(named.data.publicKey);
    const signature = await whole(zip, entries, 'manifest.sig', signatureBytes);
    refuseUntrusted(path, { key, fingerprint, signature, manifestBytes }, trusts);
    // Only now, so that of what nobody vouches for nothing is told but that.
    const manifest = Manifest.safeParse(parsed(path, manifestBytes));
    if (!manifest.success) {
      throw new TenkenError(
        'feed-invalid',
        `The manifest of ${path} does not fit this version:\n${z.prettifyError(manifest.error)}`,
      );
    }
    checkParts(manifest.data.parts, Date.parse(manifest.data.createdAt), now);
    checkSizes(path, manifest.data, entries);
    const bundle: Bundle = {
      manifest: manifest.data,
      signer: fingerprint,
      read: (part) => partOf(path, zip, entries, part),
      close: () => zip.close(),
    };
    // All of it, before anything of it is looked at: what a damaged file says is no matter of its format.
    for (const part of manifest.data.parts) for await (const chunk of bundle.read(part)) void chunk;
    return bundle;
  } catch (error) {
    zip.close();
    throw error;
  }
}

const Signer = z.looseObject({ format: z.literal('tenken-feed'), publicKey: z.string().max(1000) });

function refuseUntrusted(
  path: string,
  signed: { key: KeyObject; fingerprint: string; signature: Buffer | null; manifestBytes: Buffer },
  trusts: Trust,
): void {
  const { key, fingerprint, signature, manifestBytes } = signed;
  if (signature === null || signature.length === 0) {
    throw ToldError.of('feed-untrusted', text(`${path} は署名されていない。`, `${path} is not signed.`));
  }
  if (!isSignedBy(key, manifestBytes, signature)) {
    throw ToldError.of(
      'feed-untrusted',
      text(
        `${path} の署名が中身と合わない。署名された後に変更されている。`,
        `The signature of ${path} does not fit what it holds: it was changed after it was signed.`,
      ),
    );
  }
  if (!trusts(fingerprint)) {
    throw ToldError.of(
      'feed-untrusted',
      text(
        `${path} に署名した鍵（指紋 ${fingerprint}）は、ここでは信用されていない。作成者から別の方法で知らされた指紋と比べ、同じなら \`tenken feed trust KEY.pem\` で鍵を登録する。`,
        `${path} is signed by a key that is not trusted here, with the fingerprint ${fingerprint}. Compare it with what whoever made the bundle tells you by another way; then trust the key with \`tenken feed trust KEY.pem\`.`,
      ),
    );
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    const { size } = statSync(path);
    if (size > feedLimits.bundleBytes) {
      throw ToldError.of(
        'feed-too-large',
        text(
          `${path} は${size}バイトある。取り込めるのは${feedLimits.bundleBytes}バイトまで。`,
          `${path} has ${size} bytes; up to ${feedLimits.bundleBytes} are taken in.`,
        ),
      );
    }
    return await openPromise(path, { autoClose: false, lazyEntries: true });
  } catch (cause) {
    if (cause instanceof TenkenError) throw cause;
    // Of a file that cannot be opened the system tells why; of one that is no archive only its reader's own words come.
    const isOfSystem = (cause as NodeJS.ErrnoException).code !== undefined;
    throw unreadable(path, isOfSystem ? (cause as Error).message : noArchive, cause);
  }
}

const noArchive = text('ZIP形式のファイルでないか、途中で切れている', 'it is no ZIP file, or not whole');

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    if (zip.entryCount > feedLimits.parts + 2) throw new RangeError(`${zip.entryCount} entries`);
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw new RangeError(`${entry.fileName} is in it twice`);
      entries.set(entry.fileName, entry);
    }
    return entries;
  } catch (cause) {
    throw unreadable('The bundle', (cause as Error).message, cause);
  }
}

/** The directory says how long each is, the manifest says it too, and what is read is counted. */
function checkSizes(path: string, { parts }: Manifest, entries: ReadonlyMap<string, Entry>): void {
  const expected = new Set(['manifest.json', 'manifest.sig', ...parts.map((part) => part.path)]);
  for (const name of entries.keys()) {
    if (!expected.has(name)) throw unreadable(path, `it holds ${name}, which its manifest does not name`);
  }
  for (const part of parts) {
    const limit = part.kind === 'advisories' ? feedLimits.partBytes : feedLimits.tableBytes;
    if (part.bytes > limit) {
      throw new TenkenError(
        'feed-too-large',
        `Part ${part.name} has ${part.bytes} bytes; up to ${limit} are taken in.`,
      );
    }
    const entry = entries.get(part.path);
    if (!entry) throw unreadable(path, `part ${part.name} is missing`);
    if (entry.uncompressedSize !== part.bytes) throw unreadable(path, `part ${part.name} is not whole`);
  }
}

async function whole(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  name: string,
  limit: number,
): Promise<Buffer | null> {
  const entry = entries.get(name);
  if (!entry) return null;
  if (entry.uncompressedSize > limit) {
    throw new TenkenError(
      'feed-too-large',
      `${name} has ${entry.uncompressedSize} bytes; it may have ${limit}.`,
    );
  }
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  } catch (cause) {
    throw unreadable(name, (cause as Error).message, cause);
  }
  return Buffer.concat(chunks);
}

async function* partOf(
  path: string,
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  part: Part,
): AsyncGenerator<Buffer> {
  const entry = entries.get(part.path);
  if (!entry) throw unreadable(path, `part ${part.name} is missing`);
  const hash = createHash('sha256');
  const stream = await zip.openReadStreamPromise(entry).catch((cause: unknown) => {
    throw unreadable(path, `part ${part.name}: ${(cause as Error).message}`, cause);
  });
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  for (;;) {
    // Only what reading throws is damage; what whoever reads us throws is theirs.
    const next = await chunks.next().catch((cause: unknown) => {
      throw unreadable(path, `part ${part.name}: ${(cause as Error).message}`, cause);
    });
    if (next.done) break;
    hash.update(next.value);
    yield next.value;
  }
  if (hash.digest('hex') !== part.sha256) {
    throw unreadable(path, `part ${part.name} is not what was signed: its bytes were changed`);
  }
}

function parsed(path: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw unreadable(path, 'its manifest is no JSON', cause);
  }
}

function unreadable(path: string, reason: string | Text, cause?: unknown): TenkenError {
  const why = typeof reason === 'string' ? text(reason, reason) : reason;
  const said = ToldError.of(
    'feed-unreadable',
    text(
      `${path} を参照データの束として読めない（${why.ja}）。`,
      `${path} cannot be read as a bundle of reference data: ${why.en}.`,
    ),
  );
  said.cause = cause;
  return said;
}
