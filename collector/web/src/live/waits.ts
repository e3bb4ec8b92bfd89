const firstMs = 1000;
const longestMs = 30_000;

/**
 * How long to wait before the next attempt: twice as long each time, and never as long as everybody else waits.
 *
 * @param failures in a row, 1 or more
 */
export function waitMsAfter(failures: number, random: number = Math.random()): number {
  const wait = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 10));
  return wait * (0.5 + random / 2);
}

/** Resolves after `ms`, as soon as the browser says that there is a network again, or when `signal` ends it. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      globalThis.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    globalThis.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
