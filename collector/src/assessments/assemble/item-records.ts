import type { ChecklistItem } from '@tenken/controls';
import type { Assessment } from '../../store/assessments/assessment.ts';
import { kindOf } from '../organisation-kind.ts';
import { pause } from '../pause.ts';
import type { ItemRecord } from '../record.ts';
import { itemRecord } from './item-record.ts';
import type { ItemSetting } from './item-record.ts';
import type { AssembleOptions } from './options.ts';

/** Every item in the form's order, each after those that it requires. */
export async function itemRecords(
  assessment: Assessment,
  setting: ItemSetting,
  { repositories, answeredAt, trial, signal }: AssembleOptions,
): Promise<ItemRecord[]> {
  const { checklist, system } = setting;
  const attestations = await repositories.answers.attestations(system.id, checklist.id, answeredAt);
  const plans = await repositories.answers.plans(system.id, checklist.id, answeredAt);
  const entries = await repositories.itemEntries.entries(assessment.id, answeredAt);
  const made = new Map<string, ItemRecord>();
  const make = (item: ChecklistItem, above: readonly string[] = []): ItemRecord => {
    const known = made.get(item.id);
    if (known) return known;
    if (above.includes(item.id)) throw new Error(`item ${item.id} of ${checklist.id} requires itself`);
    const required = (item.requires ?? []).flatMap((id) => {
      const other = checklist.items.find((one) => one.id === id);
      // What the form does not ask of this organisation cannot stand in its way.
      const isAsked = other?.appliesTo.includes(kindOf(system, checklist).id) === true;
      return other && isAsked ? [make(other, [...above, item.id])] : [];
    });
    const said = {
      attestation: attestations.get(item.id) ?? null,
      plan: plans.get(item.id) ?? null,
      entry: entries.get(item.id) ?? null,
    };
    const record = itemRecord(item, required, trial ? trial(item.id, said) : said, setting);
    made.set(item.id, record);
    return record;
  };
  for (const item of checklist.items) {
    make(item);
    await pause(signal);
  }
  return checklist.items.map((item) => make(item));
}
