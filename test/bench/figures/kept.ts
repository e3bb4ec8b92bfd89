import type { Pair, Result, Target } from '../figure.ts';
import { startChild } from '../measure/child.ts';
import { databaseWord, newDatabase } from '../measure/database.ts';
import type { Kept, KeptQuestion } from '../ingest/kept-bytes.ts';
import type { Change } from '../ingest/sample-reports.ts';
import type { Progress } from '../progress.ts';

/** A pack is full after 128 reports: whole ones, so that the one that is being filled does not count. */
const rounds = 128;
const roundsBefore = 40;

const note =
  '50 kinds; what the host signed, times of each kind included, and its signature are kept and can be shown byte for byte; indexes are counted';

type Mix = { id: string; what: string; change: Change; repetitions: number; target: Target | null };

const mixes: readonly Mix[] = [
  {
    id: 'G8',
    what: 'an unchanged report',
    change: { kinds: 0, rotating: false },
    repetitions: 5,
    target: { direction: 'at-most', pass: 0.05, moonshot: 0.02 },
  },
  {
    id: 'G8 1 of 50',
    what: 'a report with 1 of 50 kinds changed, always the same',
    change: { kinds: 1, rotating: false },
    repetitions: 2,
    target: null,
  },
  {
    id: 'G8 5 of 50',
    what: 'a report with 5 of 50 kinds changed, always the same',
    change: { kinds: 5, rotating: false },
    repetitions: 2,
    target: null,
  },
  {
    id: 'G8 others',
    what: 'a report with 5 of 50 kinds changed, each time others',
    change: { kinds: 5, rotating: true },
    repetitions: 2,
    target: null,
  },
];

/** G8: by how much the database grows for a report. Only the unchanged one has a target: bodies are what the host has to tell. */
export async function keptFigures(progress: Progress): Promise<Result[]> {
  const results: Result[] = [];
  for (const mix of mixes) results.push(await keptFigure(mix, progress));
  return results;
}

async function keptFigure(
  { id, what, change, repetitions, target }: Mix,
  progress: Progress,
): Promise<Result> {
  const child = startChild('ingest/kept-bytes.ts');
  const ask = (question: KeptQuestion) => child.ask<Kept>(question);
  try {
    const database = await newDatabase();
    await child.ask({ type: 'open', ...(database === undefined ? {} : { database }) } satisfies KeptQuestion);
    // The first report of each host brings its bodies, and the newest of each lie by themselves.
    await ask({ type: 'send', rounds: roundsBefore, change });
    const pairs: Pair[] = [];
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      progress(`${id}: repetition ${repetition} of ${repetitions}`);
      const { keptBytes, packedBytes } = await ask({ type: 'send', rounds, change });
      pairs.push({ figure: keptBytes, base: packedBytes });
    }
    const unit = 'bytes';
    const whole = `${databaseWord()}bytes by which the database grows for ${what} / its gzip body with all evidence`;
    return { id, what: whole, unit, target, pairs, note };
  } finally {
    child.stop();
  }
}
