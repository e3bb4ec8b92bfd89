import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { carriedSuffix, TenkenError } from '@tenken/shared';
import type { ErrorCode } from '@tenken/shared';
import type { Command } from 'commander';
import type { ImportReceipt } from '../../api/schemas.ts';
import { carriedFileBytes } from '../../limits/limits.ts';
import { atDesk } from '../desk/at-desk.ts';
import type { CommandDesk } from '../desk/at-desk.ts';
import { addDeskOptions } from '../desk/desk-options.ts';
import { label, languageOf } from '../options.ts';
import { carriedWords } from '../output/carried-words.ts';
import type { ImportDocument } from '../documents.ts';
import { plain, print, printJson, say } from '../output/print.ts';

type Options = { accept: string[]; label: string; json?: boolean };

type Imported =
  | { file: string; status: ImportReceipt['status']; receipt: ImportReceipt }
  | { file: string; status: 'refused'; code: ErrorCode; message: string };

const helpText = `
Examples:
  tenken import host1${carriedSuffix}                            the first file of a host says which fingerprint to compare
  tenken import host1${carriedSuffix} --accept XXXX-XXXX-XXXX-XXXX-XXXX
  tenken import /media/usb --server https://tenken.example.jp:8443 --account sato

Exit status: 0 all files are taken in, or were before; 2 one of them is not.`;

/** Evidence that is older proves nothing. */
const staleAfterHours = 24;

/** `tenken import`: takes in what `tenken collect` wrote elsewhere. */
export function addImportCommand(program: Command): void {
  addDeskOptions(program.command('import'))
    .description('take in report files that were carried here from machines without a network')
    .argument('<file...>', `files of tenken collect, or folders with files *${carriedSuffix}`)
    .option(
      '--accept <fingerprint>',
      'take this host as a new one: the fingerprint of its key, compared with the label; may come more than once',
      (one: string, before: string[]) => [...before, one],
      [],
    )
    .option(
      '--label <text>',
      'put on each host that is accepted, e.g. a department: systems choose hosts by it',
      label,
      '',
    )
    .option('--json', 'print one JSON document')
    .addHelpText('after', helpText)
    .action(async (paths: string[], options: Options, command: Command) => {
      const words = carriedWords[languageOf(command)];
      const files = filesOf(paths);
      const imported = await atDesk(command, async (desk) => {
        const done: Imported[] = [];
        for (const file of files) {
          const one = await importOne(desk, file, options);
          done.push(one);
          if (!options.json) tell(one, words);
        }
        return done;
      });
      if (options.json) printJson({ files: imported } satisfies ImportDocument);
      const isDone = imported.every(({ status }) => status === 'stored' || status === 'duplicate');
      process.exitCode = isDone ? 0 : 2;
    });
}

/** One after the other: what is wrong with one file says nothing of the next. */
async function importOne(desk: CommandDesk, file: string, { accept, label }: Options): Promise<Imported> {
  try {
    const receipt = await desk.importReport({ content: contentOf(file), accept, label });
    return { file, status: receipt.status, receipt };
  } catch (error) {
    if (!(error instanceof TenkenError) || !ofOneFile.has(error.code)) throw error;
    return { file, status: 'refused', code: error.code, message: error.message };
  }
}

/** What else goes wrong, such as a collector that is not there, goes wrong for all files. */
const ofOneFile: ReadonlySet<ErrorCode> = new Set([
  'carried-file-invalid',
  'carried-file-sealed',
  'carried-file-unreadable',
  'host-key-changed',
  'host-not-accepted',
  'host-revoked',
]);

function tell(one: Imported, words: (typeof carriedWords)['ja']): void {
  if (one.status === 'refused') {
    say(`tenken: ${plain(one.file)}: ${plain(one.message)} [${one.code}]`);
    return;
  }
  const { receipt } = one;
  const what = one.status === 'stored' && !receipt.newest ? words.older : words[one.status];
  const parts = [
    what,
    ...(receipt.accepted ? [words.accepted] : []),
    `${plain(receipt.hostName)} ${receipt.fingerprint}`,
    `${receipt.collectedAt} (${words.age(receipt.ageMs)})`,
    words.clock,
    `SHA-256 ${receipt.fileSha256}`,
  ];
  const line = `${plain(one.file)}: ${parts.join('; ')}`;
  if (one.status === 'quarantined') say(`tenken: ${line}`);
  else print(line);
  if (receipt.ageMs > staleAfterHours * 60 * 60 * 1000) {
    say(`${plain(one.file)}: ${words.stale(staleAfterHours)}`);
  }
}

/** Folders stand for the files in them, by name. @throws {TenkenError} `usage` */
function filesOf(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    try {
      if (!statSync(path).isDirectory()) return [path];
      const found = readdirSync(path)
        .filter((name) => name.endsWith(carriedSuffix) && !name.startsWith('.'))
        .toSorted()
        .map((name) => join(path, name));
      if (found.length > 0) return found;
    } catch (cause) {
      throw new TenkenError('usage', `${path} cannot be read: ${(cause as Error).message}`, { cause });
    }
    throw new TenkenError(
      'usage',
      `${path} holds no files *${carriedSuffix}. Name the files themselves if they are called otherwise.`,
    );
  });
}

/** @throws {TenkenError} `usage` for what is no file, `carried-file-unreadable`, `carried-file-invalid` for a large one */
function contentOf(path: string): Buffer {
  try {
    const status = statSync(path);
    if (!status.isFile()) throw new TenkenError('carried-file-unreadable', 'It is no file.');
    if (status.size === 0) {
      throw new TenkenError(
        'carried-file-unreadable',
        'It is empty: copy it from the medium again, or collect again. Nothing was taken.',
      );
    }
    if (status.size > carriedFileBytes) {
      throw new TenkenError(
        'carried-file-invalid',
        `It has ${status.size} bytes, more than the ${carriedFileBytes} that a report can have. Nothing was taken.`,
      );
    }
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof TenkenError) throw cause;
    throw new TenkenError(
      'carried-file-unreadable',
      `It cannot be read: ${(cause as Error).message}. Nothing was taken.`,
      { cause },
    );
  }
}
