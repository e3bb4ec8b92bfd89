/** A SID as Windows keeps it, hexadecimal, in the form that people know; null when it is none. */
export function sidOf(hex: string): string | null {
  if (!/^(?:[0-9a-f]{2}){8,68}$/i.test(hex)) return null;
  const bytes = Buffer.from(hex, 'hex');
  const count = bytes[1] ?? 0;
  if (bytes[0] !== 1 || bytes.length !== 8 + 4 * count) return null;
  const parts = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return ['S', 1, bytes.readUIntBE(2, 6), ...parts].join('-');
}

/** Last number of a SID: 500 is the built-in administrator and 501 the guest, whatever they are called. */
export function ridOf(sid: string): number {
  return Number(sid.slice(sid.lastIndexOf('-') + 1));
}

/** `S-1-5-21-…` without its last number: the machine, or the domain, that made the account. */
export function authorityOf(sid: string): string {
  return sid.slice(0, sid.lastIndexOf('-'));
}
