import type { DeviceFacts } from './schema.ts';

/** The answers by command; null: the device refused this command. */
export type Answers = ReadonlyMap<string, string | null>;

/** How one vendor's devices are asked and read. */
export type Dialect = {
  /** All that is ever sent to such a device: they read and change nothing. */
  commands: readonly string[];
  /** Without these there are no facts. */
  essential: readonly string[];
  /**
   * What of one line may leave the session; null: nothing. Whatever is not known to be harmless is left out, so that a
   * secret in a line that nobody thought of is left out too.
   */
  kept: (line: string) => string | null;
  /** @throws {ProbeError} `unparsable` */
  parse: (answers: Answers) => DeviceFacts;
};

/** Stands where a value was that nobody needs. */
export const leftOut = '(left-out)';
/** Community names that every scanner tries first. */
const defaultCommunities = new Set(['public', 'private', 'cisco', 'community', 'admin', 'fortinet']);

/** The part of a line that the first fitting form matches, and nothing after it; null: none fits. */
export function fitting(forms: readonly RegExp[], line: string): string | null {
  for (const form of forms) {
    const found = form.exec(line);
    if (found) return found[0];
  }
  return null;
}

/** In the place of the name of a community, which is its password. */
export function communityWord(name: string): string {
  return defaultCommunities.has(name.replaceAll('"', '').toLowerCase()) ? '(default)' : leftOut;
}

/** Lines of an answer that nothing printable is lost of, each without its secrets. */
export function keptText({ kept }: Dialect, text: string): string {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const plain = line.replaceAll(/[^\x20-\x7e]/g, '?').trimEnd();
    const safe = plain.length > 1000 ? null : kept(plain);
    if (safe !== null) lines.push(safe);
  }
  return lines.map((line) => `${line}\n`).join('');
}

export function firstMatch(text: string, form: RegExp): string | null {
  return form.exec(text)?.[1]?.slice(0, 128) ?? null;
}

/** Strings without doubles, in the order in which they came. */
export function unique(list: Iterable<string>): string[] {
  return [...new Set(list)].map((one) => one.slice(0, 128));
}

/** How crypt(3) writes the method of a hash. */
export function cryptForm(id: string): 'weak-hash' | 'strong-hash' | 'other' {
  if (id === '1') return 'weak-hash';
  return id === '5' || id === '6' ? 'strong-hash' : 'other';
}

/** Lists by name, made when first named. */
export class Lists {
  readonly #lists = new Map<string, { entries: number; permitsAny: number; boundTo: Set<string> }>();

  entry(name: string, permitsAny: boolean): void {
    const list = this.#list(name);
    list.entries += 1;
    if (permitsAny) list.permitsAny += 1;
  }

  bind(name: string, where: string): void {
    this.#list(name).boundTo.add(where);
  }

  all() {
    return [...this.#lists].map(([name, { entries, permitsAny, boundTo }]) => ({
      name: name.slice(0, 128),
      entries,
      permitsAny,
      boundTo: unique(boundTo),
    }));
  }

  #list(name: string) {
    const known = this.#lists.get(name) ?? { entries: 0, permitsAny: 0, boundTo: new Set<string>() };
    this.#lists.set(name, known);
    return known;
  }
}
