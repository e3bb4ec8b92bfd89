/** Code page 932, which programs of a Japanese Windows write to their output, as Windows fills it: `?` for what it has not. */
export function codePage932(text: string): Buffer {
  return Buffer.concat(Array.from(text, (sign) => table().get(sign) ?? Buffer.from('?')));
}

/** As programs write that were told to: with the mark in front. */
export function utf16(text: string): Buffer {
  return Buffer.from(`\u{feff}${text}`, 'utf16le');
}

let signs: Map<string, Buffer> | null = null;

/** Node decodes this code page and does not encode it: every sequence of bytes is decoded once. */
function table(): Map<string, Buffer> {
  if (signs !== null) return signs;
  signs = new Map();
  const decoder = new TextDecoder('shift_jis', { fatal: true });
  const leads = [...range(0x81, 0x9f), ...range(0xe0, 0xfc)];
  const pairs = leads.flatMap((lead) => range(0x40, 0xfc).map((trail) => Buffer.of(lead, trail)));
  const singles = [...range(0x00, 0x7f), ...range(0xa1, 0xdf)].map((byte) => Buffer.of(byte));
  for (const bytes of [...singles, ...pairs]) {
    try {
      const sign = decoder.decode(bytes);
      if (sign.length === 1 && !signs.has(sign)) signs.set(sign, bytes);
    } catch {
      // Not every pair of bytes is a sign.
    }
  }
  return signs;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
