import { ProbeError } from '@tenken/shared';
import { plausibleDay } from './schema.ts';
import type { Definitions } from './schema.ts';

/**
 * `upd --list-modules` of ESET for Linux and macOS: `EM002<tab> 31832 (20250909)<tab>Detection engine`. The module
 * ids are the same in every language.
 */
export function parseEsetModules(output: string): Definitions {
  for (const line of output.split('\n')) {
    const [, version, day] = /^EM002\s+([\d.]{1,20})\s+\((\d{8})\)/.exec(line) ?? [];
    if (!version || !day) continue;
    return {
      state: 'present',
      version,
      builtAt: plausibleDay(day),
      updatedAt: null,
      precision: 'day',
      current: null,
    };
  }
  throw new ProbeError('unparsable', 'upd lists no detection engine (EM002)');
}

/**
 * The registry's `ScannerVersion` on Windows: `31832 (20250909)`. Null when it is something else.
 */
export function parseEsetScannerVersion(text: string): Definitions | null {
  const [, version, day] = /^([\d.]{1,20})\s+\((\d{8})\)$/.exec(text.trim()) ?? [];
  if (!version || !day) return null;
  return {
    state: 'present',
    version,
    builtAt: plausibleDay(day),
    updatedAt: null,
    precision: 'day',
    current: null,
  };
}
