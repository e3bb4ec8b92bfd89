import { variantOf } from '@tenken/controls';
import type { AnyControl, Checklist, ChecklistItem } from '@tenken/controls';
import { outcomeWords, outcomes } from '@tenken/shared';
import type { Language, Outcome } from '@tenken/shared';
import { outcomeCell } from './finding-tables.ts';
import type { JudgedFinding } from './finding-tables.ts';
import { painted, wrap } from './table.ts';
import type { Cell } from './table.ts';

/** More would not be read before the address of the page, which stands below. */
const failuresShown = 5;
const checklistsShown = 2;
const itemsShown = 2;

type Pressing = { title: string; items: { checklist: Checklist; item: ChecklistItem }[] };

/**
 * What a scan came to, in a few lines: how many controls have which outcome, and the failures that most items wait for.
 * Counted as the page counts: each control once, by its own limits.
 *
 * @param width of the terminal, columns
 */
export function firstLook(
  findings: readonly JudgedFinding[],
  controls: readonly AnyControl[],
  checklists: readonly Checklist[],
  language: Language,
  width: number,
): string {
  const judged = findings.filter(({ variant }) => variant === 'default');
  const counts = new Map<Outcome, number>();
  for (const { outcome } of judged) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const failures = pressing(judged, findings, controls, checklists, language);
  const words = wordsOf[language];
  const tally = outcomes
    .filter((outcome) => counts.has(outcome))
    .map((outcome) => counted(outcomeCell(outcome, language), counts.get(outcome) ?? 0))
    .join('  ');
  const denied = judged.filter(({ reason }) => reason === 'permission-denied').length;
  const lines = [words.judged(judged.length, findings.length), `  ${tally}`];
  if (denied > 0) lines.push(...wrap(words.denied(denied), width - 2).map((line) => `  ${line}`));
  if (failures.length > 0) {
    lines.push('', words.pressing);
    for (const failure of failures.slice(0, failuresShown)) {
      const sign = painted({ ...outcomeCell('fail', language), text: outcomeWords.fail.sign });
      const [first = '', ...rest] = wrap(failure.title, width - 5);
      lines.push(`  ${sign} ${first}`, ...rest.map((line) => `     ${line}`));
      lines.push(...wrap(itemsOf(failure, language), width - 5).map((line) => `     ${line}`));
    }
    const more = failures.length - failuresShown;
    if (more > 0) lines.push(`  ${words.more(more)}`);
  }
  return `${lines.join('\n')}\n`;
}

function counted(cell: Cell, count: number): string {
  return painted({ ...cell, text: `${cell.text} ${count}` });
}

/** Controls that fail, first those that items to be reported first (重点報告事項) wait for, then those of many items. */
function pressing(
  judged: readonly JudgedFinding[],
  findings: readonly JudgedFinding[],
  controls: readonly AnyControl[],
  checklists: readonly Checklist[],
  language: Language,
): Pressing[] {
  const failed = new Set(
    findings
      .filter(({ outcome }) => outcome === 'fail')
      .map(({ control, variant }) => `${control} ${variant}`),
  );
  const weight = ({ items }: Pressing): number =>
    items.filter(({ item }) => item.flags.priority).length * 1000 + items.length;
  return judged
    .filter(({ outcome }) => outcome === 'fail')
    .map(({ control }) => ({
      title: controls.find(({ id }) => id === control)?.title[language] ?? control,
      items: checklists
        .flatMap((checklist) => checklist.items.map((item) => ({ checklist, item })))
        .filter(({ item }) =>
          item.controls.some(
            ({ id, relationship, with: asked }) =>
              id === control && relationship !== 'related' && failed.has(`${id} ${variantOf(asked)}`),
          ),
        )
        .toSorted((one, other) => Number(other.item.flags.priority) - Number(one.item.flags.priority)),
    }))
    .toSorted((one, other) => weight(other) - weight(one));
}

/** On a line: items of two checklists, and how many more. */
function itemsOf({ items }: Pressing, language: Language): string {
  const words = wordsOf[language];
  if (items.length === 0) return words.noItem;
  const byChecklist = [...Map.groupBy(items, ({ checklist }) => checklist)].slice(0, checklistsShown);
  const shown = byChecklist.map(([checklist, asked]) => ({
    name: checklist.shortTitle[language],
    asked: asked.slice(0, itemsShown),
  }));
  const rest = items.length - shown.reduce((sum, { asked }) => sum + asked.length, 0);
  const parts = shown.map(
    ({ name, asked }) =>
      `${name} ${asked.map(({ item }) => `${item.id}${item.flags.priority ? '*' : ''}`).join(', ')}`,
  );
  return [...parts, ...(rest > 0 ? [words.moreItems(rest)] : [])].join(words.between);
}

const wordsOf = {
  ja: {
    judged: (controls: number, findings: number) =>
      `技術的管理策 ${controls}件（項目ごとの判定基準を含め判定 ${findings}件）`,
    denied: (count: number) =>
      `うち${count}件は権限がなく読み取れませんでした。管理者（root）で起動すると確かめられます。`,
    pressing: '先に見るべき不適合（下はそれを求める項目、* は重点報告事項）',
    more: (count: number) => `不適合はほかに ${count}件`,
    moreItems: (count: number) => `ほか${count}項目`,
    noItem: 'どの項目からも求められていない',
    between: '、',
  },
  en: {
    judged: (controls: number, findings: number) =>
      `${controls} controls (${findings} findings with the limits of single items)`,
    denied: (count: number) =>
      `${count} could not be read for lack of rights; an administrator (root) sees more.`,
    pressing: 'Look at these failures first (items that ask for it; * = priority item)',
    more: (count: number) => `${count} more controls fail`,
    moreItems: (count: number) => `${count} more`,
    noItem: 'no item asks for it',
    between: '; ',
  },
} as const satisfies Record<Language, object>;
