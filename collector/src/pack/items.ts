import type { AssessmentRecord, AssessmentSource, FindingRecord, ItemRecord } from '../assessments/record.ts';
import { PendingBytes } from '../lines/pending-bytes.ts';
import type { SortedOnDisk } from '../store/sql/sorted-on-disk.ts';
import { chunks } from './chunks.ts';
import { evidencePath, itemFolder } from './entry-name.ts';
import { FindingLines } from './finding-line.ts';
import type { FindingLists } from './finding-lists.ts';
import { layout } from './layout.ts';
import { lenientJson } from './lenient-json.ts';
import type { PackEntry } from './pack-entry.ts';
import { evidenceSheet, itemList } from './sheet/evidence-sheet.ts';
import { FindingPicker } from './sheet/shown-findings.ts';

/** Families of the scratch index that this part fills. */
export const families = { evidence: 'evidence', statement: 'statement' } as const;

/** So many that a million findings cost few turns. */
const chunkBytes = 64 * 1024;

export type ItemProgress = (done: { item: string; findings: number }) => void;

/**
 * One folder per item: every finding as a line of canonical JSON, and the sheet for people. Which evidence and which
 * signed reports are behind them is noted in the scratch index, so that each is written once.
 *
 * @param lists get every finding as it passes: a million are read once
 */
export async function* itemEntries(
  record: AssessmentRecord,
  source: AssessmentSource,
  scratch: SortedOnDisk,
  onItem: ItemProgress,
  lists: FindingLists | null,
): AsyncGenerator<PackEntry> {
  yield { path: layout.itemList, bytes: chunks(itemList(record)) };
  const pending = new PendingBytes();
  for (const item of record.items) {
    const folder = itemFolder(item.item.id);
    const picker = new FindingPicker();
    let findings = 0;
    if (item.controls.length > 0) {
      const list = lists?.of(item);
      const lines = new FindingLines();
      const passing = async function* (): AsyncGenerator<Uint8Array> {
        for await (const finding of source.findings(item.item.id)) {
          findings += 1;
          picker.take(finding);
          note(finding, scratch);
          list?.(finding);
          pending.add(lines.next(finding));
          if (pending.length < chunkBytes) continue;
          await lists?.drain();
          yield pending.take();
        }
        await lists?.drain();
        yield pending.take();
      };
      yield { path: `${folder}/${layout.findings}`, bytes: passing() };
    }
    yield { path: `${folder}/${layout.sheet}`, bytes: sheet(record, item, picker, source) };
    onItem({ item: item.item.id, findings });
  }
}

/** Bodies as their canonical JSON: the file's own SHA-256 is the hash that the host signed, and its name. */
export async function* evidenceEntries(
  source: Pick<AssessmentSource, 'evidence'>,
  scratch: SortedOnDisk,
): AsyncGenerator<PackEntry> {
  for (const { key } of scratch.entries(families.evidence)) {
    yield { path: evidencePath(key), bytes: Buffer.from(lenientJson(await source.evidence(key))) };
  }
}

async function* sheet(
  record: AssessmentRecord,
  item: ItemRecord,
  picker: FindingPicker,
  source: AssessmentSource,
): AsyncGenerator<string> {
  // Asked for when its turn comes: by then the list has been read to its end.
  yield* chunks(evidenceSheet(record, item, picker.result(), source));
}

function note({ host, evidence }: FindingRecord, scratch: SortedOnDisk): void {
  let noted: string | null = null;
  for (const { sha256, reportId } of evidence) {
    scratch.add(families.evidence, sha256);
    // What one verdict rests on came with one report, nearly always.
    if (reportId === null || reportId === noted) continue;
    scratch.add(families.statement, `${host.id} ${reportId}`);
    noted = reportId;
  }
}
