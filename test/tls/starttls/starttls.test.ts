import { beforeAll, describe, expect, test } from 'vitest';
import { startTlsProtocols } from '../../../controls/src/evidence/tls/starttls/index.ts';
import { transcripts } from '../../../controls/src/evidence/tls/starttls/testcases/transcripts.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { selfSigned } from '../certificates.ts';
import type { KeyAndCertificate } from '../certificates.ts';
import { helloBehind } from './hello-behind.ts';
import { realServers, startRealServer, whyNot } from './real-servers.ts';
import { scriptedServer } from './scripted-server.ts';

let certificate: KeyAndCertificate;
beforeAll(async () => {
  certificate = await selfSigned('rsa');
});

const accepted = (version: 'TLSv1.2' | 'TLSv1.3') => ({
  progress: { type: 'ready' },
  answer: { type: 'accepted', hello: { version: version === 'TLSv1.3' ? 0x0304 : 0x0303 } },
});

const ready = transcripts.filter(({ end }) => end === 'ready');

test('every protocol has a server that is ready for TLS', () => {
  expect([...new Set(ready.map(({ protocol }) => protocol))].toSorted()).toEqual(
    startTlsProtocols.toSorted(),
  );
});

describe.each(ready)('a server of Node that speaks $protocol as $name', (transcript) => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('answers a hello of %s', async (version) => {
    for (const inPieces of [false, true]) {
      const { port, unexpected } = await scriptedServer(transcript, certificate, inPieces);
      const outcome = await helloBehind(transcript.protocol, port, version);
      expect(unexpected).toEqual([]);
      expect(outcome).toMatchObject(accepted(version));
    }
  });
});

const withReason = realServers.map((server) => ({ ...server, missing: whyNot(server) }));
for (const { missing } of withReason) if (missing !== null) console.log(`skipped: ${missing}`);

describe.each(withReason)('$name', (server) => {
  test.skipIf(server.missing !== null)('answers a hello after the dialogue', async () => {
    const running = await startRealServer(server, scratchFolder(), certificate, true);
    try {
      for (const protocol of server.protocols) {
        for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
          const outcome = await helloBehind(protocol, running.port(protocol), version);
          expect({ protocol, ...outcome }, running.log()).toMatchObject(accepted(version));
        }
      }
    } finally {
      await running.stop();
    }
  });

  test.skipIf(server.missing !== null)('says that it has no TLS where that is switched off', async () => {
    const running = await startRealServer(server, scratchFolder(), certificate, false);
    try {
      for (const protocol of server.protocols) {
        const { progress } = await helloBehind(protocol, running.port(protocol));
        const refusal = { protocol, type: 'refused', why: 'not-offered' };
        expect({ protocol, ...progress }, running.log()).toMatchObject(refusal);
      }
    } finally {
      await running.stop();
    }
  });
});
