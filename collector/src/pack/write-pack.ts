import type { AssessmentRecord, AssessmentSource } from '../assessments/record.ts';
import type { SortedOnDisk } from '../store/sql/sorted-on-disk.ts';
import { chunks } from './chunks.ts';
import { detachedSignature } from './cms.ts';
import { attachmentEntries } from './attachments.ts';
import { foldedName, whyNotAName } from './entry-name.ts';
import type { FindingListMaker } from './finding-lists.ts';
import { packFingerprint } from './fingerprint.ts';
import { evidenceEntries, families, itemEntries } from './items.ts';
import { layout, ownNames } from './layout.ts';
import { lenientJson } from './lenient-json.ts';
import { manifestText } from './manifest.ts';
import { assessmentResults } from './oscal/assessment-results.ts';
import type { PackEntry, WrittenFile } from './pack-entry.ts';
import type { PackSigner } from './pack-signer.ts';
import { mergedReplacements } from './report/glyphs.ts';
import type { ReplacedCharacter } from './report/glyphs.ts';
import { printedForms } from './report/printed-forms.ts';
import { readme } from './readme.ts';
import { writeWhole } from './scratch.ts';
import { statementEntries } from './statements.ts';
import { ZipWriter } from './zip-writer.ts';

export type PackProgress = {
  stage: 'documents' | 'items' | 'evidence' | 'statements' | 'attachments' | 'signature';
  /** Of the checklist, written so far, and all of them. */
  items: { done: number; total: number };
  findings: number;
  files: number;
  /** Of the archive so far. */
  bytes: number;
};

export type PackReceipt = {
  path: string;
  bytes: number;
  files: number;
  /** SHA-256 of SHA256SUMS in groups of four, to be printed and compared. */
  fingerprint: string;
  /** What the font of the PDFs could not show as it is: 〓 stands there, or the plain form of a variant. */
  replacedCharacters: ReplacedCharacter[];
};

export type PackOptions = {
  /** Forms and lists that others make: below folders that are not the pack's own (`ownNames`). */
  entries: readonly PackEntry[];
  /** Lists of findings that others make, below the same folders. */
  lists?: FindingListMaker;
  signer: PackSigner;
  /** A file that is not there yet. */
  destination: string;
  /** What the signature says of its time. */
  signedAt: Date;
  onProgress?: (progress: PackProgress) => void;
};

/**
 * Writes an assessment as one signed zip archive, from front to back and in memory that does not grow with the number
 * of findings. Same record and same entries, same bytes, but for the signature and the archive's own hash behind it.
 *
 * Everything that is unpacked is named in `manifest.json` and `SHA256SUMS`; the signature covers the sums. The file
 * appears under its name when it is whole and on disk, or not at all.
 *
 * @throws {TenkenError} `pack-unwritable`, and what the source throws
 * @throws {RangeError} for a name among `entries` that not every system can unpack
 */
export async function writePack(
  record: AssessmentRecord,
  source: AssessmentSource,
  options: PackOptions,
): Promise<PackReceipt> {
  const names = new EntryNames();
  for (const entry of options.entries) names.check(entry);
  return writeWhole(options.destination, async ({ archive, directory, index, openPart }) => {
    const zip = new ZipWriter(archive, directory);
    const progress: PackProgress = {
      stage: 'documents',
      items: { done: 0, total: record.items.length },
      findings: 0,
      files: 0,
      bytes: 0,
    };
    const tell = () => options.onProgress?.({ ...progress, items: { ...progress.items }, bytes: zip.bytes });
    const write = async (entry: PackEntry): Promise<WrittenFile> => {
      const written = await zip.add(entry);
      progress.files += 1;
      index.add(writtenFiles, written.path, `${written.sha256} ${written.bytes}`);
      if (progress.files % 100 === 0) tell();
      return written;
    };
    const writeAll = async (stage: PackProgress['stage'], entries: AsyncIterable<PackEntry>) => {
      progress.stage = stage;
      tell();
      for await (const entry of entries) await write(entry);
    };

    const printed = await printedForms(record);
    for (const entry of printed) names.check(entry);
    await writeAll('documents', documents(record, options.signer));
    for (const entry of byPath([...options.entries, ...printed])) await write(entry);
    const onItem = ({ findings }: { findings: number }) => {
      progress.items.done += 1;
      progress.findings += findings;
      tell();
    };
    const lists = options.lists?.(openPart) ?? null;
    await writeAll('items', itemEntries(record, source, index, onItem, lists));
    for await (const entry of lists?.entries() ?? []) {
      names.check(entry);
      await write(entry);
    }
    await writeAll('evidence', evidenceEntries(source, index));
    await writeAll('statements', statementEntries(keys(index, families.statement), source, index));
    await writeAll('attachments', attachmentEntries(record, source));
    progress.stage = 'signature';
    tell();
    await write({ path: layout.manifest, bytes: chunks(manifestText(record, filesOf(index))) });
    // 100,000 files are 15 MB: the signature needs all of them at once.
    const sums = Buffer.from([...sumLines(index)].join(''));
    await write({ path: layout.sums, bytes: sums });
    const signature = detachedSignature(sums, options.signer, options.signedAt);
    await write({ path: layout.signature, bytes: signature });
    await zip.finish();
    tell();
    return {
      path: options.destination,
      bytes: zip.bytes,
      files: progress.files,
      fingerprint: packFingerprint(sums),
      replacedCharacters: mergedReplacements(printed.map(({ replaced }) => replaced)),
    };
  });
}

const writtenFiles = 'written-file';

async function* documents(record: AssessmentRecord, signer: PackSigner): AsyncGenerator<PackEntry> {
  yield { path: layout.readme, bytes: Buffer.from(readme(record)) };
  yield { path: layout.assessment, bytes: chunks([lenientJson(record), '\n']) };
  yield { path: layout.authorities, bytes: Buffer.from(signer.authorities) };
  yield { path: layout.oscal, bytes: chunks([lenientJson(assessmentResults(record)), '\n']) };
}

/** Of what others make: outside of the pack's own folders, and each once also where case does not count. */
class EntryNames {
  readonly #known = new Set<string>();

  check({ path }: PackEntry): void {
    const why = whyNotAName(path);
    if (why !== null) throw new RangeError(`${JSON.stringify(path)} cannot stand in a pack: ${why}`);
    if (ownNames.has(foldedName(path.split('/')[0] ?? ''))) {
      throw new RangeError(`${path} is in a folder that the pack fills itself`);
    }
    if (this.#known.has(foldedName(path))) throw new RangeError(`${path} is there twice`);
    this.#known.add(foldedName(path));
  }
}

function* keys(index: SortedOnDisk, family: string): Generator<string> {
  for (const { key } of index.entries(family)) yield key;
}

function* filesOf(index: SortedOnDisk): Generator<WrittenFile> {
  for (const { key, value } of index.entries(writtenFiles)) {
    const [sha256 = '', bytes] = value.split(' ');
    yield { path: key, sha256, bytes: Number(bytes) };
  }
}

/** As `sha256sum -c` reads them. */
function* sumLines(index: SortedOnDisk): Generator<string> {
  for (const { path, sha256 } of filesOf(index)) yield `${sha256}  ${path}\n`;
}

/** By the bytes of their paths. */
function byPath(entries: readonly PackEntry[]): PackEntry[] {
  return entries.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}
