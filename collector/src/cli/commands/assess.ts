import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { checklists, controls } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import {
  checklistOf,
  controlOf,
  itemOf,
  lastDay,
  longestPlanDays,
  pastMoment,
  words,
} from '../../assessments/checked-input.ts';
import { declarationGaps } from '../../assessments/declaration-gaps.ts';
import { dateAt } from '../../assessments/moments.ts';
import { isSelected } from '../../assessments/selected-items.ts';
import { mediaTypeOf } from '../../assessments/media-type.ts';
import { textEncodings } from '../../documents/csv/text-encoding.ts';
import type { TextEncoding } from '../../documents/csv/text-encoding.ts';
import { readOfficialWording } from '../../documents/forms/official-wording.ts';
import { changedItems } from '../../assessments/changed-items.ts';
import { openAssessment } from '../../assessments/open-assessment.ts';
import { freezeAssessment } from '../../assessments/freeze.ts';
import { answers, waiverReasons } from '../../store/answer-repository.ts';
import type { Answer, ItemKey, WaiverReason } from '../../store/answer-repository.ts';
import type { Repositories } from '../../store/repositories.ts';
import { assembled, assembleOptions } from '../assembling.ts';
import { dataOption, languageOf, wholeNumber } from '../options.ts';
import { assessmentTable } from '../output/assessment-table.ts';
import { gapLines } from '../output/declaration-gaps.ts';
import { plain, print, printJson, progress, say } from '../output/print.ts';
import { consoleChange, withStore } from '../with-store.ts';
import { addAnswersCommand } from './assess-answers.ts';
import { assessSteps } from './steps-help.ts';

type WithData = { data: string };
type ItemOptions = WithData & { system: string; checklist: string };

const maxFileBytes = 20 * 1024 * 1024;
const roles = ['done', 'planned', 'not-applicable'] as const;

/** `tenken assess …`: 点検, from its opening to its end. */
export function addAssessCommand(program: Command): void {
  const assess = program
    .command('assess')
    .description('点検: the items of a checklist for one system')
    .addHelpText('after', assessSteps);
  addSteps(assess);
  addWording(assess);
  addAnswers(assess);
  addAnswersCommand(assess);
  addWaivers(assess);
}

function addSteps(assess: Command): void {
  assess
    .command('open')
    .description('begin an assessment')
    .requiredOption('--system <id>', 'as tenken system list shows it')
    .requiredOption('--checklist <id>', 'as tenken checklists shows it')
    .requiredOption('--rule <id>', 'which check it is, e.g. periodic (定期点検) or occasional (随時点検)')
    .option('--year <number>', 'fiscal year, e.g. 2026 for 令和8年度', (value) =>
      wholeNumber(value, 2000, 2200),
    )
    .addOption(dataOption())
    .action(async (options: ItemOptions & { rule: string; year?: number }) => {
      const checklist = checklistOf(checklists(), options.checklist);
      const change = consoleChange();
      const { id, declared } = await withStore(options.data, async (repos) => ({
        id: await openAssessment(
          repos,
          {
            systemId: options.system,
            checklist,
            rule: options.rule,
            ...(options.year !== undefined && { fiscalYear: options.year }),
          },
          change,
        ),
        declared: await repos.systems.declarations(options.system, change.now),
      }));
      print(id);
      const checks = checklist.rules[options.rule]?.checks ?? 'all';
      const asked = checklist.items.filter((item) => isSelected(item, checks));
      const gaps = declarationGaps(asked, declared, dateAt(change.now));
      for (const line of gapLines(gaps, options.system, 'en')) say(line);
    });
  assess
    .command('list')
    .description('assessments, newest first')
    .addOption(dataOption())
    .option('--json', 'print one JSON document')
    .action(async (options: WithData & { json?: boolean }) => {
      const all = await withStore(options.data, ({ assessments }) => assessments.list());
      if (options.json) {
        printJson(all);
        return;
      }
      for (const { id, systemId, checklist, rule, fiscalYear, frozen, reviewed, closed } of all) {
        const state = closed ? 'closed' : reviewed ? 'reviewed' : frozen ? 'frozen' : 'open';
        print(`${id}  ${systemId}  ${checklist}  ${rule}  ${fiscalYear}  ${state}`);
      }
    });
  assess
    .command('show')
    .description('each item with its proposed mark, and what is missing')
    .argument('<assessment>', 'its id')
    .option('--as-of <moment>', 'a past date in Japan (its end), or an instant')
    .option('--open', 'only items without a mark')
    .addOption(dataOption())
    .option('--json', 'print one JSON document')
    .action(
      async (
        id: string,
        options: WithData & { asOf?: string; open?: boolean; json?: boolean },
        command: Command,
      ) => {
        const now = Date.now();
        const shown = progress();
        const { record, close } = await withStore(options.data, async (repos, directory) => {
          const assessment = await repos.assessments.get(id);
          const moment = options.asOf === undefined ? now : pastMoment(options.asOf, now);
          return assembled(assessment, moment, {
            ...assembleOptions(assessment, repos, directory),
            onProgress: (done, total) => shown.step(`judged ${done} of ${total} machines`),
          });
        }).finally(shown.done);
        close();
        const items = options.open
          ? record.items.filter(({ asked, role }) => asked && role === null)
          : record.items;
        const gaps = declarationGaps(
          record.items.filter(({ asked }) => asked).map(({ item }) => item),
          record.declarations,
          dateAt(Date.parse(record.assessment.asOf)),
        );
        if (options.json) {
          printJson({ ...record, items, declarationGaps: gaps });
          return;
        }
        const language = languageOf(command);
        const first = gapLines(gaps, record.system.id, language);
        print(
          [...first, ...(first.length > 0 ? [''] : []), assessmentTable(record, items, language)].join('\n'),
        );
      },
    );
  assess
    .command('freeze')
    .description('fix an assessment as of a moment; nothing of it changes any more')
    .argument('<assessment>', 'its id')
    .option('--as-of <moment>', 'a past date in Japan (its end), or an instant; now unless told')
    .addOption(dataOption())
    .action(async (id: string, options: WithData & { asOf?: string }) => {
      const change = consoleChange();
      const moment = options.asOf === undefined ? change.now : pastMoment(options.asOf, change.now);
      await withStore(options.data, async (repos, directory) => {
        const assessment = await repos.assessments.get(id);
        await freezeAssessment(id, moment, assembleOptions(assessment, repos, directory), change);
      });
      say(`frozen as of ${new Date(moment).toISOString()}`);
    });
  assess
    .command('review')
    .description('確認: a second person has looked at a frozen assessment')
    .argument('<assessment>', 'its id')
    .addOption(dataOption())
    .action(async (id: string, options: WithData) => {
      await withStore(options.data, ({ assessments }) => assessments.review(id, consoleChange()));
      say('reviewed');
    });
  assess
    .command('close')
    .description('承認: a reviewed assessment is done')
    .argument('<assessment>', 'its id')
    .addOption(dataOption())
    .action(async (id: string, options: WithData) => {
      await withStore(options.data, ({ assessments }) => assessments.close(id, consoleChange()));
      say('closed');
    });
  assess
    .command('mark')
    .description('choose the mark of an item, or write its 特記事項')
    .argument('<assessment>', 'its id')
    .argument('<item>', 'its id in the checklist')
    .addOption(new Option('--as <role>', 'the mark').choices([...roles]))
    .option('--remarks <text>', '特記事項; replaces the draft')
    .addOption(dataOption())
    .action(
      async (
        id: string,
        item: string,
        options: WithData & { as?: (typeof roles)[number]; remarks?: string },
      ) => {
        if (options.as === undefined && options.remarks === undefined) {
          throw new TenkenError('usage', 'mark needs --as, --remarks or both.');
        }
        const state = await withStore(options.data, async (repos, directory) => {
          const assessment = await repos.assessments.get(id);
          const change = consoleChange();
          const context = assembleOptions(assessment, repos, directory);
          itemOf(context.checklist, item);
          const before = await assembled(assessment, change.now, context);
          before.close();
          const now = before.record.items.find((one) => one.item.id === item);
          const last = (await repos.assessments.entries(id, change.now)).get(item);
          await repos.assessments.edit(
            id,
            {
              item,
              role: options.as ?? last?.role ?? null,
              remarks:
                options.remarks === undefined ? (last?.remarks ?? null) : words(options.remarks, 'The text'),
              basis: now?.basis ?? '',
              after: now?.revision ?? 0,
            },
            change,
          );
          const after = await assembled(assessment, Date.now(), context);
          after.close();
          return after.record.items.find((one) => one.item.id === item);
        });
        say(state?.mark ? `${state.mark} ${state.why.en}` : `open: ${state?.why.en ?? ''}`);
      },
    );
}

function addWording(assess: Command): void {
  assess
    .command('wording')
    .description(
      'show the official wording from your own copy of a form; what says something else is asked again',
    )
    .argument('<file>', 'xlsx or CSV with the item numbers and their texts')
    .requiredOption('--checklist <id>', 'as tenken checklists shows it')
    .addOption(
      new Option('--encoding <name>', 'of a CSV file, where it cannot be told').choices([...textEncodings]),
    )
    .addOption(dataOption())
    .action(async (file: string, options: WithData & { checklist: string; encoding?: TextEncoding }) => {
      const checklist = checklistOf(checklists(), options.checklist);
      const wording = await readOfficialWording(
        attachedFile(file).content,
        checklist,
        options.encoding === undefined ? {} : { encoding: options.encoding },
      );
      const change = consoleChange();
      const changed = await withStore(options.data, async ({ systems }) => {
        const before = await systems.wording(checklist.id, change.now);
        const different = before ? changedItems(before.items, wording.items) : [];
        await systems.loadWording(checklist.id, wording, different, change);
        return before ? different : null;
      });
      say(`${checklist.items.length} items, SHA-256 ${wording.sha256}`);
      if (changed !== null) {
        say(changed.length === 0 ? 'no item says something else' : `changed: ${changed.join(', ')}`);
      }
    });
}

function addAnswers(assess: Command): void {
  const forItem = (command: Command) =>
    command
      .argument('<item>', 'its id in the checklist')
      .requiredOption('--system <id>', 'as tenken system list shows it')
      .requiredOption('--checklist <id>', 'as tenken checklists shows it')
      .addOption(dataOption());
  forItem(assess.command('attest'))
    .description('申告: answer for what no machine can see')
    .addOption(new Option('--answer <answer>', 'how it is').choices([...answers]).makeOptionMandatory())
    .requiredOption('--person <name>', 'who answers')
    .requiredOption('--until <date>', 'the last day on which the answer counts, e.g. 2027-03-31')
    .option('--note <text>', 'what was looked at; the reason where it does not apply', '')
    .option('--file <path...>', 'files that show it')
    .action(
      async (
        item: string,
        options: ItemOptions & {
          answer: Answer;
          person: string;
          until: string;
          note: string;
          file?: string[];
        },
      ) => {
        const change = consoleChange();
        const answer = {
          answer: options.answer,
          person: words(options.person, 'The person'),
          expiresOn: lastDay(options.until, 'The answer', change.now),
          note: options.answer === 'not-applicable' ? words(options.note, 'The reason') : options.note,
          files: (options.file ?? []).map(attachedFile),
        };
        await withStore(options.data, async (repos) => {
          await repos.answers.attest(await keyOf(repos, item, options, change.now), answer, change);
        });
        say(`attested: ${options.answer}`);
      },
    );
  forItem(assess.command('plan'))
    .description('△: when and by whom an item will be done')
    .requiredOption('--owner <name>', 'who does it')
    .requiredOption('--due <date>', 'until when, e.g. 2027-03-31')
    .requiredOption('--text <text>', 'what will be done')
    .action(async (item: string, options: ItemOptions & { owner: string; due: string; text: string }) => {
      const change = consoleChange();
      const plan = {
        owner: words(options.owner, 'The owner'),
        dueOn: lastDay(options.due, 'The plan', change.now, longestPlanDays),
        text: words(options.text, 'The text'),
      };
      await withStore(options.data, async (repos) => {
        await repos.answers.plan(await keyOf(repos, item, options, change.now), plan, change);
      });
      say(`planned until ${plan.dueOn}`);
    });
}

function addWaivers(assess: Command): void {
  assess
    .command('waive')
    .description('例外: ask that failures of a control be accepted; somebody else has to approve')
    .argument('<control>', 'as tenken controls shows it')
    .requiredOption('--system <id>', 'as tenken system list shows it')
    .option('--host <id>', 'one host; every host of the system unless told')
    .addOption(new Option('--because <kind>', 'why').choices([...waiverReasons]).makeOptionMandatory())
    .requiredOption('--reason <text>', 'in words')
    .option('--until <date>', 'the last day on which it counts, e.g. 2027-03-31')
    .addOption(dataOption())
    .action(
      async (
        control: string,
        options: WithData & {
          system: string;
          host?: string;
          because: WaiverReason;
          reason: string;
          until?: string;
        },
      ) => {
        const change = consoleChange();
        const waiver = {
          systemId: options.system,
          control: controlOf(controls, control).id,
          hostId: options.host ?? null,
          reasonKind: options.because,
          reason: words(options.reason, 'The reason'),
          expiresOn: lastDay(options.until, 'A waiver', change.now),
        };
        const id = await withStore(options.data, async ({ systems, hosts, answers: repo }) => {
          const { labels } = await systems.get(options.system, change.now);
          if (waiver.hostId !== null) {
            const host = await hosts.find(waiver.hostId);
            if (!host || (labels.length > 0 && !labels.includes(host.label))) {
              throw new TenkenError(
                'host-not-in-system',
                `The system ${options.system} has no host ${plain(waiver.hostId)}. tenken host list shows the ids.`,
              );
            }
          }
          return repo.requestWaiver(waiver, change);
        });
        print(id);
      },
    );
  for (const [name, approved] of [
    ['approve', true],
    ['refuse', false],
  ] as const) {
    assess
      .command(name)
      .description(`${name} a waiver that somebody else asked for`)
      .argument('<waiver>', 'its id')
      .addOption(dataOption())
      .action(async (id: string, options: WithData) => {
        await withStore(options.data, (repos) => repos.answers.decideWaiver(id, approved, consoleChange()));
        say(approved ? 'approved' : 'refused');
      });
  }
  assess
    .command('waivers')
    .description('waivers of a system')
    .requiredOption('--system <id>', 'as tenken system list shows it')
    .addOption(dataOption())
    .option('--json', 'print one JSON document')
    .action(async (options: WithData & { system: string; json?: boolean }) => {
      const all = await withStore(options.data, (repos) => repos.answers.waivers(options.system, Date.now()));
      if (options.json) {
        printJson(all);
        return;
      }
      for (const { id, control, hostId, decision, expiresOn, reason } of all) {
        const state = decision === null ? 'waits' : decision.approved ? 'approved' : 'refused';
        print(`${id}  ${control}  ${hostId ?? '*'}  ${state}  until ${expiresOn}  ${plain(reason)}`);
      }
    });
}

async function keyOf(
  { systems }: Repositories,
  item: string,
  options: ItemOptions,
  now: number,
): Promise<ItemKey> {
  const checklist = checklistOf(checklists(), options.checklist);
  await systems.get(options.system, now);
  return { systemId: options.system, checklist: checklist.id, item: itemOf(checklist, item).id };
}

function attachedFile(path: string): { name: string; mediaType: string; content: Buffer } {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  if (content.length > maxFileBytes) {
    throw new TenkenError('usage', `${path} is larger than ${maxFileBytes / 1024 / 1024} MiB.`);
  }
  const name = basename(path).normalize('NFC');
  return { name, mediaType: mediaTypeOf(name), content };
}
