import { ProbeError } from '@tenken/shared';
import * as z from 'zod/mini';
import type { Disk } from './schema.ts';

/** What is used of `smartctl --json`; every member may be missing. */
const Answer = z.object({
  smartctl: z.object({
    exit_status: z.number(),
    messages: z.optional(z.array(z.object({ string: z.string() }))),
  }),
  smart_status: z.optional(z.object({ passed: z.boolean() })),
  ata_smart_attributes: z.optional(
    z.object({
      table: z.array(
        z.object({
          id: z.number(),
          when_failed: z.optional(z.string()),
          flags: z.optional(z.object({ prefailure: z.optional(z.boolean()) })),
          raw: z.object({ value: z.number() }),
        }),
      ),
    }),
  ),
  nvme_smart_health_information_log: z.optional(
    z.object({
      critical_warning: z.optional(z.number()),
      percentage_used: z.optional(z.number()),
    }),
  ),
});
type Answer = z.infer<typeof Answer>;

type State = Pick<Disk, 'status' | 'signs' | 'why'>;

/**
 * `smartctl --json --health --attributes`. The exit status is a set of bits, most of which are about the disk and
 * none of which makes the output less true; 2 = the disk could not be opened, or sleeps.
 *
 * @see https://www.smartmontools.org/browser/trunk/smartmontools/smartctl.8.in
 */
export function parseSmartctl(json: string): State {
  const { smartctl, ...disk } = answerOf(json);
  const messages = (smartctl.messages ?? []).map(({ string }) => string);
  if (disk.smart_status) return { status: statusOf(disk), signs: signsOf(disk), why: null };
  if (messages.some((message) => message.includes('Permission denied'))) {
    throw new ProbeError('permission-denied', 'smartctl may not open the disk');
  }
  if (messages.some((message) => /\b(STANDBY|SLEEP) mode\b/.test(message))) return without('asleep');
  return without('not-supported');
}

export function without(why: NonNullable<Disk['why']>): State {
  return { status: null, signs: [], why };
}

function answerOf(json: string): Answer {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new ProbeError('unparsable', 'smartctl prints no JSON', { cause });
  }
  const answer = Answer.safeParse(value);
  if (!answer.success) throw new ProbeError('unparsable', 'smartctl prints JSON of another shape');
  return answer.data;
}

function statusOf({ smart_status }: Omit<Answer, 'smartctl'>): Disk['status'] {
  return smart_status?.passed ? 'good' : 'failing';
}

function signsOf(disk: Omit<Answer, 'smartctl'>): Disk['signs'] {
  const signs = new Set<Disk['signs'][number]>();
  for (const { id, when_failed, flags, raw } of disk.ata_smart_attributes?.table ?? []) {
    if (when_failed === 'now' && flags?.prefailure) signs.add('prefail-attribute');
    // The upper half of the 48 bits counts something else on some disks.
    const count = raw.value % 2 ** 32;
    if (id === 197 && count > 0) signs.add('pending-sectors');
    if (id === 198 && count > 0) signs.add('uncorrectable-sectors');
  }
  const { critical_warning: warning = 0, percentage_used: used = 0 } =
    disk.nvme_smart_health_information_log ?? {};
  const has = (bit: number) => Math.floor(warning / bit) % 2 === 1;
  if (has(1)) signs.add('spare-low');
  if (has(4)) signs.add('reliability-degraded');
  if (has(8)) signs.add('read-only');
  if (used >= 100) signs.add('worn-out');
  return [...signs].toSorted();
}
