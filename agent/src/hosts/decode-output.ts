/**
 * Text that a program printed: UTF-8 where it is valid UTF-8, UTF-16LE where it starts with its mark, else code
 * page 932, which the console programs of a Japanese Windows write. Node's `shift_jis` is Windows-31J.
 */
export function decodeOutput(chunks: readonly Buffer[]): string {
  const bytes = Buffer.concat(chunks);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('shift_jis').decode(bytes);
  }
}
