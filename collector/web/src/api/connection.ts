/** Whether the collector answered the last time it was asked. */
export type Connection = { state: 'reached' } | { state: 'lost'; since: Date };

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
  if (connection.state === 'lost') change({ state: 'reached' });
}

export function connectionLost(now: Date): void {
  if (connection.state === 'reached') change({ state: 'lost', since: now });
}

function change(next: Connection): void {
  connection = next;
  for (const listener of listeners) listener();
}
