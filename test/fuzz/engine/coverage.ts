import { Session } from 'node:inspector/promises';
import { pathToFileURL } from 'node:url';

const root = pathToFileURL(`${process.cwd()}/`).href;

/** Which blocks of our own code run, as V8 counts them. */
export class Coverage {
  readonly #session = new Session();
  readonly #all = new Set<string>();

  async start(): Promise<void> {
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Blocks that ever ran. */
  get size(): number {
    return this.#all.size;
  }

  /** Blocks that ran since this was last asked and are not in `seen`. */
  async newSince(seen: ReadonlySet<string>): Promise<string[]> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    const fresh: string[] = [];
    for (const { url, functions } of result) {
      if (!isLookedAt(url)) continue;
      for (const { ranges } of functions) {
        for (const { count, startOffset, endOffset } of ranges) {
          if (count === 0) continue;
          const block = `${url.slice(root.length)}:${startOffset}:${endOffset}`;
          this.#all.add(block);
          if (!seen.has(block)) fresh.push(block);
        }
      }
    }
    return fresh;
  }

  stop(): void {
    this.#session.disconnect();
  }
}

/** Our own parsers, and the package that reads certificate requests of strangers. */
function isLookedAt(url: string): boolean {
  if (!url.startsWith(root) || url.includes('/test/')) return false;
  return !url.includes('/node_modules/') || url.includes('/node_modules/@peculiar/');
}
