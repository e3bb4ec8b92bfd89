const newline = 0x0a;
/** A status is a word or two. */
const longestStatus = 40;

/**
 * Cuts a stream into the answers that it holds. Each ends with a line break, its boundary, what the boundary's line
 * says besides, and a line break. Chunks are put together once, however many an answer takes.
 */
export class Frames {
  #chunks: Buffer[] = [];
  #length = 0;
  /** Nothing before this place can begin the boundary that is looked for. */
  #searched = 0;

  /** Bytes that belong to no answer yet. */
  get length(): number {
    return this.#length;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The next answer, or null while it has not come whole. Asked again with the same boundary until it has. */
  take(boundary: string): { content: Buffer; status: string } | null {
    const mark = Buffer.from(`\n${boundary}`);
    const place = this.#find(mark);
    if (place < 0) {
      this.#searched = Math.max(0, this.#length - mark.length + 1);
      return null;
    }
    const whole = this.#whole();
    const lineEnd = whole.indexOf(newline, place + mark.length);
    if (lineEnd < 0) {
      this.#searched = place;
      // A boundary that goes on for ever is none.
      if (whole.length - place - mark.length > longestStatus) {
        throw new Error('an answer ends in an unknown way');
      }
      return null;
    }
    const status = whole
      .subarray(place + mark.length, lineEnd)
      .toString('latin1')
      .trim();
    const rest = whole.subarray(lineEnd + 1);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    this.#searched = 0;
    return { content: whole.subarray(0, place), status };
  }

  /** Everything so far, e.g. for a message about an end that nobody expected. */
  get pending(): Buffer {
    return this.#whole();
  }

  #find(mark: Buffer): number {
    let start = 0;
    for (const [index, chunk] of this.#chunks.entries()) {
      const end = start + chunk.length;
      if (end > this.#searched) {
        if (index === 0 && this.#chunks.length === 1) return chunk.indexOf(mark, this.#searched);
        // The last chunks only: what lies before has been searched.
        const from = Math.max(0, this.#searched - start);
        const tail = Buffer.concat([chunk.subarray(from), ...this.#chunks.slice(index + 1)]);
        const found = tail.indexOf(mark);
        return found < 0 ? -1 : start + from + found;
      }
      start = end;
    }
    return -1;
  }

  #whole(): Buffer {
    const [first] = this.#chunks;
    if (this.#chunks.length === 1 && first) return first;
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = whole.length === 0 ? [] : [whole];
    return whole;
  }
}
