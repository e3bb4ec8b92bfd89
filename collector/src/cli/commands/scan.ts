import { readFileSync, writeFileSync } from 'node:fs';
import { LocalHost, scan } from '@tenken/agent';
import { checklists, controls } from '@tenken/controls';
import { Recording, RecordingHost, ReplayHost, TenkenError } from '@tenken/shared';
import type { Host, Scan } from '@tenken/shared';
import type { Command } from 'commander';
import * as z from 'zod/mini';
import { exitCodeOf, judgeReport, scanDocument } from '../judge-report.ts';
import { languageOf } from '../options.ts';
import { controlTable, itemTable, repairList } from '../output/finding-tables.ts';
import { print, printJson, progress, terminalWidth } from '../output/print.ts';

type Options = { record?: string; replay?: string; root?: string; json?: boolean };

const helpText = `
Examples:
  tenken scan                      this machine, tables
  tenken scan --json | jq .items   the same as JSON
  tenken scan --record bug.json    keep everything the machine answered (it may hold host and user names)
  tenken scan --replay bug.json    judge a kept recording, as of its own moment`;

export function addScanCommand(program: Command): void {
  program
    .command('scan')
    .description('scan once and judge, without a collector')
    .option('--record <file>', 'also write every answer of the machine to a file')
    .option('--replay <file>', 'read the answers from such a file instead of a machine')
    .option('--root <folder>', 'scan the system in this folder (needs administrator rights: chroot)')
    .option('--json', 'print one JSON document')
    .addHelpText('after', helpText)
    .action(async (options: Options, command: Command) => {
      const language = languageOf(command);
      const { report, now } = await scanned(options);
      const findings = judgeReport(report, now);
      if (options.json) {
        printJson(scanDocument(report, findings, language));
      } else {
        const width = terminalWidth();
        print(
          `${report.host.name} (${report.host.osName ?? report.host.platform} ${report.host.osVersion ?? ''}) ${report.scannedAt}\n`,
        );
        print(controlTable(findings, controls, language, width));
        print(repairList(findings, controls, report.host.platform, language));
        for (const checklist of checklists()) print(`\n${itemTable(checklist, findings, language, width)}`);
      }
      process.exitCode = exitCodeOf(findings);
    });
}

async function scanned(options: Options): Promise<{ report: Scan; now: Date }> {
  const shown = progress();
  const onProgress = (done: number, total: number, kind: string) => shown.step(`${done}/${total} ${kind}`);
  try {
    if (options.replay !== undefined) {
      const recording = readRecording(options.replay);
      const report = await scan(new ReplayHost(recording), { onProgress });
      return { report, now: new Date(recording.recordedAt) };
    }
    const local: Host = new LocalHost(options.root === undefined ? {} : { root: options.root });
    const host = options.record === undefined ? local : new RecordingHost(local);
    const report = await scan(host, { onProgress });
    if (host instanceof RecordingHost && options.record !== undefined) {
      const { osName, osVersion, platform } = report.host;
      writeRecording(options.record, host.recording(`${osName ?? platform} ${osVersion ?? ''}`.trim()));
    }
    return { report, now: new Date() };
  } finally {
    shown.done();
  }
}

function readRecording(path: string): Recording {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new TenkenError(
      'recording-invalid',
      `${path} cannot be read as JSON: ${(cause as Error).message}`,
      { cause },
    );
  }
  const parsed = Recording.safeParse(content);
  if (parsed.success) return parsed.data;
  const problem = z.prettifyError(parsed.error).split('\n').slice(0, 4).join(' ');
  throw new TenkenError('recording-invalid', `${path} is no recording of 'tenken scan --record': ${problem}`);
}

function writeRecording(path: string, recording: Recording): void {
  try {
    // Answers of a machine name hosts and users: for the one who scanned only.
    writeFileSync(path, `${JSON.stringify(recording, null, 1)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be written: ${(cause as Error).message}`, { cause });
  }
}
