import type { ClientState } from './schema.ts';

export type W32tmState = Pick<ClientState, 'synchronized' | 'stratum' | 'offsetMs'> & {
  /** Seconds since the clock was last set from the source; null = not told. */
  sinceSyncSeconds: number | null;
  /** The source's name or address; null where it is no such thing (its own clock, the hypervisor, a translated text). */
  source: string | null;
  /** The clock comes from the hypervisor (VM IC provider). */
  hypervisor: boolean;
};

/** ReferenceId of the VM IC provider ("VMTP"), of the machine's own clock ("LOCL"), and none. */
const vmIc = '564D5450';
const ownClock = new Set(['00000000', '4C4F434C', '7F7F0101']);

/**
 * `w32tm /query /status /verbose`. Labels and words are translated and differ by version; the order of the lines
 * is not, and the values have fixed shapes: 1 leap digit, 2 stratum, 6 reference id, 8 source, 10 phase offset in
 * seconds, 16 seconds since the last good synchronisation. Null where the shapes do not fit: then w32tm told
 * nothing that may be relied on.
 *
 * @see https://learn.microsoft.com/windows-server/networking/windows-time-service/windows-time-service-tools-and-settings
 */
export function parseW32tm(output: string): W32tmState | null {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '');
  const values = lines.map((line) => /^[^:：]{1,100}[:：]\s*(.*?)\s*$/.exec(line)?.[1] ?? '');
  const leap = /^([0-3])\s*\(/.exec(values[0] ?? '')?.[1];
  const stratum = /^(\d{1,3})\s*\(/.exec(values[1] ?? '')?.[1];
  const reference = /^0x([0-9A-F]{8})\b/i.exec(values[5] ?? '')?.[1]?.toUpperCase();
  if (leap === undefined || stratum === undefined || reference === undefined) return null;
  const layer = Number(stratum);
  const synchronized = leap !== '3' && layer > 0 && layer < 16 && !ownClock.has(reference);
  const phase = /^([+-]?\d{1,9}\.\d{1,12})s$/.exec(values[9] ?? '')?.[1];
  const since = /^(\d{1,9})\.\d{1,12}s$/.exec(values[15] ?? '')?.[1];
  const source = /^([A-Za-z0-9][A-Za-z0-9._:-]{0,254})(?:,0x[0-9a-f]+|,\d+)?$/i.exec(values[7] ?? '')?.[1];
  return {
    synchronized,
    stratum: layer,
    offsetMs: synchronized && phase !== undefined ? Number(phase) * 1000 || 0 : null,
    sinceSyncSeconds: synchronized && since !== undefined ? Number(since) : null,
    source: synchronized && reference !== vmIc ? (source ?? null) : null,
    hypervisor: reference === vmIc,
  };
}

/**
 * `NtpServer`: `host,0xFLAGS` separated by spaces; 0x2 = only when the others fail, so those come last.
 */
export function parseNtpServer(value: string): string[] {
  const entries = value.split(/\s+/).filter((entry) => entry !== '');
  const servers = entries.map((entry) => {
    const [name = '', flags = '0'] = entry.split(',');
    return { name: name.slice(0, 255), fallback: (Number(flags) & 2) !== 0 };
  });
  return servers
    .filter(({ name }) => name !== '')
    .toSorted((a, b) => Number(a.fallback) - Number(b.fallback))
    .map(({ name }) => name)
    .slice(0, 50);
}
