import { connect } from 'node:tls';
import type { CipherNameAndProtocol, ConnectionOptions, SecureVersion } from 'node:tls';

const suites13 = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
];

/** IANA names of the suites with which an OpenSSL client completes a handshake: the slow way to the same list. */
export async function acceptedByClient(port: number, protocol: SecureVersion): Promise<string[]> {
  const options = { port, host: '127.0.0.1', minVersion: protocol, maxVersion: protocol };
  const accepted: string[] = [];
  if (protocol === 'TLSv1.3') {
    for (const name of suites13) {
      const cipher = await handshake({ ...options, ciphers: `${name}:ALL:@SECLEVEL=0` });
      if (cipher) accepted.push(cipher.standardName);
    }
    return accepted.toSorted();
  }
  let ciphers = 'ALL:COMPLEMENTOFALL:@SECLEVEL=0';
  for (;;) {
    const cipher = await handshake({ ...options, ciphers });
    if (!cipher) return accepted.toSorted();
    accepted.push(cipher.standardName);
    ciphers += `:!${cipher.name}`;
  }
}

function handshake(options: ConnectionOptions): Promise<CipherNameAndProtocol | null> {
  const { promise, resolve } = Promise.withResolvers<CipherNameAndProtocol | null>();
  const socket = connect({ ...options, rejectUnauthorized: false });
  socket.on('secureConnect', () => {
    resolve(socket.getCipher());
    socket.destroy();
  });
  socket.on('error', () => resolve(null));
  socket.on('close', () => resolve(null));
  return promise;
}
