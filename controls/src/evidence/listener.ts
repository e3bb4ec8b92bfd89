/** One listening TCP socket. */
export type Listener = { address: string; port: number; process: string | null };

/** Each address and port once, by port, then address; the first known program name wins. */
export function sortedListeners(listeners: readonly Listener[]): Listener[] {
  const distinct = new Map<string, Listener>();
  for (const listener of listeners) {
    const key = `${listener.port} ${listener.address}`;
    const known = distinct.get(key);
    if (!known || known.process === null) distinct.set(key, listener);
  }
  return [...distinct.values()].toSorted(
    (a, b) => a.port - b.port || (a.address < b.address ? -1 : a.address > b.address ? 1 : 0),
  );
}

/** Where to knock to reach a listener from the machine itself. */
export function ownAddress(address: string): string {
  if (address === '0.0.0.0' || address === '*') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}
