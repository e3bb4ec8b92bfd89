import { commonReasons, itemResult, otherMachine, variantOf } from '@tenken/controls';
import type { AnyControl, Checklist } from '@tenken/controls';
import { outcomeWords, own } from '@tenken/shared';
import type { Finding, Language, Outcome, Platform } from '@tenken/shared';
import { plain } from './print.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';

export type JudgedFinding = Finding & { variant: string };

const styles: Record<Outcome, Cell['style']> = {
  pass: 'green',
  fail: ['red', 'bold'],
  error: 'magenta',
  unknown: 'yellow',
  'not-applicable': 'gray',
  'not-checked': 'gray',
};

export function outcomeCell(outcome: Outcome, language: Language): Cell {
  const word = outcomeWords[outcome];
  const style = styles[outcome];
  return { text: `${word.sign} ${word[language]}`, ...(style === undefined ? {} : { style }) };
}

const heads = {
  controls: { ja: ['管理策', '判定', '観測', '期待'], en: ['control', 'outcome', 'observed', 'expected'] },
  items: { ja: ['項目', '内容', '結果', '管理策'], en: ['item', 'what', 'result', 'controls'] },
};

/** Controls with their own defaults: outcome, what was seen, what is expected. */
export function controlTable(
  findings: readonly JudgedFinding[],
  controls: readonly AnyControl[],
  language: Language,
  width: number,
): string {
  const rows = findings
    .filter(({ variant, reason }) => variant === 'default' && reason !== otherMachine)
    .map((finding) => [
      { text: controls.find(({ id }) => id === finding.control)?.title[language] ?? finding.control },
      outcomeCell(finding.outcome, language),
      { text: plain(finding.observed[language]) },
      { text: plain(finding.expected[language]) },
    ]);
  return table(heads.controls[language], rows, [2, 0, 4, 3], width);
}

/** Items that a machine can say something about, and how many wait for a person alone. */
export function itemTable(
  checklist: Checklist,
  findings: readonly JudgedFinding[],
  language: Language,
  width: number,
): string {
  const seen = checklist.items.filter((item) => item.automation !== 'manual');
  const rows = seen.map((item) => [
    { text: item.number },
    { text: item.title[language] },
    outcomeCell(itemResult(item, findings), language),
    {
      text: item.controls
        .filter(({ relationship }) => relationship !== 'related')
        .map((mapping) => {
          const variant = variantOf(mapping.with);
          const own = findings.find(
            (finding) => finding.control === mapping.id && finding.variant === variant,
          );
          return `${outcomeWords[own?.outcome ?? 'unknown'].sign}${mapping.id}${askedOf(mapping.with)}`;
        })
        .join(' '),
    },
  ]);
  const rest = checklist.items.length - seen.length;
  const note = {
    ja: `${checklist.title.ja}: 全${checklist.items.length}項目のうち${seen.length}項目に機器の証跡がある。残り${rest}項目は人の申告を待つ。「未判定」は機器で見える部分に不適合がなく、人の確認を待つ項目。`,
    en: `${checklist.title.en}: machines give evidence for ${seen.length} of ${checklist.items.length} items; ${rest} wait for a person alone. 'not checked' = what a machine sees is in order, a person's part is open.`,
  };
  return `${table(heads.items[language], rows, [0, 3, 0, 4], width)}${note[language]}\n`;
}

/**
 * What an item asks of a control where that is not the control's own limit: two items may rightly see one control end
 * differently.
 */
function askedOf(parameters: Record<string, unknown> | undefined): string {
  const asked = Object.entries(parameters ?? {}).map(([name, value]) => `${name}=${inWords(value)}`);
  return asked.length === 0 ? '' : `(${asked.join(',')})`;
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join('|');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What to do about everything that is not in order. */
export function repairList(
  findings: readonly JudgedFinding[],
  controls: readonly AnyControl[],
  platform: Platform,
  language: Language,
): string {
  const open = findings.filter(
    ({ variant, outcome }) => variant === 'default' && (outcome === 'fail' || outcome === 'error'),
  );
  return open
    .map((finding) => {
      const control = controls.find(({ id }) => id === finding.control);
      const repair = finding.outcome === 'fail' ? control?.remediation[platform]?.[language] : undefined;
      const reason =
        (own(control?.reasons, finding.reason) ?? own(commonReasons, finding.reason))?.[language] ??
        finding.reason;
      return `- ${control?.title[language] ?? finding.control} [${finding.reason}]: ${plain(reason)}${repair ? `\n  → ${repair}` : ''}\n`;
    })
    .join('');
}
