import { checklists, controls, requirements } from '@tenken/controls';
import { outcomes } from '@tenken/shared';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { OutcomeCount } from '../api/outcome-counts.ts';
import { Checklist } from '../api/schemas.ts';
import { itemView } from '../api/views.ts';
import type { CollectorContext } from '../context.ts';
import { itemRequirements } from '../store/findings/requirement-sets.ts';
import { checklistText } from './checklist-items.ts';
import { judgedCounts } from './judged-counts.ts';

type Tallied = { counts: OutcomeCount[]; total: number; passing: Map<string, number> };

/** A collector that has counted so. */
function counted({ counts, total, passing }: Tallied): Pick<CollectorContext, 'repositories' | 'controls'> {
  const tallies = {
    counts: () => Promise.resolve(counts),
    inService: () => Promise.resolve(total),
    passing: () => Promise.resolve(passing),
    revokedByGroup: () => Promise.resolve(new Map()),
    groups: () => Promise.resolve([{ id: 'linux', hosts: total }]),
  };
  return { controls, repositories: { tallies } } as unknown as CollectorContext;
}

const [checklist] = checklists();
if (!checklist) throw new Error('there is no checklist');
const asked = requirements(controls, [checklist]).map(({ control, variant }) => ({
  control: control.id,
  variant,
}));
const sets = checklist.items.flatMap((item) => itemRequirements(item).setId ?? []);

const tallied = fc.record({
  counts: fc
    .array(
      fc.record({
        requirement: fc.constantFrom(...asked),
        outcome: fc.constantFrom(...outcomes),
        hosts: fc.integer({ min: 1, max: 3 }),
      }),
      { maxLength: 20 },
    )
    .map((all) => all.map(({ requirement, ...rest }): OutcomeCount => ({ ...requirement, ...rest }))),
  total: fc.integer({ min: 1, max: 3 }),
  passing: fc
    .array(fc.tuple(fc.constantFrom(...sets), fc.integer({ min: 0, max: 3 })), { maxLength: 5 })
    .map((all) => new Map(all)),
});

test('a checklist says what is counted now, whatever was counted when it was asked for before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(tallied, { minLength: 1, maxLength: 4 }), async (times) => {
      for (const time of times) {
        const counts = await judgedCounts(counted(time));
        const { id, edition, title, shortTitle, source } = checklist;
        // Others than those that were asked for before: nothing is known of them.
        const items = checklist.items.map((item) => {
          const passing = time.passing.get(itemRequirements(item).setId ?? '') ?? 0;
          return itemView({ ...item }, controls, counts, { passing, total: time.total });
        });
        const wanted = z.encode(Checklist, { id, edition, title, shortTitle, source, items });
        expect(JSON.parse(await checklistText(counted(time), checklist))).toEqual(wanted);
      }
    }),
    { numRuns: 40 },
  );
});
