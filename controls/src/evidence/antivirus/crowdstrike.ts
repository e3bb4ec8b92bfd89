import { ProbeError } from '@tenken/shared';

/**
 * `falconctl -g --rfm-state --version`: `rfm-state=false, version = 7.16.16903.0`, with or without spaces and
 * ending in a full stop. In reduced functionality mode (a kernel that the sensor does not know) it reports to its
 * server and detects nothing.
 */
export function parseFalconctl(output: string): { reduced: boolean; version: string | null } {
  const reduced = /\brfm-state\s*=\s*(true|false)\b/i.exec(output)?.[1]?.toLowerCase();
  if (reduced === undefined) throw new ProbeError('unparsable', 'falconctl does not tell its rfm-state');
  const version = /(?:^|[\s,])version\s*=\s*(\d[\d.]{0,38}\d)/i.exec(output)?.[1] ?? null;
  return { reduced: reduced === 'true', version };
}
