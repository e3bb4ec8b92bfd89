import type { ItemChange } from '../../store/assessments/bulk-answer-repository.ts';
import type { ItemKey } from '../../store/assessments/answer-repository.ts';
import type { ItemSaid } from '../assemble/item-record.ts';

/** What people will have said of an item once the change is applied. @param now ms since 1970 */
export function saidAfter(said: ItemSaid, change: ItemChange, key: ItemKey, now: number): ItemSaid {
  const { attestation, plan, entry } = change;
  return {
    attestation:
      attestation === undefined
        ? said.attestation
        : attestation && { ...key, ...attestation, account: '', at: now, attachments: [] },
    plan: plan === undefined ? said.plan : plan && { ...key, id: '', ...plan, at: now },
    entry: entry
      ? { item: key.item, revision: change.read.revision + 1, at: now, by: '', ...entry }
      : said.entry,
  };
}
