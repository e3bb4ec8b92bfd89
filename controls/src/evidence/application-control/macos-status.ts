import { ProbeError } from '@tenken/shared';
import * as z from 'zod/mini';
import type { MandatoryAccess, Mode } from './schema.ts';

/** `spctl --status`: `assessments enabled` or `disabled`; not translated. */
export function parseAssessments(output: string): boolean {
  const word = /^assessments (enabled|disabled)$/m.exec(output)?.[1];
  if (word === undefined) throw new ProbeError('unparsable', 'spctl --status names no assessments');
  return word === 'enabled';
}

/** `csrutil status`: `System Integrity Protection status: enabled.`, `disabled.` or `unknown (Custom Configuration).` */
export function parseIntegrityProtection(output: string): MandatoryAccess['now'] {
  const word = /^System Integrity Protection status: (enabled|disabled|unknown)\b(.*)$/m.exec(output);
  if (word?.[1] === undefined) throw new ProbeError('unparsable', 'csrutil status names no status');
  if (word[1] === 'disabled') return 'disabled';
  return word[1] === 'enabled' && !word[2]?.includes('Custom') ? 'enforcing' : 'partly';
}

const SantaStatus = z.object({ daemon: z.object({ mode: z.string() }) });

/** `santactl status --json`: in lockdown what no rule allows does not start; monitor refuses only what a rule denies. */
export function parseSanta(json: string): Mode {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (cause) {
    throw new ProbeError('unparsable', 'santactl status is no JSON', { cause });
  }
  const status = SantaStatus.safeParse(data);
  if (!status.success) throw new ProbeError('unparsable', 'santactl status names no mode');
  const mode = status.data.daemon.mode.toLowerCase();
  return mode === 'lockdown' || mode === 'standalone' ? 'enforce' : mode === 'monitor' ? 'audit' : null;
}
