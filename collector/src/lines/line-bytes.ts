import { Buffer } from 'node:buffer';

/**
 * A line of a list as UTF-8: fields, and what stands before, between and behind them. Fields are replaced one at a time;
 * what others hold stays.
 */
export class LineBytes {
  #bytes = Buffer.allocUnsafeSlow(1024);
  /** Of each field, in bytes from the line's begin. */
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  /** Of the whole line. */
  #length: number;
  #line: Uint8Array;

  /** @param around one more than there are fields, all of which are empty at first */
  constructor(around: readonly string[]) {
    const fields = around.length - 1;
    this.#starts = new Int32Array(fields);
    this.#lengths = new Int32Array(fields);
    const texts = around.map((text) => Buffer.from(text));
    const whole = Buffer.concat(texts);
    this.#length = whole.length;
    this.#makeRoom(0);
    this.#bytes.set(whole);
    this.#line = this.#bytes.subarray(0, this.#length);
    let start = 0;
    for (let field = 0; field < fields; field += 1) {
      start += texts[field]?.length ?? 0;
      this.#starts[field] = start;
    }
  }

  /** A lone surrogate becomes U+FFFD. */
  set(field: number, text: string): void {
    const start = this.#starts[field] ?? 0;
    const length = Buffer.byteLength(text);
    const longer = length - (this.#lengths[field] ?? 0);
    if (longer !== 0) this.#move(field, longer);
    if (length > 0) this.#bytes.write(text, start);
  }

  /** A whole number from 0, in decimal digits. */
  setWhole(field: number, value: number): void {
    let digits = 1;
    for (let power = 10; value >= power; power *= 10) digits += 1;
    const longer = digits - (this.#lengths[field] ?? 0);
    if (longer !== 0) this.#move(field, longer);
    let rest = value;
    for (let at = (this.#starts[field] ?? 0) + digits - 1; digits > 0; at -= 1, digits -= 1) {
      this.#bytes[at] = 0x30 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
  }

  /** One byte of a field. */
  setByte(field: number, at: number, byte: number): void {
    this.#bytes[(this.#starts[field] ?? 0) + at] = byte;
  }

  /** The whole line, until a field is replaced. */
  get bytes(): Uint8Array {
    return this.#line;
  }

  /** Takes what follows a field further back, or forward. */
  #move(field: number, longer: number): void {
    this.#makeRoom(longer);
    const end = (this.#starts[field] ?? 0) + (this.#lengths[field] ?? 0);
    this.#bytes.copyWithin(end + longer, end, this.#length);
    this.#lengths[field] = (this.#lengths[field] ?? 0) + longer;
    for (let later = field + 1; later < this.#starts.length; later += 1) {
      this.#starts[later] = (this.#starts[later] ?? 0) + longer;
    }
    this.#length += longer;
    this.#line = this.#bytes.subarray(0, this.#length);
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.#length + more) * 2);
    larger.set(this.#bytes.subarray(0, Math.min(this.#length, this.#bytes.length)));
    this.#bytes = larger;
  }
}
