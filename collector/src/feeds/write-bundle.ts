import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { isAbsolute, join, normalize, sep } from 'node:path';
import { canonicalJson, TenkenError } from '@tenken/shared';
import * as z from 'zod';
import { BufferedFile } from '../zip/buffered-file.ts';
import { ZipArchive } from '../zip/zip-archive.ts';
import type { ZipContent } from '../zip/zip-archive.ts';
import { publicDer, signBytes } from './feed-key.ts';
import { checkParts, Description, feedLimits } from './manifest.ts';
import type { Manifest, Part } from './manifest.ts';

type Described = Description['parts'][number];

/**
 * Makes a bundle of what lies in a folder, by the description `feed.json` in it. It gets its name when all of it is on
 * disk.
 *
 * @throws {TenkenError} `feed-invalid`, `feed-unwritable`
 */
export async function writeBundle(
  folder: string,
  target: string,
  key: KeyObject,
  now: () => Date,
): Promise<Manifest> {
  const { parts } = descriptionIn(folder);
  checkParts(parts, now().getTime(), now().getTime());
  if (existsSync(target)) {
    throw new TenkenError('feed-unwritable', `${target} is there already. Name a new file.`);
  }
  const partial = `${target}.partial`;
  const spilled = `${target}.directory`;
  const closing: BufferedFile[] = [];
  try {
    const [file, directory] = await onDisk(target, async () => {
      for (const path of [partial, spilled]) await rm(path, { force: true });
      for (const path of [partial, spilled]) closing.push(await BufferedFile.create(path));
      return closing as [BufferedFile, BufferedFile];
    });
    const archive = new ZipArchive(directory);
    const put = async (name: string, content: ZipContent): Promise<Pick<Part, 'bytes' | 'sha256'>> => {
      const hash = createHash('sha256');
      const pieces = archive.add({ name, content, level: 6, onBytes: (bytes) => hash.update(bytes) });
      for (;;) {
        const { value, done } = await pieces.next();
        if (done) return { bytes: value.unpacked, sha256: hash.digest('hex') };
        await onDisk(target, () => file.write(value));
      }
    };
    const written: Part[] = [];
    for (const part of parts) {
      const { files, ...described } = part;
      const path = `parts/${part.name}.${endingOf(part)}`;
      const content = await contentOf(folder, part, files);
      written.push({ ...described, path, ...(await put(path, content)) });
    }
    const manifest: Manifest = {
      format: 'tenken-feed',
      version: 1,
      createdAt: now().toISOString(),
      publicKey: publicDer(key),
      parts: written,
    };
    const bytes = Buffer.from(canonicalJson(manifest));
    await put('manifest.json', bytes);
    await put('manifest.sig', signBytes(key, bytes));
    await onDisk(target, async () => {
      for await (const piece of archive.finish()) await file.write(piece);
      await file.sync();
      await rename(partial, target);
    });
    return manifest;
  } finally {
    for (const file of closing) await file.close();
    for (const path of [partial, spilled]) await rm(path, { force: true });
  }
}

function descriptionIn(folder: string): Description {
  const path = join(folder, 'feed.json');
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new TenkenError(
      'feed-invalid',
      `${path} cannot be read: ${(cause as Error).message}. It describes the parts; \`tenken feed build --help\` shows how.`,
      { cause },
    );
  }
  const parsed = Description.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new TenkenError('feed-invalid', `${path} does not fit:\n${z.prettifyError(parsed.error)}`);
}

function endingOf({ format }: Described): string {
  return format === 'oval' ? 'xml' : format === 'table' ? 'json' : 'jsonl';
}

async function contentOf(folder: string, part: Described, files: readonly string[]): Promise<ZipContent> {
  const paths = await filesOf(folder, part, files);
  if (part.format === 'osv' || part.format === 'csaf') return linesOfDocuments(paths, part.name);
  const [path = '', ...others] = paths;
  if (others.length > 0) {
    throw new TenkenError('feed-invalid', `Part ${part.name} is one file, and ${paths.length} are named.`);
  }
  // In small pieces: what reads them waits for each.
  return createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
}

/** Files of this folder; of a folder in it, what ends in `.json`. */
async function filesOf(folder: string, part: Described, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const inside = normalize(name);
    if (isAbsolute(inside) || inside.split(sep).includes('..')) {
      throw new TenkenError('feed-invalid', `Part ${part.name}: ${name} lies outside of ${folder}.`);
    }
    const path = join(folder, inside);
    const kind = statSync(path, { throwIfNoEntry: false });
    if (!kind) throw new TenkenError('feed-invalid', `Part ${part.name}: there is no ${path}.`);
    if (!kind.isDirectory()) found.push(path);
    else {
      const listed = await readdir(path, { recursive: true });
      found.push(
        ...listed
          .filter((one) => one.endsWith('.json'))
          .toSorted()
          .map((one) => join(path, one)),
      );
    }
  }
  if (found.length > 0) return found;
  throw new TenkenError('feed-invalid', `Part ${part.name}: no file ends in .json.`);
}

/** One document a line, so that whoever reads it needs memory for one. */
async function* linesOfDocuments(paths: readonly string[], part: string): AsyncGenerator<Buffer> {
  for (const path of paths) {
    if (statSync(path).size > feedLimits.lineBytes) {
      throw new TenkenError('feed-too-large', `${path} has more than ${feedLimits.lineBytes} bytes.`);
    }
    const text = await readFile(path, 'utf8');
    try {
      yield Buffer.from(`${JSON.stringify(JSON.parse(text))}\n`);
    } catch (cause) {
      throw new TenkenError('feed-invalid', `Part ${part}: ${path} is no JSON.`, { cause });
    }
  }
}

async function onDisk<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof TenkenError) throw cause;
    throw new TenkenError('feed-unwritable', `${target} was not written: ${(cause as Error).message}.`, {
      cause,
    });
  }
}
