import { text } from '@tenken/shared';
import type { PolicyProfile } from '../profile.ts';

const macsOfOpenSsh = [
  'umac-64-etm@openssh.com',
  'umac-128-etm@openssh.com',
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha1-etm@openssh.com',
  'umac-64@openssh.com',
  'umac-128@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
  'hmac-sha1',
];
const keysOfDebian = ['rsa-sha2-512', 'rsa-sha2-256', 'ecdsa-sha2-nistp256', 'ssh-ed25519'];
/** What `ssh-keygen -A` makes. */
const keyBitsOfOpenSsh = { 'ssh-rsa': 3072, 'ecdsa-sha2-nistp256': 256, 'ssh-ed25519': 256 };

const asDelivered = {
  type: 'policy',
  asOf: '2026-11-22',
  allowSubset: false,
  hostKeyBits: keyBitsOfOpenSsh,
  allowLarger: true,
  requireStrictKeyExchange: true,
  verified: true,
} as const;

const measured = (version: string) =>
  text(
    `パッケージ ${version} を既定の設定のまま動かし、通信で測った値。安全さの判定ではなく、出荷時のままかを見る。`,
    `Measured on the wire of the package ${version} with its defaults. It says whether a server is as delivered, not whether it is safe.`,
  );

/** OpenSSH 9.2 as Debian 12 delivers it. */
export const openssh92: PolicyProfile = {
  ...asDelivered,
  id: 'openssh-9.2-debian-12',
  title: text('OpenSSH 9.2（Debian 12）の出荷時の設定', 'OpenSSH 9.2 as delivered by Debian 12'),
  source: {
    document: text('Debian 12のopenssh-server', 'openssh-server of Debian 12'),
    edition: '1:9.2p1-2+deb12u10',
    url: 'https://packages.debian.org/bookworm/openssh-server',
    note: measured('1:9.2p1-2+deb12u10'),
  },
  lists: {
    keyExchanges: [
      'sntrup761x25519-sha512',
      'sntrup761x25519-sha512@openssh.com',
      'curve25519-sha256',
      'curve25519-sha256@libssh.org',
      'ecdh-sha2-nistp256',
      'ecdh-sha2-nistp384',
      'ecdh-sha2-nistp521',
      'diffie-hellman-group-exchange-sha256',
      'diffie-hellman-group16-sha512',
      'diffie-hellman-group18-sha512',
      'diffie-hellman-group14-sha256',
    ],
    hostKeyAlgorithms: keysOfDebian,
    ciphers: [
      'chacha20-poly1305@openssh.com',
      'aes128-ctr',
      'aes192-ctr',
      'aes256-ctr',
      'aes128-gcm@openssh.com',
      'aes256-gcm@openssh.com',
    ],
    macs: macsOfOpenSsh,
    compression: ['none', 'zlib@openssh.com'],
  },
  groupBits: 2048,
};

/** OpenSSH 10.0 as Debian 13 delivers it. */
export const openssh100: PolicyProfile = {
  ...asDelivered,
  id: 'openssh-10.0-debian-13',
  title: text('OpenSSH 10.0（Debian 13）の出荷時の設定', 'OpenSSH 10.0 as delivered by Debian 13'),
  source: {
    document: text('Debian 13のopenssh-server', 'openssh-server of Debian 13'),
    edition: '1:10.0p1-7+deb13u4',
    url: 'https://packages.debian.org/trixie/openssh-server',
    note: measured('1:10.0p1-7+deb13u4'),
  },
  lists: {
    keyExchanges: [
      'mlkem768x25519-sha256',
      'sntrup761x25519-sha512',
      'sntrup761x25519-sha512@openssh.com',
      'curve25519-sha256',
      'curve25519-sha256@libssh.org',
      'ecdh-sha2-nistp256',
      'ecdh-sha2-nistp384',
      'ecdh-sha2-nistp521',
    ],
    hostKeyAlgorithms: keysOfDebian,
    ciphers: [
      'chacha20-poly1305@openssh.com',
      'aes128-gcm@openssh.com',
      'aes256-gcm@openssh.com',
      'aes128-ctr',
      'aes192-ctr',
      'aes256-ctr',
    ],
    macs: macsOfOpenSsh,
    compression: ['none', 'zlib@openssh.com'],
  },
  groupBits: null,
};

/** Nothing that CRYPTREC's profile warns of, RSA and groups of 3072 bits or more. */
export const hardened: PolicyProfile = {
  type: 'policy',
  id: 'hardened',
  title: text('堅牢化したSSHサーバー', 'A hardened SSH server'),
  asOf: '2026-11-22',
  source: {
    document: text('製品の方針', "The product's own policy"),
    edition: '1',
    url: 'https://www.rfc-editor.org/rfc/rfc9142',
    note: text(
      'CRYPTRECの判定で警告も出ない方式から、OpenSSHの既定値にあるものを選んだ。',
      'Of what the profile of CRYPTREC does not even warn of, what OpenSSH has among its defaults.',
    ),
  },
  lists: {
    keyExchanges: [
      'mlkem768x25519-sha256',
      'sntrup761x25519-sha512',
      'sntrup761x25519-sha512@openssh.com',
      'curve25519-sha256',
      'curve25519-sha256@libssh.org',
      'ecdh-sha2-nistp256',
      'ecdh-sha2-nistp384',
      'ecdh-sha2-nistp521',
      'diffie-hellman-group16-sha512',
      'diffie-hellman-group18-sha512',
      'diffie-hellman-group-exchange-sha256',
    ],
    hostKeyAlgorithms: [
      'ssh-ed25519',
      'ssh-ed25519-cert-v01@openssh.com',
      'ecdsa-sha2-nistp256',
      'ecdsa-sha2-nistp384',
      'ecdsa-sha2-nistp521',
      'rsa-sha2-512',
      'rsa-sha2-512-cert-v01@openssh.com',
      'rsa-sha2-256',
      'rsa-sha2-256-cert-v01@openssh.com',
    ],
    ciphers: [
      'aes256-gcm@openssh.com',
      'aes128-gcm@openssh.com',
      'chacha20-poly1305@openssh.com',
      'aes256-ctr',
      'aes192-ctr',
      'aes128-ctr',
    ],
    macs: [
      'hmac-sha2-512-etm@openssh.com',
      'hmac-sha2-256-etm@openssh.com',
      'hmac-sha2-512',
      'hmac-sha2-256',
    ],
    compression: ['none', 'zlib@openssh.com'],
  },
  allowSubset: true,
  hostKeyBits: {
    'ssh-rsa': 3072,
    'ssh-ed25519': 256,
    'ecdsa-sha2-nistp256': 256,
    'ecdsa-sha2-nistp384': 384,
    'ecdsa-sha2-nistp521': 521,
  },
  groupBits: 3072,
  allowLarger: true,
  requireStrictKeyExchange: true,
  verified: true,
};
