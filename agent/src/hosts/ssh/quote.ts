import { ProbeError } from '@tenken/shared';

/**
 * One word for a POSIX shell that stands for exactly this text. Between apostrophes every character is itself.
 *
 * @throws {ProbeError} `internal` for a NUL, which no argument of a program can hold
 */
export function quoted(text: string): string {
  if (text.includes('\0')) throw new ProbeError('internal', 'an argument holds a NUL');
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
