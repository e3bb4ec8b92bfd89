import { join } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { Language } from '@tenken/shared';

/** Where the embedded collector keeps everything: `--data`, else TENKEN_DATA, else `.tenken` here. */
export function dataOption(): Option {
  return new Option('--data <folder>', 'folder of the collector: database, authority, identities')
    .env('TENKEN_DATA')
    .default(join(process.cwd(), '.tenken'), '.tenken in the current folder');
}

/** @throws {InvalidArgumentError} that names the range */
export function wholeNumber(value: string, least: number, most: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most) {
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  }
  return number;
}

/** Of a host: as long as the API takes it. @throws {InvalidArgumentError} */
export function label(value: string): string {
  if (value.length <= 100) return value;
  throw new InvalidArgumentError('A label has at most 100 characters.');
}

export function languageOf(command: Command): Language {
  return command.optsWithGlobals<{ lang: Language }>().lang;
}
