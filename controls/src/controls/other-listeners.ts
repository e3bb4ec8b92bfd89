import type { ListeningServices, Listener } from '../evidence/listening-services/schema.ts';

export type Wanted = {
  /** TCP ports on which only this kind of server is expected. */
  ports: readonly number[];
  /** Beginnings of program names. */
  programs: readonly string[];
};

/** Listeners that are, by their port or their program, a server of this kind; loopback is not among them. */
export function listenersOfKind({ listeners }: ListeningServices, { ports, programs }: Wanted): Listener[] {
  return listeners.filter(({ protocol, port, program }) => {
    const name = program?.toLowerCase() ?? '';
    if (programs.some((start) => name.startsWith(start))) return true;
    return protocol === 'tcp' && port !== null && ports.includes(port);
  });
}

/** `tcp 0.0.0.0:22 sshd` of the first few, for a table. */
export function shownListeners(listeners: readonly Listener[]): string {
  const shown = listeners
    .slice(0, 4)
    .map(({ protocol, address, port, program }) =>
      [`${protocol} ${address}:${port ?? '*'}`, ...(program === null ? [] : [program])].join(' '),
    );
  return [...shown, ...(listeners.length > 4 ? [`+${listeners.length - 4}`] : [])].join(', ');
}
