import { checklists } from '@tenken/controls';
import { TenkenError, text } from '@tenken/shared';
import type { Answer, ItemKey } from '../../store/assessments/answer-repository.ts';
import type { Assessment } from '../../store/assessments/assessment.ts';
import type { ItemEntry } from '../../store/assessments/item-entry-rows.ts';
import { assembled, assembleOptions } from '../assembling.ts';
import { checklistOf, itemOf, lastDay, words } from '../checked-input.ts';
import { mediaTypeOf } from '../media-type.ts';
import { ToldError } from '../../told-error.ts';
import { onlyNeeded } from '../only-needed.ts';
import type { ItemRecord } from '../record.ts';
import { refuseNeverAsked } from './asked.ts';
import type { DeskContext, Watch } from './context.ts';
import { printedName } from './who.ts';
import type { Who } from './who.ts';

export type ItemOfSystem = { system: string; checklist: string; item: string };

/** `content`: at most 20 MiB. */
export type GivenFile = { name: string; content: Buffer };

const planDays = 5 * 366;
const longestNote = 10_000;
const mostFiles = 20;
const mostFileBytes = 20 * 1024 * 1024;
const longestFileName = 255;

/** What people decide of an item in an assessment, and what they answer and plan for it in a system. */
export function itemActions(context: DeskContext) {
  const { systems, answers: said, assessments, itemEntries } = context.repositories;

  /** @throws {TenkenError} `checklist-unknown`, `item-unknown`, `system-unknown`, `item-not-asked` */
  async function keyOf(
    { system: systemId, checklist: id, item }: ItemOfSystem,
    now: number,
  ): Promise<ItemKey> {
    const checklist = checklistOf(checklists(), id);
    const known = itemOf(checklist, item);
    const system = await systems.get(systemId, now);
    refuseNeverAsked(checklist, known, system);
    return { systemId: system.id, checklist: checklist.id, item: known.id };
  }

  /** The item as it would stand. */
  async function itemWith(
    assessment: Assessment,
    entry: Pick<ItemEntry, 'item' | 'role' | 'remarks'>,
    now: number,
    { signal }: Watch,
  ): Promise<ItemRecord> {
    const options = assembleOptions(assessment, context.repositories, context);
    const judged = onlyNeeded(options.checklist, entry.item, options.controls);
    const { record, close } = await assembled(assessment, now, {
      ...options,
      requirements: judged,
      trial: (item, already) =>
        item === entry.item
          ? { ...already, entry: { revision: 0, at: 0, by: '', basis: '', ...already.entry, ...entry } }
          : already,
      ...(signal && { signal }),
    });
    close();
    const found = record.items.find(({ item }) => item.id === entry.item);
    if (!found) throw new Error(`${options.checklist.id} has no item ${entry.item}`);
    return found;
  }

  return {
    /**
     * Chooses a mark (null: what is proposed), or writes 特記事項 (null: the draft); what is left out stays.
     *
     * @param asked `revision`: the item's that whoever edits has read; the newest unless told
     * @returns the item as it stands then
     * @throws {TenkenError} `mark-unsupported` for a mark that the form or what is known does not support,
     *   `item-not-asked`, `item-unknown`, `assessment-unknown`, `assessment-blocked`, `edited-meanwhile`, `usage`;
     *   nothing is changed then
     */
    async editItem(
      asked: {
        assessment: string;
        item: string;
        role?: ItemRecord['role'] | undefined;
        remarks?: string | null | undefined;
        revision?: number | undefined;
      } & Watch,
      who: Who,
    ): Promise<ItemRecord> {
      const { role, remarks } = asked;
      if (role === undefined && remarks === undefined) {
        throw new TenkenError(
          'usage',
          'An edit needs a mark, a text or both: --as, --remarks or --remarks-draft.',
        );
      }
      const assessment = await assessments.get(asked.assessment);
      if (assessment.frozen) {
        throw new TenkenError(
          'assessment-blocked',
          'The assessment is frozen: open a new one to change what it says.',
        );
      }
      const { id: item } = itemOf(checklistOf(checklists(), assessment.checklist), asked.item);
      const last = (await itemEntries.entries(assessment.id, who.now)).get(item);
      const entry = {
        item,
        role: role === undefined ? (last?.role ?? null) : role,
        remarks:
          remarks === undefined
            ? (last?.remarks ?? null)
            : remarks === null
              ? null
              : words(remarks, text('文', 'The text')),
      };
      const stands = await itemWith(assessment, entry, who.now, asked);
      if (!stands.asked) {
        const message = `Item ${item}: ${stands.why.en} Nothing was changed.`;
        throw new ToldError('item-not-asked', message, { why: stands.why });
      }
      if (role !== undefined && role !== null && stands.role !== role) {
        const message = `Item ${item}: ${stands.why.en} Nothing was changed.`;
        throw new ToldError('mark-unsupported', message, { why: stands.why });
      }
      const after = asked.revision ?? last?.revision ?? 0;
      const revision = await itemEntries.edit(assessment.id, { ...entry, basis: stands.basis, after }, who);
      return { ...stands, revision, remarksOutdated: false, outdatedBy: null };
    },

    /** 申告. @throws {TenkenError} `item-not-asked`, `date-invalid`, `person-missing`, `usage`, … */
    async attest(
      asked: ItemOfSystem & {
        answer: Answer;
        until: string;
        note?: string | undefined;
        person?: string | undefined;
        files?: readonly GivenFile[] | undefined;
        /** The files of the answer before show this one as well. */
        keepFiles?: boolean | undefined;
        /** Apart from these, by SHA-256. */
        dropFiles?: readonly string[] | undefined;
        /** Beginning of the id of the answer that was read, null for none; the newest unless told. */
        after?: string | null | undefined;
      },
      who: Who,
    ): Promise<{ id: string }> {
      const { answer, note = '' } = asked;
      const attestation = {
        answer,
        person: printedName(asked.person, who),
        expiresOn: lastDay(asked.until, text('回答の有効期限', 'The answer'), who.now),
        note: answer === 'not-applicable' ? words(note, text('理由', 'The reason')) : noteOf(note),
        files: filesOf(asked.files ?? []),
        keepsFiles: asked.keepFiles === true,
        dropsFiles: asked.dropFiles ?? [],
      };
      return { id: await said.attest(await keyOf(asked, who.now), attestation, who, asked.after) };
    },

    /** What △ stands on. @throws {TenkenError} `item-not-asked`, `date-invalid`, `usage`, … */
    async plan(
      asked: ItemOfSystem & {
        owner: string;
        due: string;
        text: string;
        /** Beginning of the id of the plan that was read, null for none; the newest unless told. */
        after?: string | null | undefined;
      },
      who: Who,
    ): Promise<{ dueOn: string }> {
      const plan = {
        owner: words(asked.owner, text('担当', 'The owner')),
        dueOn: lastDay(asked.due, text('計画の期限', 'The plan'), who.now, planDays),
        text: words(asked.text, text('文', 'The text')),
      };
      await said.plan(await keyOf(asked, who.now), plan, who, asked.after);
      return { dueOn: plan.dueOn };
    },
  };
}

function noteOf(note: string): string {
  return note.trim() === '' ? '' : words(note, text('確認した内容', 'The note')).slice(0, longestNote);
}

/** @throws {TenkenError} `usage` */
function filesOf(files: readonly GivenFile[]) {
  if (files.length > mostFiles) {
    throw new TenkenError('usage', `At most ${mostFiles} files go with an answer.`);
  }
  return files.map(({ name: given, content }) => {
    const name = (given.split(/[/\\]/).at(-1) ?? '').normalize('NFC').toWellFormed().trim();
    if (name === '' || name.length > longestFileName) {
      throw new TenkenError('usage', `A file needs a name of 1 to ${longestFileName} characters.`);
    }
    if (content.length > mostFileBytes) {
      throw new TenkenError('usage', `${name} is larger than ${mostFileBytes / 1024 / 1024} MiB.`);
    }
    return { name, mediaType: mediaTypeOf(name), content };
  });
}
