import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boundedScan, collectToFile, LocalHost, targetPlan } from '@tenken/agent';
import type { CollectedFile } from '@tenken/agent';
import { carriedSuffix, sealRecipient, TenkenError } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { languageOf } from '../options.ts';
import { carriedWords } from '../output/carried-words.ts';
import type { CollectDocument } from '../documents.ts';
import { plain, print, printJson, progress, say } from '../output/print.ts';

type Options = { output: string; encryptTo?: string; data: string; force?: boolean; json?: boolean };

const helpText = `
Examples:
  tenken collect -o /media/usb/host1${carriedSuffix} --encrypt-to import.pem
  tenken collect -o host1${carriedSuffix} > label.txt     the label alone on standard output

Names that end in ${carriedSuffix} are found when a whole folder is imported. The key of this host is made on the first
use and stays in the folder of --data, in carried/host-key.pem: keep it, or the host has to be accepted anew.`;

/** `tenken collect`: a machine without a network writes its report into a file. */
export function addCollectCommand(program: Command): void {
  program
    .command('collect')
    .description('scan once and write a signed report into a file, for a machine without a network')
    .requiredOption('-o, --output <file>', 'the file to write, such as one on a medium')
    .option(
      '--encrypt-to <file>',
      "the collector's certificate for imports (tenken collector import-key); without it whoever finds the medium can read the report",
    )
    .addOption(
      new Option('--data <folder>', "folder on this machine that keeps the host's key, in carried")
        .env('TENKEN_DATA')
        .default(join(process.cwd(), '.tenken'), '.tenken in the current folder'),
    )
    .option('--force', 'write over a file that is there')
    .option('--json', 'print one JSON document')
    .addHelpText('after', helpText)
    .action(async (options: Options, command: Command) => {
      const words = carriedWords[languageOf(command)];
      const recipient = options.encryptTo === undefined ? null : recipientIn(options.encryptTo);
      const shown = progress();
      const collected = await collectToFile({
        host: new LocalHost(),
        folder: join(options.data, 'carried'),
        file: options.output,
        force: options.force ?? false,
        recipient,
        scan: (host) =>
          boundedScan(host, {
            targets: targetPlan(options.data),
            onProgress: (done, total, kind) => shown.step(`${done}/${total} ${kind}`),
          }),
      }).finally(shown.done);
      if (options.json) {
        printJson(collected satisfies CollectDocument);
        return;
      }
      print(label(collected, words));
      if (recipient === null) say(words.readable);
    });
}

/** What belongs on the paper that goes with the medium. */
function label(collected: CollectedFile, words: (typeof carriedWords)['ja']): string {
  const rows: [string, string][] = [
    [words.host, plain(collected.hostName)],
    [words.fingerprint, collected.fingerprint],
    [words.collectedAt, collected.collectedAt],
    [words.number, String(collected.sequence)],
    [words.file, plain(collected.file)],
    [words.sha256, collected.sha256],
    [words.encryptedTo, collected.encryptedTo ?? words.nobody],
    [words.version, collected.agentVersion],
  ];
  return [words.label, ...rows.map(([name, value]) => `  ${name}: ${value}`)].join('\n');
}

/** @throws {TenkenError} `usage` */
function recipientIn(path: string) {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  return sealRecipient(pem, path);
}
