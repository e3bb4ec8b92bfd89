import { recordedRandom } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadRecording } from '../../../testing/recordings.ts';
import { describeChain } from './chain.ts';
import { clientHelloMessage } from '../wire/client-hello.ts';
import { readFlight } from './encrypted-certificates.ts';
import { aeads } from './key-schedule.ts';
import { keyPair } from './key-shares.ts';
import { allSchemes } from '../registry/signature-schemes.ts';

const { exchanges } = loadRecording('tls-endpoints', 'linux-tls13-only-self-signed');
const recorded = exchanges['tcp 127.0.0.1:8443 TLSv1.3 certificate any'] as { received: { base64: string } };
const received = new Uint8Array(Buffer.from(recorded.received.base64, 'base64'));
const groups = [0x1d, 0x17];
const pairs = groups.map((group) => keyPair(group, recordedRandom));
const clientHello = clientHelloMessage({
  protocol: 'TLSv1.3',
  ciphers: Object.keys(aeads).map(Number),
  random: recordedRandom(32),
  groups,
  signatureSchemes: allSchemes,
  keyShares: pairs,
});

test('opens the certificate of a recorded TLS 1.3 server', () => {
  const reading = readFlight(received, clientHello, pairs);
  expect(reading).toMatchObject({ type: 'read', flight: { clientCertificateRequested: false } });
  if (reading.type !== 'read') return;
  expect(describeChain(reading.flight.certificates, undefined)?.certificates[0]?.subject).toBe(
    'CN=appliance.example.jp',
  );
});

test('waits while the certificate is not all there', () => {
  expect(readFlight(received.subarray(0, 200), clientHello, pairs).type).toBe('more');
  expect(readFlight(new Uint8Array(), clientHello, pairs).type).toBe('more');
});

test('reads nothing that was not sealed with the agreed key', () => {
  const otherHello = Uint8Array.from(clientHello);
  otherHello[10] = (otherHello[10] ?? 0) ^ 1;
  expect(readFlight(received, otherHello, pairs)).toEqual({ type: 'unread', why: 'unparsable' });
});

test('a changed byte never changes what is read', () => {
  const first = JSON.stringify(readFlight(received, clientHello, pairs));
  const change = fc.record({ at: fc.nat(received.length - 1), value: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), fc.nat(received.length), (changes, end) => {
      const mutated = Uint8Array.from(received);
      for (const { at, value } of changes) mutated[at] = value;
      const reading = readFlight(mutated.subarray(0, end), clientHello, pairs);
      expect(reading.type === 'read' ? JSON.stringify(reading) : first).toBe(first);
    }),
    { numRuns: 500 },
  );
});
