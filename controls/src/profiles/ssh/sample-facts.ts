import type { SshFacts } from '../../evidence/ssh/facts.ts';
import type { PolicyProfile } from './profile.ts';

/** A server that offers what a policy names, with keys of its sizes: for tests. */
export function factsOf(profile: PolicyProfile): SshFacts {
  const { lists, hostKeyBits, groupBits } = profile;
  const both = (names: readonly string[]) => ({ toServer: [...names], toClient: [...names] });
  const group = {
    algorithm: 'diffie-hellman-group-exchange-sha256',
    minBits: 512,
    wantedBits: 512,
    maxBits: 2048,
  };
  return {
    identification: 'SSH-2.0-OpenSSH_9.2p1 Debian-2',
    protocol: '2.0',
    software: 'OpenSSH_9.2p1',
    comments: 'Debian-2',
    linesBefore: 0,
    lists: {
      keyExchanges: [...lists.keyExchanges],
      signals: ['kex-strict-s-v00@openssh.com'],
      hostKeyAlgorithms: [...lists.hostKeyAlgorithms],
      ciphers: both(lists.ciphers),
      macs: both(lists.macs),
      compression: both(lists.compression),
    },
    sameListsEachTime: true,
    hostKeys: Object.entries(hostKeyBits).map(([type, bits]) => ({
      algorithm: type === 'ssh-rsa' ? 'rsa-sha2-512' : type,
      type,
      bits,
      sha256: 'A'.repeat(43),
      authority: null,
    })),
    hostKeysUnread: [],
    groups: groupBits === null ? [] : [{ ...group, bits: groupBits, answer: 'group' }],
  };
}
