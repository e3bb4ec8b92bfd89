/** Whether the collector answered the last time it was asked, and whether it takes long about it now. */
export type Connection = { state: 'reached' | 'slow' } | { state: 'lost'; since: Date };

/** Longer, and somebody wonders whether anything happens. */
export const slowAfterMs = 5000;

let lostSince: Date | null = null;
let slowRequests = 0;
let connection: Connection = { state: 'reached' };
const listeners = new Set<() => void>();

export function currentConnection(): Connection {
  return connection;
}

export function onConnectionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function connectionReached(): void {
  if (lostSince === null) return;
  lostSince = null;
  change();
}

export function connectionLost(now: Date): void {
  if (lostSince !== null) return;
  lostSince = now;
  change();
}

/** Makes one request, and says so on the page while its answer is late. */
export async function noticedWhenSlow<T>(request: Promise<T>): Promise<T> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    slowRequests += 1;
    change();
  }, slowAfterMs);
  try {
    return await request;
  } finally {
    clearTimeout(timer);
    if (late) {
      slowRequests -= 1;
      change();
    }
  }
}

function change(): void {
  if (lostSince !== null) connection = { state: 'lost', since: lostSince };
  else connection = { state: slowRequests > 0 ? 'slow' : 'reached' };
  for (const listener of listeners) listener();
}
