import { isProbeError, ProbeError } from '@tenken/shared';

type Kept = {
  answer: Promise<unknown>;
  settled: { value: unknown } | { error: ProbeError } | null;
  at: number;
};
type KeptFile = { kept: Kept; maxBytes: number };

/** What was read longer ago than this is read anew. */
const keepMs = 60_000;
const maxBytes = 64 * 1024 * 1024;

/**
 * What a machine has answered during this scan. Several probes ask the same; over a network each question is asked
 * once. Only facts are kept: whoever met a limit or a broken shell asks anew.
 */
export class Memory {
  readonly #kept = new Map<string, Kept>();
  readonly #files = new Map<string, KeptFile>();
  #bytes = 0;

  recall<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const before = this.#kept.get(key);
    if (before && isFresh(before)) return before.answer as Promise<T>;
    const kept = this.#keep(ask(), () => this.#kept.get(key) === kept && this.#kept.delete(key));
    this.#kept.set(key, kept);
    return kept.answer as Promise<T>;
  }

  /** A file that was read whole answers for every limit. */
  async recallFile(path: string, limit: number, ask: () => Promise<Buffer>): Promise<Uint8Array> {
    const before = this.#files.get(path);
    if (before && isFresh(before.kept)) {
      try {
        return within(path, (await before.kept.answer) as Buffer, limit);
      } catch (error) {
        if (!isProbeError(error, 'output-limit') || before.maxBytes >= limit) throw error;
      }
    }
    const kept = this.#keep(ask(), () => this.#files.get(path)?.kept === kept && this.#files.delete(path));
    this.#files.set(path, { kept, maxBytes: limit });
    return kept.answer as Promise<Buffer>;
  }

  /** The answer to a question that has been asked; null when it is not there. */
  peek(key: string): { value: unknown } | { error: ProbeError } | null {
    return this.#kept.get(key)?.settled ?? null;
  }

  peekFile(path: string, limit: number): { value: unknown } | { error: ProbeError } | null {
    const settled = this.#files.get(path)?.kept.settled ?? null;
    if (settled === null || 'error' in settled) return settled;
    try {
      return { value: within(path, settled.value as Buffer, limit) };
    } catch (error) {
      return { error: error as ProbeError };
    }
  }

  #keep(answer: Promise<unknown>, forget: () => void): Kept {
    const kept: Kept = { answer, settled: null, at: performance.now() };
    void this.#settle(kept, forget);
    return kept;
  }

  async #settle(kept: Kept, forget: () => void): Promise<void> {
    try {
      const value = await kept.answer;
      this.#bytes += sizeOf(value);
      if (this.#bytes > maxBytes) forget();
      else kept.settled = { value };
    } catch (error) {
      if (isProbeError(error, 'not-found', 'permission-denied')) kept.settled = { error };
      else forget();
    }
  }
}

function isFresh({ at }: Kept): boolean {
  return performance.now() - at < keepMs;
}

/** Each caller has bytes of its own: nobody changes what another one reads. */
function within(path: string, bytes: Buffer, limit: number): Uint8Array {
  if (bytes.length > limit) throw new ProbeError('output-limit', `${path} is larger than ${limit} bytes`);
  return Buffer.from(bytes);
}

function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + sizeOf(one), 0);
  if (typeof value === 'object' && value !== null) return sizeOf(Object.values(value));
  return 8;
}
