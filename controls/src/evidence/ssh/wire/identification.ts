/** What a server says before the first packet (RFC 4253 section 4.2). */
export type Identification = {
  /** The whole line without its end; everything but printable US-ASCII is `?`. */
  line: string;
  /** `2.0`, `1.99` (speaks SSH 1 as well), `1.5`, … */
  protocol: string;
  software: string;
  /** What follows the first space. */
  comments: string | null;
  /** Lines that came before. */
  linesBefore: number;
  /** Where the packets begin. */
  endsAt: number;
};

/** What may come before the identification, and the identification itself with its end. */
const maxBytesBefore = 8192;
const maxLinesBefore = 64;
const maxLineBytes = 255;

const lineFeed = 0x0a;

/** @returns `more` while nothing is decided yet, `too-long` when more came than any server has reason to say */
export function readIdentification(received: Uint8Array): Identification | 'more' | 'too-long' {
  let at = 0;
  for (let linesBefore = 0; linesBefore <= maxLinesBefore; linesBefore += 1) {
    const end = received.indexOf(lineFeed, at);
    const line = Buffer.from(received.subarray(at, end === -1 ? undefined : end)).toString('latin1');
    const isIdentification = line.startsWith('SSH-');
    if (isIdentification && line.length > maxLineBytes) return 'too-long';
    if (end === -1) return received.length > maxBytesBefore ? 'too-long' : 'more';
    if (isIdentification) return identificationOf(line, linesBefore, end + 1);
    if (end > maxBytesBefore) return 'too-long';
    at = end + 1;
  }
  return 'too-long';
}

function identificationOf(raw: string, linesBefore: number, endsAt: number): Identification {
  // Old servers end the line without a carriage return.
  const line = printable(raw.replace(/\r$/, ''));
  const [, protocol = '', software = '', comments] = /^SSH-([^-]*)-?([^ ]*)(?: (.*))?$/.exec(line) ?? [];
  return { line, protocol: protocol.slice(0, 16), software, comments: comments ?? null, linesBefore, endsAt };
}

/** Fit to be shown: control characters and what is not ASCII become `?`. */
export function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}
