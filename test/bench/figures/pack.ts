import type { Pair, Result } from '../figure.ts';
import { startChild } from '../measure/child.ts';
import type { PackAnswer, PackQuestion } from '../pack/write.ts';
import type { Progress } from '../progress.ts';

const findings = Number(process.env.TENKEN_BENCH_FINDINGS ?? 1_000_000);
/** Each takes about a minute. */
const repetitions = 3;
const limitMs = 20 * 60 * 1000;

/** G12: a whole evidence pack, with its workbooks, against the list of its findings as CSV and gzip. */
export async function packFigures(progress: Progress): Promise<Result[]> {
  const times: Pair[] = [];
  const memory: Pair[] = [];
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    progress(`G12: repetition ${repetition} of ${repetitions}`);
    const csv = await inOwnProcess({ type: 'csv', findings });
    const pack = await inOwnProcess({ type: 'pack', findings });
    times.push({ figure: pack.cpuMs / 1000, base: csv.cpuMs / 1000 });
    memory.push({ figure: pack.extraBytes / 2 ** 20, base: 1 });
  }
  return [
    {
      id: 'G12',
      what: `evidence pack of ${findings} findings, processor time / plain CSV + gzip of the same rows`,
      unit: 's',
      target: { direction: 'at-most', pass: 3, moonshot: 1.5 },
      pairs: times,
      note: 'the pack holds the findings four times: as JSON lines, in the workbook, as CSV, and with their evidence; the CSV is written by the same writer, which makes the ratio worse whenever it becomes quicker',
    },
    {
      id: 'G12',
      what: 'extra memory of the pack at its peak, in MiB',
      unit: 'MiB',
      target: { direction: 'at-most', pass: 128, moonshot: 64 },
      pairs: memory,
    },
  ];
}

/** A peak of memory is that of a process. */
async function inOwnProcess(question: PackQuestion): Promise<PackAnswer> {
  const child = startChild('pack/write.ts', [], limitMs);
  try {
    return await child.ask<PackAnswer>(question);
  } finally {
    child.stop();
  }
}
