import { expect, test } from 'vitest';
import {
  ExtendedKeyUsage,
  KeyUsageFlags,
  ofAForeignAuthority,
  selfSigned,
  signedByTheAuthority,
  theAuthorityItself,
} from '../support/forged-certificates.ts';
import type { Wanted } from '../support/forged-certificates.ts';
import type { Credentials } from '../support/https.ts';
import { push } from '../support/push.ts';
import { sendRaw } from '../support/raw-request.ts';
import { expectProblem, unchanged } from '../support/refusals.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';

const served = collectorWithAgents(2);

const client = ExtendedKeyUsage.clientAuth;
const good: Wanted = { fromHours: -1, toHours: 1, usages: [client] };

const refused: [name: string, make: () => Credentials | Promise<Credentials>][] = [
  ['no certificate', () => ({ authority: served.collector.authority })],
  ['a self-signed certificate with the name of the authority', () => selfSigned(served.collector)],
  [
    'a foreign authority, with the id of an enrolled host',
    () => ofAForeignAuthority(served.collector, served.agent.hostId),
  ],
  ['an expired certificate', () => signed({ fromHours: -48, toHours: -1 })],
  ['a certificate that is not good yet', () => signed({ fromHours: 1, toHours: 48 })],
  ['a certificate for servers', () => signed({ usages: [ExtendedKeyUsage.serverAuth] })],
  ['a certificate for e-mail', () => signed({ usages: [ExtendedKeyUsage.emailProtection] })],
  [
    'a key that may only sign certificates',
    () => signed({ keyUsage: KeyUsageFlags.keyCertSign, authority: true }),
  ],
  ['the authority itself', () => theAuthorityItself(served.collector)],
];

function signed(wanted: Partial<Wanted>): Promise<Credentials> {
  return signedByTheAuthority(served.collector, { ...good, ...wanted });
}

test.each(refused)('F34: %s ends in the handshake', async (_name, make) => {
  const { collector } = served;
  const credentials = await make();
  const packed = pack(sampleReport(served.agent, 1));
  await unchanged(collector, async () => {
    await expect(push(collector, credentials, packed.body)).rejects.toThrow(
      /alert|ECONNRESET|socket hang up|EPIPE/,
    );
    // Not even HTTP is spoken: a wrong method and path get no answer either.
    const answer = await sendRaw(collector.agentUrl, credentials, [
      'GET /healthz HTTP/1.1',
      'host: localhost',
    ]).catch(() => null);
    expect(answer?.text ?? '').toBe('');
  });
});

test('F34: a good certificate of the authority that was never enrolled is told to enrol', async () => {
  const { collector } = served;
  const credentials = await signed({});
  const answer = await unchanged(collector, () =>
    push(collector, credentials, pack(sampleReport(served.agent, 1)).body),
  );
  expectProblem(answer, 403, 'certificate-unknown');
});

test('F34: an enrolled certificate is taken', async () => {
  const { collector, agent } = served;
  const answer = await push(collector, agent, pack(sampleReport(agent, 1)).body);
  expect(answer.status).toBe(201);
});
