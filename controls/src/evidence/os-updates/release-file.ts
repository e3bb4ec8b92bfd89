import { ProbeError } from '@tenken/shared';

export type ReleaseFile = { label: string; suite: string; codename: string; builtAt: string | null };

/** The head of an `InRelease` or `Release` file: who made the index and when. Its lists of files are not read. */
export function parseReleaseFile(content: string): ReleaseFile {
  const fields = new Map<string, string>();
  for (const line of content.split('\n')) {
    const match = /^([A-Z][A-Za-z-]+): (.*)$/.exec(line);
    if (match?.[1] && match[2] !== undefined && !fields.has(match[1])) fields.set(match[1], match[2].trim());
  }
  if (!fields.has('Date') && !fields.has('Suite') && !fields.has('Codename')) {
    throw new ProbeError('unparsable', 'no Release file');
  }
  return {
    label: fields.get('Label') ?? '',
    suite: fields.get('Suite') ?? '',
    codename: fields.get('Codename') ?? '',
    builtAt: releaseDate(fields.get('Date')),
  };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Fri, 20 Nov 2026 00:12:41 UTC`; the format allows UTC only, some tools write `+0000` or one digit. */
function releaseDate(text: string | undefined): string | null {
  const match = /^\w{3}, +(\d{1,2}) (\w{3}) (\d{4}) +(\d{1,2}):(\d{2}):(\d{2}) (?:UTC|GMT|Z|\+0000)$/.exec(
    text ?? '',
  );
  if (!match) return null;
  const [, day, month, year, hour, minute, second] = match;
  const at = Date.UTC(
    Number(year),
    months.indexOf(month ?? ''),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  if (!months.includes(month ?? '') || Number.isNaN(at)) return null;
  return new Date(at).toISOString();
}
