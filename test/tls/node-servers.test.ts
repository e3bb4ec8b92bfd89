import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { examineEndpoint } from '../../controls/src/evidence/tls/examine.ts';
import type { Protocol } from '../../controls/src/evidence/tls/registry/protocols.ts';
import { selfSigned } from './certificates.ts';
import type { KeyAndCertificate } from './certificates.ts';
import { acceptedByClient } from './client-truth.ts';

const everything = 'ALL:COMPLEMENTOFALL:@SECLEVEL=0';
let rsa: KeyAndCertificate;
let ec: KeyAndCertificate;
beforeAll(async () => {
  [rsa, ec] = await Promise.all([selfSigned('rsa'), selfSigned('ec')]);
});

const both = () => ({ key: [rsa.key, ec.key], cert: [rsa.cert, ec.cert] });

/** Options of the server, and the versions that it offers. */
const servers: { name: string; options: () => TlsOptions; versions: Protocol[] }[] = [
  { name: 'the defaults', options: () => rsa, versions: ['TLSv1.2', 'TLSv1.3'] },
  { name: 'an ECDSA certificate', options: () => ec, versions: ['TLSv1.2', 'TLSv1.3'] },
  {
    name: 'everything OpenSSL has, from TLS 1.0 on',
    options: () => ({ ...both(), ciphers: everything, minVersion: 'TLSv1', dhparam: 'auto' }),
    versions: ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
  },
  {
    name: 'TLS 1.0 and 1.1 only',
    options: () => ({ ...rsa, ciphers: everything, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }),
    versions: ['TLSv1.0', 'TLSv1.1'],
  },
  { name: 'TLS 1.3 only', options: () => ({ ...ec, minVersion: 'TLSv1.3' }), versions: ['TLSv1.3'] },
  {
    name: 'the CCM suites of TLS 1.3',
    options: () => ({
      ...rsa,
      minVersion: 'TLSv1.3',
      ciphers: 'TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256:ALL:@SECLEVEL=0',
    }),
    versions: ['TLSv1.3'],
  },
  {
    name: 'one suite, P-521 only',
    options: () => ({
      ...rsa,
      ciphers: 'ECDHE-RSA-AES256-SHA384',
      maxVersion: 'TLSv1.2',
      ecdhCurve: 'P-521',
    }),
    versions: ['TLSv1.2'],
  },
  {
    name: 'a hybrid group before all others',
    options: () => ({ ...both(), ecdhCurve: 'X25519MLKEM768:X25519' }),
    versions: ['TLSv1.2', 'TLSv1.3'],
  },
  {
    name: 'P-384 only, TLS 1.3 only',
    options: () => ({ ...ec, minVersion: 'TLSv1.3', ecdhCurve: 'P-384' }),
    versions: ['TLSv1.3'],
  },
  {
    name: 'anonymous and NULL suites',
    options: () => ({ ciphers: 'aNULL:eNULL:@SECLEVEL=0', maxVersion: 'TLSv1.2', dhparam: 'auto' }),
    versions: ['TLSv1.2'],
  },
];

const clientNames = {
  'TLSv1.0': 'TLSv1',
  'TLSv1.1': 'TLSv1.1',
  'TLSv1.2': 'TLSv1.2',
  'TLSv1.3': 'TLSv1.3',
} as const;

async function withServer<T>(options: TlsOptions, work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(options, (socket) => socket.on('error', () => {}));
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

describe.each(servers)('a Node server with $name', ({ options, versions }) => {
  test('accepts what an OpenSSL client finds suite by suite', async () => {
    await withServer(options(), async (port) => {
      const { seen, tls } = await examineEndpoint(new LocalHost(), { address: '127.0.0.1', port });
      expect(seen).toBe('tls');
      const offered = tls?.protocols.filter((one) => one.offered).map(({ protocol }) => protocol);
      expect(offered).toEqual(versions);
      for (const { protocol, offered: isOffered, complete, ciphers } of tls?.protocols ?? []) {
        expect({ protocol, complete }).toEqual({ protocol, complete: true });
        if (!isOffered || protocol === 'SSLv2' || protocol === 'SSLv3') continue;
        const truth = await acceptedByClient(port, clientNames[protocol]);
        expect({ protocol, names: ciphers.map(({ name }) => name).toSorted() }).toEqual({
          protocol,
          names: truth,
        });
      }
    });
  });
});

test('reads the RSA and the ECDSA certificate, with TLS 1.2 and with 1.3', async () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    await withServer(
      { ...both(), minVersion: version, maxVersion: version, requestCert: true },
      async (port) => {
        const { tls } = await examineEndpoint(new LocalHost(), { address: '127.0.0.1', port });
        const subjects = tls?.chains.map(({ certificates: [own] }) => own?.subject).toSorted();
        expect(subjects).toEqual(['CN=ec.example.jp', 'CN=rsa.example.jp']);
        expect(tls).toMatchObject({ certificatesUnread: null, clientCertificateRequested: true });
      },
    );
  }
});

test("tells the server's order from the client's", async () => {
  const ciphers = 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384';
  for (const honorCipherOrder of [true, false]) {
    await withServer({ ...rsa, ciphers, maxVersion: 'TLSv1.2', honorCipherOrder }, async (port) => {
      const { tls, connections } = await examineEndpoint(new LocalHost(), { address: '127.0.0.1', port });
      const found = tls?.protocols.find(({ protocol }) => protocol === 'TLSv1.2');
      expect(found?.serverPreference).toBe(honorCipherOrder);
      expect(connections).toBeLessThan(20);
    });
  }
});

test('the same server gives the same facts twice', async () => {
  await withServer(both(), async (port) => {
    const target = { address: '127.0.0.1', port };
    const first = await examineEndpoint(new LocalHost(), target);
    expect(await examineEndpoint(new LocalHost(), target)).toEqual(first);
  });
});
