import type { Language } from '@tenken/shared';
import type { AssessmentRecord } from '../../assessments/record.ts';
import { bothCalendars, dateInJapan, fiscalYearIn, timeInJapan } from '../../documents/japanese/calendar.ts';
import { plain, terminalWidth } from './print.ts';
import { table } from './table.ts';

const namesShown = 10;

/**
 * Each item with its mark and why, after what the whole is about.
 *
 * @param shown the items to list; the numbers above them are of all
 */
export function assessmentTable(
  record: AssessmentRecord,
  shown: AssessmentRecord['items'],
  language: Language,
): string {
  const { assessment, organisation, system, checklist, coverage, items } = record;
  const asked = items.filter((item) => item.asked);
  const open = asked.filter(({ role }) => role === null).length;
  const head = {
    ja: ['項目', '印', '適合', '内容', '理由'],
    en: ['item', 'mark', 'passing', 'what', 'why'],
  }[language];
  const rows = shown.map(({ item, asked, mark, machines, why }) => [
    { text: item.id },
    { text: mark || (asked ? '？' : '') },
    { text: machines ? `${machines.passing}/${machines.inScope}` : '－' },
    { text: item.title[language] },
    { text: plain(why[language]) },
  ]);
  const title = `${checklist.title[language]}  ${assessment.title[language]}  ${fiscalYearIn(language, assessment.fiscalYear)}`;
  const whose = `${plain(organisation.name)}  ${plain(system.name)}`;
  const lines = {
    ja: [
      `基準日 ${bothCalendars(dateInJapan(assessment.asOf))} ${timeInJapan(assessment.asOf).slice(11)} JST`,
      `対象${coverage.inScope}台、報告${coverage.reporting}台、沈黙${coverage.silent.length}台、未登録${coverage.neverEnrolled.length}台、除外${coverage.excluded.length}台、台帳外${coverage.unlisted.length}台${coverage.basis === 'ledger' ? '' : '（資産台帳なし: 登録されていない機器は数えられない）'}`,
      `問われる${asked.length}項目のうち未判定${open}項目`,
    ],
    en: [
      `as of ${timeInJapan(assessment.asOf)} JST`,
      `${coverage.inScope} machines in scope, ${coverage.reporting} reporting, ${coverage.silent.length} silent, ${coverage.neverEnrolled.length} never enrolled, ${coverage.excluded.length} excluded, ${coverage.unlisted.length} not on the ledger${coverage.basis === 'ledger' ? '' : ' (no asset ledger: machines that never enrolled cannot be counted)'}`,
      `${open} of ${asked.length} items that are asked are open`,
    ],
  }[language];
  const elsewhere = coverage.neverEnrolled.filter(({ otherLabels }) => otherLabels.length > 0);
  if (elsewhere.length > 0) {
    const names = elsewhere
      .slice(0, namesShown)
      .map(({ name, otherLabels }) => `${plain(name)} (${otherLabels.map(plain).join(', ')})`);
    const more = elsewhere.length > namesShown ? ', …' : '';
    lines.push(
      {
        ja: `台帳にあり別のラベルで登録されている${elsewhere.length}台（tenken system set --label で加える）: `,
        en: `${elsewhere.length} on the ledger have enrolled under other labels (add them with tenken system set --label): `,
      }[language] +
        names.join(', ') +
        more,
    );
  }
  return [title, whose, ...lines, '', table(head, rows, [0, 0, 0, 2, 3], terminalWidth())].join('\n');
}
