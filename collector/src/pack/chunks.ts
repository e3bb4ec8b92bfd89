/** So many that a million short lines cost few turns, and so few that they never leave the youngest memory. */
const chunkCharacters = 16 * 1024;

/** Pieces of text put together. */
export async function* chunks(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let waiting = '';
  for await (const piece of pieces) {
    waiting += piece;
    if (waiting.length < chunkCharacters) continue;
    yield waiting;
    waiting = '';
  }
  if (waiting !== '') yield waiting;
}
