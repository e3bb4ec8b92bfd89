/** What makers leave in a field that nobody has filled in. Two machines with the same placeholder are not the same. */
const placeholders = [
  /^(to be filled|tobefilled|default|none|n\/?a|unknown|unspecified|undefined|not (specified|applicable|available)|o\.?e\.?m|invalid|empty|null)\b/i,
  /^(system|base ?board|chassis|type1)?[ -]?(serial|product|sku|manufacturer|version|model)[ _-]?(number|name|version)?$/i,
  // One character again and again: 0, 00000000, ........, xxxx.
  /^(.)\1*$/,
  /^0?123456789/,
];

/** Text of a maker without what stands around it, at most 100 characters; null where there is none. */
export function said(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value
    .slice(0, 1000)
    .toWellFormed()
    // oxlint-disable-next-line no-control-regex -- firmware pads with NUL and with bytes that nobody has set
    .replaceAll(/[\u0000-\u001F\u007F-\u009F\uFFFD]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (text === '' || placeholders.some((one) => one.test(text))) return null;
  return text.slice(0, 100).toWellFormed();
}

/** A count or a size that can be one; null for anything else. */
export function positive(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,17}$/.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : null;
}

/** A MAC address in the one form of the evidence; null for none, for all zeros and for a group of machines. */
export function hardwareAddress(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim().toLowerCase().replaceAll('-', ':');
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(text) || text === '00:00:00:00:00:00') return null;
  return Number.parseInt(text.slice(0, 2), 16) % 2 === 1 ? null : text;
}
