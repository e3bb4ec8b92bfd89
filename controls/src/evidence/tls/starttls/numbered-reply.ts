import { line } from './lines.ts';
import type { Refusal } from './progress.ts';
import { refuse } from './script.ts';
import type { Part } from './script.ts';

/** A reply of SMTP, FTP or NNTP: three digits, and words for people. */
export type NumberedReply = {
  code: number;
  /** Each without the digits, where a line has them. */
  lines: string[];
  /** The first line as it came. */
  said: string;
};

/**
 * `220-` begins more than one line, `220 ` is the last (RFC 5321 4.2.1, RFC 959 4.2). In FTP the lines between need
 * not begin with digits.
 */
export function* numberedReply(): Part<NumberedReply> {
  const said = yield* line();
  const start = /^([1-5]\d\d)(?:[ -]|$)/.exec(said)?.[1];
  if (start === undefined) return yield* refuse('other-protocol', said);
  const lines = [said.slice(4)];
  let last = said;
  while (isGoingOn(last, start)) {
    last = yield* line();
    lines.push(last.startsWith(start) ? last.slice(4) : last);
  }
  return { code: Number(start), lines, said };
}

function isGoingOn(said: string, code: string): boolean {
  return !(said === code || said.startsWith(`${code} `));
}

/**
 * What it means that TLS does not begin: 4xx = later, 421 the best known, when a server throttles or is full; 5xx = not
 * here. Another number answers something else, such as a second greeting.
 */
export function refusalBy({ code }: NumberedReply): Refusal {
  if (code >= 500) return 'not-offered';
  return code >= 400 ? 'unavailable' : 'other-protocol';
}
