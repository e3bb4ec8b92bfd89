import { checklists } from '@tenken/controls';
import type { TextEncoding } from '../../documents/csv/text-encoding.ts';
import { readOfficialWording } from '../../documents/forms/official-wording.ts';
import { changedItems } from '../changed-items.ts';
import { checklistOf } from '../checked-input.ts';
import type { DeskContext } from './context.ts';
import type { Who } from './who.ts';

/** What became of a copy of a form; `changed`: null for the first copy, else items that say something else now. */
export type WordingReceipt = { items: number; sha256: string; changed: string[] | null };

/** The user's own copy of a form. */
export function wordingActions({ repositories: { systems } }: DeskContext) {
  return {
    /** @throws {TenkenError} `checklist-unknown`, `template-unusable`, `template-mismatch`, `file-encoding` */
    async loadWording(
      asked: { checklist: string; content: Uint8Array; encoding?: TextEncoding | undefined },
      who: Who,
    ): Promise<WordingReceipt> {
      const checklist = checklistOf(checklists(), asked.checklist);
      const { encoding } = asked;
      const wording = await readOfficialWording(asked.content, checklist, {
        ...(encoding !== undefined && { encoding }),
      });
      const before = await systems.wording(checklist.id, who.now);
      const changed = before ? changedItems(before.items, wording.items) : null;
      await systems.loadWording(checklist.id, wording, changed ?? [], who);
      return { items: checklist.items.length, sha256: wording.sha256, changed };
    },
  };
}
