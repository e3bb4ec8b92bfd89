import type { Pair, Result } from '../figure.ts';
import { startChild } from '../measure/child.ts';
import { databaseWord, newDatabase } from '../measure/database.ts';
import type { Kept, KeptQuestion } from '../ingest/kept-bytes.ts';
import type { Progress } from '../progress.ts';

const repetitions = 5;
/** A pack is full after 128 reports: whole ones, so that the one that is being filled does not count. */
const rounds = 128;
const roundsBefore = 40;

/** G8: by how much the database grows for a report in which nothing has changed. */
export async function keptFigures(progress: Progress): Promise<Result[]> {
  const child = startChild('ingest/kept-bytes.ts');
  const ask = (question: KeptQuestion) => child.ask<Kept>(question);
  try {
    const database = await newDatabase();
    await child.ask({ type: 'open', ...(database === undefined ? {} : { database }) } satisfies KeptQuestion);
    // The first report of each host brings its bodies, and the newest of each lie by themselves.
    await ask({ type: 'send', rounds: roundsBefore });
    const pairs: Pair[] = [];
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      progress(`G8: repetition ${repetition} of ${repetitions}`);
      const { keptBytes, packedBytes } = await ask({ type: 'send', rounds });
      pairs.push({ figure: keptBytes, base: packedBytes });
    }
    return [
      {
        id: 'G8',
        what: `${databaseWord()}bytes by which the database grows for an unchanged report / its gzip body with all evidence`,
        unit: 'bytes',
        target: { direction: 'at-most', pass: 0.05, moonshot: 0.02 },
        pairs,
        note: '50 kinds; what the host signed, times of each kind included, and its signature are kept and can be shown byte for byte; indexes are counted',
      },
    ];
  } finally {
    child.stop();
  }
}
