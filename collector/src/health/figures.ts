const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes as people read them, `1.5 GiB`. */
export function inBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Whole days, rounded down. */
export function days(ms: number): number {
  return Math.floor(ms / dayMs);
}

const inTokyo = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Tokyo',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** `2026-11-22 09:30`, in Japan. */
export function moment(at: number): string {
  return inTokyo.format(at);
}
