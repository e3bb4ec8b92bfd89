const chunkCharacters = 64 * 1024;

/** Pieces of text as UTF-8 in chunks of about 64 kB, so that a million short lines cost few turns. */
export async function* chunks(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  let waiting = '';
  for await (const piece of pieces) {
    waiting += piece;
    if (waiting.length < chunkCharacters) continue;
    yield Buffer.from(waiting);
    waiting = '';
  }
  if (waiting !== '') yield Buffer.from(waiting);
}
