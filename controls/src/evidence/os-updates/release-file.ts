import { ProbeError } from '@tenken/shared';

export type ReleaseFile = {
  origin: string;
  label: string;
  suite: string;
  codename: string;
  builtAt: string | null;
  /** Nothing is installed from it unless somebody asks for it; with `butAutomaticUpgrades` what is from it is upgraded. */
  notAutomatic: boolean;
  butAutomaticUpgrades: boolean;
  /** The part that was read goes up to the lists of files: no field is missing from it. */
  isWhole: boolean;
};

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
    origin: fields.get('Origin') ?? '',
    label: fields.get('Label') ?? '',
    suite: fields.get('Suite') ?? '',
    codename: fields.get('Codename') ?? '',
    builtAt: releaseDate(fields.get('Date')),
    notAutomatic: fields.get('NotAutomatic') === 'yes',
    butAutomaticUpgrades: fields.get('ButAutomaticUpgrades') === 'yes',
    isWhole: /^(MD5Sum|SHA1|SHA256|SHA512):/m.test(content),
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
