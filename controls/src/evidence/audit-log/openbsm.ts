import { own } from '@tenken/shared';
import type { AuditEvent, RecordedEvent } from './schema.ts';

/** Classes of events in `flags`. */
const eventByClass: Record<string, AuditEvent> = {
  lo: 'logon',
  aa: 'authorization',
  ad: 'administrative',
  ex: 'process-creation',
  pc: 'process-creation',
  fd: 'file-deletion',
  fm: 'permission-change',
  fw: 'file-access',
};

export type AuditControl = {
  folder: string;
  events: RecordedEvent[];
  keepsDays: number | null;
  limitBytes: number | null;
};

const units: Record<string, number> = { s: 1 / 86_400, h: 1 / 24, d: 1, y: 365.25 };
const sizes: Record<string, number> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/**
 * `/etc/security/audit_control`: `flags:lo,aa,-fw`; `+` records successes alone, `-` failures alone, `^` takes a
 * class out again. `expire-after:60d OR 5G` removes old trails by age, size or both together.
 *
 * @see audit_control(5)
 */
export function parseAuditControl(text: string): AuditControl {
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^([a-z-]+):(.*)$/.exec(line.trim()) ?? [];
    if (name !== undefined && value !== undefined && !settings.has(name)) settings.set(name, value.trim());
  }
  const found = new Map<AuditEvent, { success: boolean; failure: boolean }>();
  for (const flag of (settings.get('flags') ?? '').split(',')) {
    const [, not = '', sign = '', name = ''] = /^\s*(\^?)([+-]?)(all|[a-z]{2})\s*$/.exec(flag) ?? [];
    const events = name === 'all' ? Object.values(eventByClass) : [own(eventByClass, name)];
    for (const event of events) {
      if (event === undefined) continue;
      const current = found.get(event) ?? { success: false, failure: false };
      const value = not === '';
      found.set(event, {
        success: sign === '-' ? current.success : value,
        failure: sign === '+' ? current.failure : value,
      });
    }
  }
  const expire = settings.get('expire-after') ?? '';
  const age = /\b(\d{1,9})([shdy])\b/.exec(expire);
  const size = /\b(\d{1,9})([BKMG])\b/.exec(expire);
  // With AND both have to be exceeded: neither alone removes anything.
  const both = /\bAND\b/.test(expire);
  return {
    folder: settings.get('dir') ?? '/var/audit',
    events: [...found]
      .filter(([, { success, failure }]) => success || failure)
      .map(([event, result]) => ({ event, ...result })),
    keepsDays: age && !(both && size) ? Number(age[1]) * (own(units, age[2]) ?? 1) : null,
    limitBytes: size && !(both && age) ? Number(size[1]) * (own(sizes, size[2]) ?? 1) : null,
  };
}

/** `20261101000000.20261102000000`, `….not_terminated`, in Greenwich time: when a trail was begun. */
export function instantOfTrail(name: string): string | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.(?:\d{14}|not_terminated|crash_recovery)$/.exec(
    name,
  );
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second)).toISOString();
}
