import type { Server } from './servers.ts';

const allKeys = ['rsa:3072', 'ecdsa', 'ed25519'];

/** Real servers in the states in which they are met. */
export const configurations: Readonly<Record<string, Server>> = {
  'OpenSSH as delivered': { program: 'sshd', keys: allKeys },
  'OpenSSH with an Ed25519 key only': { program: 'sshd', keys: ['ed25519'] },
  'OpenSSH with every old algorithm': {
    program: 'sshd',
    keys: ['rsa:2048', 'ed25519'],
    settings: [
      'HostKeyAlgorithms +ssh-rsa',
      'KexAlgorithms +diffie-hellman-group1-sha1,diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1',
      'Ciphers +aes128-cbc,aes192-cbc,aes256-cbc,3des-cbc',
      'MACs +hmac-md5,hmac-md5-96,hmac-sha1-96,hmac-md5-etm@openssh.com',
    ],
  },
  'OpenSSH hardened': {
    program: 'sshd',
    keys: ['rsa:4096', 'ed25519'],
    settings: [
      'KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256,diffie-hellman-group16-sha512',
      'HostKeyAlgorithms ssh-ed25519,rsa-sha2-512,rsa-sha2-256',
      'Ciphers aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr',
      'MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com',
    ],
  },
  'OpenSSH with large primes and without compression': {
    program: 'sshd',
    keys: allKeys,
    settings: [
      'KexAlgorithms diffie-hellman-group-exchange-sha256,curve25519-sha256',
      'ModuliFile MODULI',
      'Compression no',
    ],
  },
  'OpenSSH with a post-quantum key exchange only': {
    program: 'sshd',
    keys: allKeys,
    settings: ['KexAlgorithms sntrup761x25519-sha512@openssh.com'],
  },
  Dropbear: { program: 'dropbear', keys: ['rsa:2048', 'ecdsa', 'ed25519'] },
};
