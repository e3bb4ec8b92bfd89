import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { declarationColumns } from '../../collector/src/assessments/declaration-columns.ts';
import { readDeclaration } from '../../collector/src/assessments/read-declaration.ts';
import { csvBytes } from '../../collector/src/documents/csv/write-csv.ts';
import { baselineOf } from '../../controls/src/controls/configuration-baseline-kept/baseline.ts';
import { members, one } from '../../controls/src/controls/configuration-baseline-kept/settings.ts';

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    '',
    '=1+1',
    '＝1',
    "'",
    '"',
    ',',
    '\r\n',
    ' a ',
    '\u3000',
    '\u00a0',
    '\u200b',
    'か\u3099',
    '-',
    'Ａ',
    'A',
    'a',
  ),
);

test('whatever a machine calls its settings, the CSV of a baseline comes back as it was written', async () => {
  await fc.assert(
    fc.asyncProperty(word, fc.array(fc.tuple(word, word), { maxLength: 4 }), async (value, list) => {
      const lines = baselineOf([one('kind.value', value), members('kind.list', list)]);
      const columns = declarationColumns.baselines;
      const table = {
        id: 'baselines',
        title: '',
        columns: columns.map(({ heading }) => ({ head: heading, width: 1 })),
        rows: () => lines.map(({ setting, value }) => ['*', setting, value, null, null]),
      };
      const bytes = await buffer(Readable.from(csvBytes(table, { encoding: 'utf-8' })));
      expect(readDeclaration('baselines', bytes)).toEqual(lines.map((line) => ({ target: '*', ...line })));
    }),
    { numRuns: 2000 },
  );
});
