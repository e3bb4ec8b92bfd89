import type { SshLists } from '../../evidence/ssh/facts.ts';
import type { PolicyList } from './profile.ts';

/** What is offered in at least one direction; both directions hardly ever differ. */
export function offered(lists: SshLists, list: PolicyList): string[] {
  switch (list) {
    case 'keyExchanges':
    case 'hostKeyAlgorithms':
      return lists[list];
    case 'ciphers':
    case 'macs':
    case 'compression':
      return [...new Set([...lists[list].toServer, ...lists[list].toClient])];
    default:
      return list satisfies never;
  }
}

/** The algorithm without what OpenSSH adds for certificates and security keys: both sign as their base does. */
export function baseAlgorithm(name: string): string {
  const plain = name.replace(/-cert-v01@openssh\.com$/, '');
  return plain.startsWith('sk-') ? plain.slice('sk-'.length).replace(/@openssh\.com$/, '') : plain;
}

/** Whether a name is one of a row's, where `*` at the end stands for any rest. */
export function isNamed(names: readonly string[], name: string): boolean {
  return names.some((row) => (row.endsWith('*') ? name.startsWith(row.slice(0, -1)) : row === name));
}

/** The name tells how long the key is. */
export function tellsSize(algorithm: string): boolean {
  return /^(?:ssh-ed25519|ssh-ed448|ecdsa-sha2-nistp(?:256|384|521))$/.test(baseAlgorithm(algorithm));
}
