import { ProbeError } from '@tenken/shared';
import { plausibleInstant } from './schema.ts';

export const cvdHeaderBytes = 512;

export type CvdHeader = { version: number; builtAt: string };

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The first 512 bytes of a ClamAV database, padded with spaces:
 * `ClamAV-VDB:build time:version:signatures:level:MD5:digital signature:builder:build time in seconds`.
 * The readable build time joins hour and minute by `-`, so that `:` separates; it is used where the last field is
 * missing.
 *
 * The signature over the content is ClamAV's own business: it refuses to load a database that does not fit.
 *
 * @see https://docs.clamav.net/manual/Signatures.html
 */
export function parseCvdHeader(header: string): CvdHeader {
  const [magic, readable = '', version = '', , , , , , seconds = ''] = header
    .slice(0, cvdHeaderBytes)
    .split(':');
  if (magic !== 'ClamAV-VDB') throw new ProbeError('unparsable', 'no ClamAV-VDB header');
  if (header.length < cvdHeaderBytes) throw new ProbeError('unparsable', 'the ClamAV-VDB header is cut off');
  if (!/^\d{1,9}$/.test(version.trim())) {
    throw new ProbeError('unparsable', 'the ClamAV-VDB header has no version');
  }
  const builtAt = /^\d{9,11}$/.test(seconds.trim())
    ? plausibleInstant(Number(seconds) * 1000)
    : readableTime(readable);
  if (builtAt === null) throw new ProbeError('unparsable', 'the ClamAV-VDB header has no build time');
  return { version: Number(version), builtAt };
}

/** `20 Nov 2026 07-45 +0900` */
function readableTime(text: string): string | null {
  const found = /^\s*(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2})-(\d{2}) ([+-])(\d{2})(\d{2})\s*$/.exec(text);
  if (!found) return null;
  const [, day, month = '', year, hour, minute, sign, zoneHours, zoneMinutes] = found;
  const index = months.indexOf(month);
  if (index === -1) return null;
  const offsetMs = (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return plausibleInstant(
    Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute)) - offsetMs,
  );
}
