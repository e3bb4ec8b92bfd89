import { stripVTControlCharacters } from 'node:util';

/** One JSON document on standard output, and nothing else there. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Text for people on standard output. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Progress and messages: standard error, so that a pipe stays clean. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Text from a host, made harmless for a terminal: no escape sequences, no control or direction characters. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f]/gu, ' ');
}

/** Columns of the terminal; a pipe gets 120. */
export function terminalWidth(): number {
  return Math.max(60, process.stdout.columns ?? 120);
}

const lineEveryMs = 1000;

/** A line that is replaced while work goes on; in a pipe or a log file a line a second, and the last step. */
export function progress(): { step: (text: string) => void; done: () => void } {
  const live = process.stderr.isTTY;
  let waiting: string | null = null;
  let writtenAt = Number.NEGATIVE_INFINITY;
  return {
    step(text) {
      if (live) {
        process.stderr.write(`\r\u001b[K${text}`);
        return;
      }
      waiting = text;
      if (performance.now() - writtenAt < lineEveryMs) return;
      writtenAt = performance.now();
      waiting = null;
      process.stderr.write(`${text}\n`);
    },
    done() {
      if (live) process.stderr.write('\r\u001b[K');
      else if (waiting !== null) process.stderr.write(`${waiting}\n`);
      waiting = null;
    },
  };
}
