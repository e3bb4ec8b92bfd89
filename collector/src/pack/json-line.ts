import { LineBytes } from '../lines/line-bytes.ts';
import { lenientText } from './lenient-json.ts';

/** Lines of canonical JSON of one shape: their fields are named one after another, and only what is new is spelled. */
export class JsonLine {
  readonly #line: LineBytes;
  /** What each field said in the line before. */
  readonly #above: unknown[];
  #field = 0;

  /** @param around as of `LineBytes` */
  constructor(around: readonly string[]) {
    this.#line = new LineBytes(around);
    this.#above = Array.from({ length: around.length - 1 });
  }

  /** The next field is the line's first. */
  begin(): this {
    this.#field = 0;
    return this;
  }

  text(text: string | null): void {
    const field = this.#field++;
    if (this.#above[field] === text) return;
    this.#above[field] = text;
    this.#line.set(field, text === null ? 'null' : lenientText(text));
  }

  /** @param spelled not asked for a value that the line before had */
  value<Value extends object>(value: Value, spelled: (value: Value) => string): void {
    const field = this.#field++;
    if (this.#above[field] === value) return;
    this.#above[field] = value;
    this.#line.set(field, spelled(value));
  }

  get bytes(): Uint8Array {
    return this.#line.bytes;
  }
}
