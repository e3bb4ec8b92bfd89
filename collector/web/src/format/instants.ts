const zone = 'Asia/Tokyo';

const numbers = new Intl.DateTimeFormat('sv-SE', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

const withSeconds = new Intl.DateTimeFormat('sv-SE', {
  timeZone: zone,
  dateStyle: 'short',
  timeStyle: 'medium',
});

const era = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', {
  timeZone: zone,
  dateStyle: 'long',
  timeStyle: 'medium',
});

/** `2026-11-21 16:45 JST`, or `2026-11-21 16:45:12 JST` where the order of things within a minute matters. */
export function shownInstant(iso: string, to: 'minute' | 'second' = 'minute'): string {
  return `${(to === 'second' ? withSeconds : numbers).format(new Date(iso))} JST`;
}

/** ISO in UTC, then the Japanese era: `2026-11-21T07:45:12.000Z · 令和8年11月21日 16:45:12`. */
export function exactInstant(iso: string): string {
  return `${iso} · ${era.format(new Date(iso))}`;
}
