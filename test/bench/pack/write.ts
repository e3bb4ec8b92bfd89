import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type {
  AssessmentSource,
  FindingRecord,
  HostReference,
} from '../../../collector/src/assessments/record.ts';
import { csvBytes } from '../../../collector/src/documents/csv/write-csv.ts';
import { findingLists } from '../../../collector/src/documents/forms/finding-lists.ts';
import { formEntries } from '../../../collector/src/documents/forms/form-entries.ts';
import { assessmentTables } from '../../../collector/src/documents/forms/tables/index.ts';
import { writePack } from '../../../collector/src/pack/write-pack.ts';
import { signedAt, testAssessment } from '../../support/assessment-record.ts';
import { answerParent } from '../measure/child.ts';

export type PackQuestion = { type: 'pack' | 'csv'; findings: number };
/** Processor time, and by how much the peak of memory was above what the process held before. */
export type PackAnswer = { cpuMs: number; extraBytes: number; bytes: number };

const cache = resolve(import.meta.dirname, '../../../.cache');

answerParent<PackQuestion>({
  pack: ({ findings }) =>
    measured(findings, async ({ record, source, signer }, folder) => {
      const destination = join(folder, 'pack.zip');
      const { entries } = formEntries(record, source);
      const lists = findingLists(record, source);
      await writePack(record, source, { entries, lists, signer, destination, signedAt });
      return statSync(destination).size;
    }),
  csv: ({ findings }) =>
    measured(findings, async ({ record, source }, folder) => {
      const table = assessmentTables(record, source).find(({ id }) => id === 'findings');
      if (!table) throw new Error('no table of findings');
      const file = join(folder, 'findings.csv.gz');
      await pipeline(csvBytes(table, { encoding: 'utf-8' }), createGzip(), createWriteStream(file));
      return statSync(file).size;
    }),
});

type Test = Awaited<ReturnType<typeof testAssessment>>;

async function measured(
  findings: number,
  work: (test: Test, folder: string) => Promise<number>,
): Promise<PackAnswer> {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'bench-'));
  try {
    const test = await testAssessment(join(folder, 'authority'));
    const many = { ...test, source: multiplied(test, findings) };
    const held = memory('VmRSS');
    const before = process.cpuUsage();
    const bytes = await work(many, folder);
    const { user, system } = process.cpuUsage(before);
    return { cpuMs: (user + system) / 1000, extraBytes: memory('VmHWM') - held, bytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The findings of some machines as those of very many, by control and then by machine as any source gives them: made as
 * they are read, held never.
 */
function multiplied(test: Test, findings: number): AssessmentSource {
  const items = [...test.findings].filter(([, list]) => list.length > 0);
  const perItem = Math.ceil(findings / items.length);
  const hosts = (index: number): HostReference => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    name: `端末-${index}`,
    platform: 'linux',
    assetNumber: String(index).padStart(7, '0'),
  });
  return {
    ...test.source,
    async *hosts() {
      for (let index = 0; index < perItem; index += 1) {
        yield { ...hosts(index), lastReportAt: test.record.assessment.asOf };
      }
    },
    async *findings(itemId) {
      const own = test.findings.get(itemId) ?? [];
      const [first] = own;
      if (!first) return;
      for (let index = 0; index < perItem; index += 1) {
        const finding: FindingRecord = own[Math.floor((index * own.length) / perItem)] ?? first;
        yield { ...finding, host: hosts(index) };
      }
    },
  };
}

function memory(name: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
}
