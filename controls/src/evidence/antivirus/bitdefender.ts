import { ProbeError } from '@tenken/shared';
import type { Product } from './schema.ts';
import { plausibleInstant } from './schema.ts';

/**
 * `bduitool get ps` of Bitdefender Endpoint Security Tools. The updates' instants are in local time with the
 * offset behind: `2023-08-24 at 11:44:37 GMT+2`.
 */
export function parseBduitool(output: string): Pick<Product, 'running' | 'definitions' | 'engineVersion'> {
  const status = /^\s*-?\s*Antimalware status:\s*(\w+)\s*$/m.exec(output)?.[1];
  if (status === undefined) throw new ProbeError('unparsable', 'bduitool names no antimalware status');
  const version = /^Engines version:\s*(\S{1,40})\s*$/m.exec(output)?.[1] ?? null;
  const updatedAt = localInstant(
    /^Last security content update:\s*(.{1,60})$/m.exec(output)?.[1]?.trim() ?? '',
  );
  const pending = /^New security content available:\s*(yes|no)\s*$/m.exec(output)?.[1];
  return {
    running: status === 'On',
    definitions:
      updatedAt === null
        ? { state: 'not-told' }
        : {
            state: 'present',
            version,
            builtAt: null,
            updatedAt,
            precision: 'instant',
            current: pending === undefined ? null : pending === 'no',
          },
    engineVersion: /^Product version:\s*(\S{1,40})\s*$/m.exec(output)?.[1] ?? null,
  };
}

function localInstant(text: string): string | null {
  const found =
    /^(\d{4})-(\d{2})-(\d{2}) at (\d{2}):(\d{2}):(\d{2}) GMT(?:([+-])(\d{1,2})(?::?(\d{2}))?)?$/.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, sign, zoneHours = '0', zoneMinutes = '0'] = found;
  const offsetMs = (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  const utc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return plausibleInstant(utc - offsetMs);
}
