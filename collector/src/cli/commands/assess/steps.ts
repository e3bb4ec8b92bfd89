import { checklists } from '@tenken/controls';
import { own } from '@tenken/shared';
import type { Language } from '@tenken/shared';
import type { Command } from 'commander';
import type { AssessmentSummary } from '../../../assessments/desk/assessment-summary.ts';
import { checklistOf } from '../../../assessments/checked-input.ts';
import { declarationGaps } from '../../../assessments/declaration-gaps.ts';
import { dateAt } from '../../../assessments/moments.ts';
import { isSelected } from '../../../assessments/selected-items.ts';
import { fiscalYearName } from '../../../documents/japanese/calendar.ts';
import { atDesk } from '../../desk/at-desk.ts';
import { addDeskOptions } from '../../desk/desk-options.ts';
import { languageOf, wholeNumber } from '../../options.ts';
import { assessmentTable } from '../../output/assessment-table.ts';
import { stateWords, told } from '../../output/assessment-words.ts';
import { gapLines } from '../../output/declaration-gaps.ts';
import { nextStepsList } from '../../output/next-steps-list.ts';
import { plain, print, printJson, progress, say, terminalWidth } from '../../output/print.ts';
import { table } from '../../output/table.ts';
import { assessmentArgument, personOption } from './options.ts';

const asOfHelp = 'a past date in Japan (its end), or an instant';

/** From the opening of an assessment to its end. */
export function addSteps(assess: Command): void {
  addDeskOptions(assess.command('open'))
    .description('begin an assessment')
    .requiredOption('--system <id>', 'as tenken system list shows it')
    .requiredOption('--checklist <id>', 'as tenken checklists shows it')
    .requiredOption('--rule <id>', 'which check it is, e.g. periodic (定期点検) or occasional (随時点検)')
    .option('--year <number>', 'fiscal year, e.g. 2026 for 令和8年度', (value) =>
      wholeNumber(value, 2000, 2200),
    )
    .action(
      async (
        { system, checklist, rule, year }: { system: string; checklist: string; rule: string; year?: number },
        command: Command,
      ) => {
        const asked = { system, checklist, rule, year };
        const { id, declared } = await atDesk(command, async (desk) => ({
          id: (await desk.openAssessment(asked)).id,
          declared: await desk.listDeclarations({ system }),
        }));
        print(id);
        const form = checklistOf(checklists(), checklist);
        const checks = own(form.rules, rule)?.checks ?? 'all';
        const items = form.items.filter((item) => isSelected(item, checks));
        const gaps = declarationGaps(items, declared, dateAt(Date.now()));
        for (const line of gapLines(gaps, system, languageOf(command))) say(line);
      },
    );
  addDeskOptions(assess.command('list'))
    .description('assessments, newest first')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const all = await atDesk(command, (desk) => desk.listAssessments({}));
      if (json) printJson(all);
      else print(listed(all, languageOf(command)));
    });
  addShow(assess);
  personOption(addDeskOptions(assess.command('freeze')), '作成者')
    .description('作成: fix an assessment as of a moment; nothing of it changes any more')
    .addArgument(assessmentArgument())
    .option('--as-of <moment>', `${asOfHelp}; now unless told`)
    .action(async (id: string, { asOf, person }: { asOf?: string; person?: string }, command: Command) => {
      const language = languageOf(command);
      const shown = progress();
      const onProgress = (done: number, total: number) => shown.step(told.judged(done, total)[language]);
      const { frozen } = await atDesk(command, (desk) =>
        desk.freeze({ id, asOf, person, onProgress }),
      ).finally(shown.done);
      say(told.frozen(frozen?.asOf ?? '', plain(frozen?.name ?? ''))[language]);
    });
  personOption(addDeskOptions(assess.command('review')), '確認者')
    .description('確認: a second person has looked at a frozen assessment')
    .addArgument(assessmentArgument())
    .action(async (id: string, { person }: { person?: string }, command: Command) => {
      const { reviewed } = await atDesk(command, (desk) => desk.review({ id, person }));
      say(told.reviewed(plain(reviewed?.name ?? ''))[languageOf(command)]);
    });
  personOption(addDeskOptions(assess.command('close')), '承認者')
    .description('承認: a third person ends a reviewed assessment')
    .addArgument(assessmentArgument())
    .option('--reviewer-approves', '確認者 and 承認者 are one person here; recorded and printed')
    .action(
      async (
        id: string,
        { person, reviewerApproves }: { person?: string; reviewerApproves?: boolean },
        command: Command,
      ) => {
        const { closed } = await atDesk(command, (desk) => desk.close({ id, person, reviewerApproves }));
        say(told.closed(plain(closed?.name ?? ''))[languageOf(command)]);
      },
    );
  personOption(addDeskOptions(assess.command('send-back')), '確認者 or 承認者')
    .description('差戻し: a frozen assessment is worked on again; what was signed stays in the audit log')
    .addArgument(assessmentArgument())
    .requiredOption('--because <text>', 'why; whoever works on it reads it')
    .action(
      async (id: string, { because, person }: { because: string; person?: string }, command: Command) => {
        await atDesk(command, (desk) => desk.sendBack({ id, person, reason: because }));
        say(told.sentBack[languageOf(command)]);
      },
    );
}

function addShow(assess: Command): void {
  addDeskOptions(assess.command('show'))
    .description('each item with its proposed mark, and what to do where there is none')
    .addArgument(assessmentArgument())
    .option('--as-of <moment>', asOfHelp)
    .option('--open', 'only items without a mark')
    .option('--json', 'print one JSON document')
    .action(
      async (
        id: string,
        { asOf, open, json }: { asOf?: string; open?: boolean; json?: boolean },
        command: Command,
      ) => {
        const language = languageOf(command);
        const shown = progress();
        const onProgress = (done: number, total: number) => shown.step(told.judged(done, total)[language]);
        const record = await atDesk(command, (desk) => desk.showAssessment({ id, asOf, onProgress })).finally(
          shown.done,
        );
        const items = open ? record.items.filter(({ asked, role }) => asked && role === null) : record.items;
        const gaps = declarationGaps(
          record.items.filter(({ asked }) => asked).map(({ item }) => item),
          record.declarations,
          dateAt(Date.parse(record.assessment.asOf)),
        );
        if (json) {
          printJson({ ...record, items, declarationGaps: gaps });
          return;
        }
        const first = gapLines(gaps, record.system.id, language);
        if (first.length > 0) print(`${first.join('\n')}\n`);
        print(assessmentTable(record, items, language));
        const steps = nextStepsList(record, items, language, terminalWidth());
        if (steps !== '') print(`\n${steps}`);
      },
    );
}

const heads = {
  ja: ['点検', 'システム', 'チェックリスト', '点検の種類', '年度', '状態'],
  en: ['assessment', 'system', 'checklist', 'check', 'year', 'state'],
};

function listed(all: readonly AssessmentSummary[], language: Language): string {
  const length = tellingLength(all.map(({ id }) => id));
  const rows = all.map(({ id, systemId, checklist, title, fiscalYear, state }) =>
    [
      id.slice(0, length),
      systemId,
      checklists().find((one) => one.id === checklist)?.title[language] ?? checklist,
      title[language],
      language === 'ja' ? fiscalYearName(fiscalYear) : String(fiscalYear),
      stateWords[state][language],
    ].map((cell) => ({ text: plain(cell) })),
  );
  return table(heads[language], rows, [0, 0, 3, 1, 0, 0], terminalWidth());
}

/** How much of each id tells it from the others. */
function tellingLength(ids: readonly string[]): number {
  for (let length = 8; length < 36; length += 4) {
    if (new Set(ids.map((id) => id.slice(0, length))).size === ids.length) return length;
  }
  return 36;
}
