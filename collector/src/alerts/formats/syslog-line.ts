import type { AlertMessage } from '../message.ts';
import { cefOf } from './cef.ts';

const severities = { failure: 4, coverage: 4, silence: 4, quarantine: 2, expiry: 5, test: 6 } as const;

export type SyslogForm = {
  facility: number;
  format: 'cef' | 'json';
  /** Name of this collector. */
  hostName: string;
  processId: number;
};

/** RFC 5424, section 6; the message is UTF-8 and says so with a byte order mark. */
export function syslogLine(message: AlertMessage, form: SyslogForm): Buffer {
  const priority = form.facility * 8 + severities[message.kind];
  const { id, kind, total } = message;
  // 32473 is the enterprise number that RFC 5612 gives to documentation; ours is none of IANA's.
  const data = `[tenken@32473 id="${parameter(id)}" kind="${parameter(kind)}" total="${total}"]`;
  const head = [
    `<${priority}>1`,
    message.madeAt,
    printable(form.hostName, 255),
    'tenken',
    String(form.processId),
    printable(kind, 32),
    data,
  ].join(' ');
  const body = form.format === 'cef' ? cefOf(message) : JSON.stringify(message);
  return Buffer.from(`${head} \uFEFF${body}`, 'utf8');
}

/** Octet counting, RFC 6587 section 3.4.1 and RFC 5425 section 4.3: a line end within a message ends nothing. */
export function framed(line: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${line.length} `), line]);
}

/** What a receiver of UDP need not take (RFC 5426 section 3.2) is cut off, between two characters. */
export function shortened(line: Buffer, bytes = 8192): Buffer {
  if (line.length <= bytes) return line;
  let end = bytes;
  while (((line[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return line.subarray(0, end);
}

function parameter(text: string): string {
  return text.replaceAll(/["\\\]]/g, String.raw`\$&`);
}

function printable(text: string, longest: number): string {
  const kept = text.replaceAll(/[^!-~]/g, '').slice(0, longest);
  return kept === '' ? '-' : kept;
}
