import type { Checklist } from '@tenken/controls';
import { answerWords } from '@tenken/shared';
import type { ItemRecord } from '../../../assessments/record.ts';
import type { Said } from '../../../assessments/said.ts';
import { folded } from '../../japanese/folding.ts';
import { markRole } from '../../japanese/marks.ts';

/** What is filled in for an item, in the order of the columns. */
export const answerFields = [
  'answer',
  'note',
  'person',
  'until',
  'owner',
  'due',
  'plan',
  'mark',
  'remarks',
] as const;
export type AnswerField = (typeof answerFields)[number];

/** Texts as they stand in the cells; dates are `YYYY-MM-DD`, an empty cell is ''. */
export type Entered = Record<AnswerField, string>;

/** How the column of the items' ids is called. */
export const itemHeading = '項目';

export const answerHeadings: Record<AnswerField, string> = {
  answer: '回答',
  note: '確認した内容・理由',
  person: '回答者（役職・氏名）',
  until: '有効期限',
  owner: '計画：担当',
  due: '計画：期限',
  plan: '計画：内容',
  mark: '印',
  remarks: '特記事項',
};

export const dateFields: ReadonlySet<AnswerField> = new Set(['until', 'due']);

type Answer = NonNullable<Said['attestation']>['answer'];
type Role = NonNullable<ItemRecord['role']>;

/** The words that are offered. */
export const answerChoices = Object.values(answerWords).map(({ ja }) => ja);

/** What pages, lists and sheets have called the answers, and a sheet that is still going round may say. */
const olderWords: Record<Answer, readonly string[]> = {
  done: ['実施している', '実施'],
  'not-done': ['実施していない'],
  'not-applicable': ['該当しない', '該当なし'],
};

/** No mark is chosen: the one that Tenken proposes holds. */
export const asProposed = '提案のとおり';

/** @returns null for a word that is no answer */
export function answerOf(text: string): Answer | null {
  const wanted = folded(text);
  const answers = Object.keys(answerWords) as Answer[];
  const found = answers.find((answer) =>
    [answer, ...Object.values(answerWords[answer]), ...olderWords[answer]].some(
      (word) => folded(word) === wanted,
    ),
  );
  return found ?? null;
}

/** @returns the role, `proposed` where none is chosen, null for what is no mark */
export function chosenRole(text: string): Role | 'proposed' | null {
  if (folded(text) === folded(asProposed)) return 'proposed';
  const role = markRole(text);
  return role === 'open' ? 'proposed' : role;
}

/**
 * What the row of an item shows: what holds, and of an answer whose date is past all but the date, so that somebody
 * has to look at it again.
 *
 * @param today `YYYY-MM-DD`
 */
export function enteredOf(
  record: Pick<ItemRecord, 'remarks'>,
  { attestation, plan, entry }: Said,
  { marks }: Pick<Checklist, 'marks'>,
  today: string,
): Entered {
  const mark = marks.find(({ role }) => role === entry?.role)?.mark;
  return {
    answer: attestation ? answerWords[attestation.answer].ja : '',
    note: attestation?.note ?? '',
    person: attestation?.person ?? '',
    until: attestation && today <= attestation.expiresOn ? attestation.expiresOn : '',
    owner: plan?.owner ?? '',
    due: plan?.dueOn ?? '',
    plan: plan?.text ?? '',
    mark: mark ?? asProposed,
    remarks: record.remarks,
  };
}
