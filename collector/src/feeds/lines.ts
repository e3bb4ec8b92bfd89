import { FormatFault } from './format-fault.ts';

/** Lines of a stream, each no longer than a limit; empty ones are left out. @throws {FormatFault} */
export async function* linesOf(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<{ number: number; text: string }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let kept: Uint8Array[] = [];
  let length = 0;
  let number = 0;
  const line = (): string => {
    const text = decoded(decoder, Buffer.concat(kept), number);
    kept = [];
    length = 0;
    return text;
  };
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length;) {
      const found = chunk.indexOf(10, at);
      const end = found < 0 ? chunk.length : found;
      length += end - at;
      if (length > limit) throw new FormatFault(`line ${number + 1} is longer than ${limit} bytes`);
      kept.push(chunk.subarray(at, end));
      at = end + 1;
      if (found < 0) {
        // What is kept must not change when the stream fills its block again.
        kept = [Buffer.concat(kept)];
        continue;
      }
      number += 1;
      const text = line();
      if (text !== '') yield { number, text };
    }
  }
  if (length === 0) return;
  number += 1;
  yield { number, text: line() };
}

function decoded(decoder: TextDecoder, bytes: Uint8Array, number: number): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new FormatFault(`line ${number} is not UTF-8`);
  }
}

/** One JSON document a line. @throws {FormatFault} */
export async function* documentsOf(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<{ number: number; document: unknown }> {
  for await (const { number, text } of linesOf(stream, limit)) {
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      throw new FormatFault(`line ${number} is no JSON`);
    }
    yield { number, document };
  }
}
