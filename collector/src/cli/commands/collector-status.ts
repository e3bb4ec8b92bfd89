import { stripVTControlCharacters, styleText } from 'node:util';
import type { Language } from '@tenken/shared';
import type { Command } from 'commander';
import { HealthReport } from '../../api/health-schemas.ts';
import type { HealthState } from '../../health/check.ts';
import { factsOfFolder } from '../../health/gather.ts';
import { healthReport } from '../../health/health-report.ts';
import { readRunning } from '../../health/running-file.ts';
import type { Running } from '../../health/running-file.ts';
import { addDeskOptions, placeOf } from '../desk/desk-options.ts';
import type { Place } from '../desk/desk-options.ts';
import { languageOf, wholeNumber } from '../options.ts';
import { plain, print, printJson } from '../output/print.ts';
import { withStore } from '../with-store.ts';

const dayMs = 24 * 60 * 60 * 1000;

type Status = { running: Running | null; report: HealthReport };

/** `tenken collector status`: what is wrong with a collector, and what to do. */
export function addStatusCommand(collector: Command): void {
  const status = collector
    .command('status')
    .description('what is wrong with a collector, in words, and what to do');
  addDeskOptions(status)
    .option(
      '--backup-days <number>',
      'with --data: warn when the newest backup is older; a running collector has its own --backup-days',
      (value) => wholeNumber(value, 1, 365),
      7,
    )
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
With --server the running collector itself answers, to a token or account whose role may read its figures
(administrator or system-administrator). With --data this command looks at the folder, running or not, and says
"unknown" of what only the running one knows.

Exit status:
  0  nothing is wrong
  1  something needs a person: a warning or a problem
  2  it could not be found out`,
    )
    .action(async ({ json, backupDays }: { json?: boolean; backupDays: number }, command: Command) => {
      const place = placeOf(command);
      const found =
        place.kind === 'server'
          ? { running: null, report: await askedReport(place) }
          : await statusOfFolder(place.folder, backupDays * dayMs);
      if (json) printJson({ running: found.running, ...found.report });
      else print(told(found, place.kind === 'server', languageOf(command)));
      if (found.report.state === 'warning' || found.report.state === 'problem') process.exitCode = 1;
    });
}

async function askedReport(place: Extract<Place, { kind: 'server' }>): Promise<HealthReport> {
  // What it stands on would make the start of a collector longer.
  const { askServer } = await import('../desk/ask-server.ts');
  return HealthReport.parse(await askServer(place, '/api/v1/health-report'));
}

function statusOfFolder(folder: string, backupMs: number): Promise<Status> {
  return withStore(folder, async (repositories, directory) => ({
    running: readRunning(directory),
    report: healthReport(
      await factsOfFolder({
        repositories,
        directory,
        now: new Date(),
        staleAfterMs: dayMs,
        backupMs,
        minimumAgentVersion: null,
      }),
    ),
  }));
}

const marks: Record<HealthState, { style: 'green' | 'yellow' | 'red' | 'dim'; ja: string; en: string }> = {
  ok: { style: 'green', ja: '正常', en: 'ok' },
  unknown: { style: 'dim', ja: '不明', en: 'unknown' },
  warning: { style: 'yellow', ja: '注意', en: 'warning' },
  problem: { style: 'red', ja: '異常', en: 'problem' },
};

function told({ running, report }: Status, isAsked: boolean, language: Language): string {
  const version = `${report.version}${report.commit === null ? '' : ` (${report.commit.slice(0, 12)})`}, Node ${report.node}`;
  const lines = isAsked
    ? []
    : running === null
      ? [{ ja: '収集サーバーは動いていません。', en: 'No collector runs on this folder.' }[language]]
      : [
          {
            ja: `動作中: ${running.url}（エージェント用 ${running.agentUrl}、プロセス ${running.pid}、${running.startedAt} から）`,
            en: `running: ${running.url} (agents: ${running.agentUrl}, process ${running.pid}, since ${running.startedAt})`,
          }[language],
        ];
  lines.push(`tenken ${version}`, '');
  for (const { title, state, detail, action } of report.checks) {
    const mark = styleText(marks[state].style, marks[state][language]);
    lines.push(`${mark}  ${title[language]}: ${plain(stripVTControlCharacters(detail[language]))}`);
    if (action !== null) lines.push(`      → ${action[language]}`);
  }
  return lines.join('\n');
}
