import { accessSync, constants, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LocalHost, openDevice, openSshHost, scan, scanDevice, scanOverSsh } from '@tenken/agent';
import type { DeviceTarget } from '@tenken/agent';
import { checklists, controls } from '@tenken/controls';
import { Recording, RecordingHost, ReplayHost, TenkenError } from '@tenken/shared';
import type { Host, Scan } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import * as z from 'zod/mini';
import { exitCodeOf, judgeReport, scanDocument } from '../judge-report.ts';
import { languageOf } from '../options.ts';
import { controlTable, itemTable, repairList } from '../output/finding-tables.ts';
import { print, printJson, progress, say, terminalWidth } from '../output/print.ts';
import { deviceTarget, refuseSshOptionsWithoutHost, sshOptions, sshTarget } from '../ssh-options.ts';
import type { SshOptions } from '../ssh-options.ts';

type Options = { record?: string; replay?: string; root?: string; json?: boolean } & SshOptions;

const helpText = `
Examples:
  tenken scan                      this machine, tables
  tenken scan --json | jq .items   the same as JSON
  tenken scan --record bug.json    keep everything the machine answered (it may hold host and user names)
  tenken scan --replay bug.json    judge a kept recording, as of its own moment
  tenken scan --host ssh://admin@192.0.2.10 --key ~/.ssh/id_ed25519
                                   a Linux or macOS machine without an agent: nothing is written on it
  tenken scan --host ssh://admin@db1 --jump admin@bastion:2222 --sudo-password-file sudo.txt
  tenken scan --host ssh://audit@192.0.2.1 --device ios --password-file router.txt
                                   a network device: its settings are read, nothing is changed

Over SSH the host key has to be in known_hosts already. Programs and files are read with sudo where it asks for no
password or --sudo-password-file holds it, else with the rights of the user who signs in. A password for signing in may
also be in TENKEN_SSH_PASSWORD, the passphrase of a key in TENKEN_SSH_KEY_PASSPHRASE.`;

export function addScanCommand(program: Command): void {
  const command = program
    .command('scan')
    .description('scan once and judge, without a collector')
    .addOption(
      new Option('--record <file>', 'also write every answer of the machine to a file').conflicts('replay'),
    )
    .addOption(
      new Option('--replay <file>', 'read the answers from such a file instead of a machine').conflicts(
        'root',
      ),
    )
    .option('--root <folder>', 'scan the system in this folder (needs administrator rights: chroot)')
    .option('--json', 'print one JSON document')
    .addHelpText('after', helpText);
  for (const option of sshOptions()) command.addOption(option);
  command.action(async (options: Options, command: Command) => {
    refuseSshOptionsWithoutHost(options);
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
    if (options.record !== undefined) checkWritable(options.record);
    if (options.host !== undefined) {
      return { report: await scannedOverSsh(options, onProgress), now: new Date() };
    }
    if (options.root !== undefined) checkRoot(options.root);
    const local: Host = new LocalHost(options.root === undefined ? {} : { root: options.root });
    const host = options.record === undefined ? local : new RecordingHost(local);
    const report = await scan(host, { onProgress });
    keepRecording(options, host, report);
    return { report, now: new Date() };
  } finally {
    shown.done();
  }
}

async function scannedOverSsh(
  options: Options,
  onProgress: (done: number, total: number, kind: string) => void,
): Promise<Scan> {
  const device = deviceTarget(options);
  if (device !== null) return scannedDevice(device, options, onProgress);
  const target = sshTarget(options);
  const host = await openSshHost(target);
  try {
    if (!host.isAdministrator) {
      say(
        `${target.address.user} has no administrator rights there: what only administrators may read stays open.`,
      );
    }
    const asked = options.record === undefined ? host : new RecordingHost(host);
    const report = await scanOverSsh(host, { onProgress }, asked);
    keepRecording(options, asked, report);
    return report;
  } finally {
    host.close();
  }
}

async function scannedDevice(
  target: DeviceTarget,
  options: Options,
  onProgress: (done: number, total: number, kind: string) => void,
): Promise<Scan> {
  const host = await openDevice(target);
  try {
    const asked = options.record === undefined ? host : new RecordingHost(host);
    const report = await scanDevice(host, { onProgress }, asked);
    keepRecording(options, asked, report);
    return report;
  } finally {
    host.close();
  }
}

function keepRecording({ record }: Options, host: Host, report: Scan): void {
  if (!(host instanceof RecordingHost) || record === undefined) return;
  const { osName, osVersion, platform } = report.host;
  writeRecording(record, host.recording(`${osName ?? platform} ${osVersion ?? ''}`.trim()));
}

/** A whole scan answers some 10 MB at the most; what is larger is something else. */
const maxRecordingBytes = 64 * 1024 * 1024;

/** @throws {TenkenError} `usage` before a scan whose recording would be lost */
function checkWritable(path: string): void {
  try {
    const folder = dirname(resolve(path));
    if (!existsSync(folder)) throw new Error(`the folder ${folder} does not exist`);
    accessSync(existsSync(path) ? path : folder, constants.W_OK);
    if (existsSync(path) && !statSync(path).isFile()) throw new Error('it is no file');
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be written: ${(cause as Error).message}`, { cause });
  }
}

/** @throws {TenkenError} `usage` for a folder that holds no system: nothing in it would look like nothing wrong */
function checkRoot(root: string): void {
  const holdsSystem = ['etc/os-release', 'usr/lib/os-release'].some((path) => existsSync(join(root, path)));
  if (!holdsSystem) {
    throw new TenkenError('usage', `${root} is not the root folder of a Linux system: it has no os-release.`);
  }
}

function readRecording(path: string): Recording {
  let content: unknown;
  try {
    const status = statSync(path);
    if (!status.isFile()) throw new Error('it is no file');
    if (status.size > maxRecordingBytes) throw new Error(`it is larger than ${maxRecordingBytes} bytes`);
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new TenkenError(
      'recording-invalid',
      `${path} cannot be read as a recording: ${(cause as Error).message}. Name a file that 'tenken scan --record' wrote.`,
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
