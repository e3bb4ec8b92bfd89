import { text } from '@tenken/shared';
import type { ListeningServices, Listener } from '../evidence/listening-services/schema.ts';
import type { Judgement } from './define.ts';

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

/**
 * What is said where the server that listens, if any, is none whose settings are read.
 *
 * @param absent reason for that nobody listens
 * @param leftToPeople a person looks at the products that are not read
 */
export function serverNotRead(
  who: { is: string; listeners: readonly Listener[] },
  absent: string,
  leftToPeople: boolean,
): Omit<Judgement, 'expected'> {
  const listens = shownListeners(who.listeners);
  const observed = text(listens || '待受けなし', listens || 'nothing listens');
  if (who.is === 'nobody') return { outcome: 'not-applicable', reason: absent, observed };
  if (who.is !== 'other') return { outcome: 'unknown', reason: 'listeners-not-told', observed };
  return { outcome: leftToPeople ? 'not-applicable' : 'unknown', reason: 'other-product', observed };
}
