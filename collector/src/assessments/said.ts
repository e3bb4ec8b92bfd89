import type { Repositories } from '../store/repositories.ts';
import type { Attestation, Plan } from '../store/assessments/answer-repository.ts';
import type { Assessment } from '../store/assessments/assessment.ts';
import type { ItemEntry } from '../store/assessments/item-entry-rows.ts';

/** What people said last of one item, whether or not its date is past. */
export type Said = {
  attestation: Pick<
    Attestation,
    'id' | 'answer' | 'note' | 'person' | 'expiresOn' | 'attachments' | 'at'
  > | null;
  plan: Pick<Plan, 'id' | 'owner' | 'dueOn' | 'text' | 'at'> | null;
  entry: Pick<ItemEntry, 'revision' | 'role' | 'remarks' | 'by' | 'at'> | null;
};

export const nothingSaid: Said = { attestation: null, plan: null, entry: null };

/** By item; items of which nobody has said anything are left out. @param moment ms since 1970 */
export async function saidOf(
  { answers, itemEntries }: Pick<Repositories, 'answers' | 'itemEntries'>,
  { id, systemId, checklist }: Pick<Assessment, 'id' | 'systemId' | 'checklist'>,
  moment: number,
): Promise<Map<string, Said>> {
  const attestations = await answers.attestations(systemId, checklist, moment);
  const plans = await answers.plans(systemId, checklist, moment);
  const entries = await itemEntries.entries(id, moment);
  const items = new Set([...attestations.keys(), ...plans.keys(), ...entries.keys()]);
  return new Map(
    [...items].map((item) => [
      item,
      {
        attestation: attestations.get(item) ?? null,
        plan: plans.get(item) ?? null,
        entry: entries.get(item) ?? null,
      },
    ]),
  );
}
