import { randomBytes } from 'node:crypto';
import { LocalHost } from '../../../agent/src/hosts/local.ts';
import { startTlsDialogue } from '../../../controls/src/evidence/tls/starttls/index.ts';
import type { StartTlsProtocol } from '../../../controls/src/evidence/tls/starttls/index.ts';
import type { Progress } from '../../../controls/src/evidence/tls/starttls/progress.ts';
import {
  clientHelloMessage,
  clientHelloRecord,
} from '../../../controls/src/evidence/tls/wire/client-hello.ts';
import { readServerAnswer } from '../../../controls/src/evidence/tls/wire/server-answer.ts';
import type { ServerAnswer } from '../../../controls/src/evidence/tls/wire/server-answer.ts';

export const domain = 'example.jp';

/** RSA and ECDSA, with GCM and CBC, and those of TLS 1.3: something for every server that is met. */
const ciphers = {
  'TLSv1.2': [0xc02f, 0xc02b, 0xc030, 0xc02c, 0xc013, 0x009c, 0x002f],
  'TLSv1.3': [0x1301, 0x1302],
};

export type Outcome = { progress: Progress; answer: ServerAnswer | null; ended: string };

/** One connection: the dialogue, then a ClientHello, and what came of both. */
export async function helloBehind(
  protocol: StartTlsProtocol,
  port: number,
  version: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.2',
): Promise<Outcome> {
  const dialogue = startTlsDialogue(protocol, domain);
  const hello = clientHelloRecord(
    version,
    clientHelloMessage({
      protocol: version,
      ciphers: ciphers[version],
      random: randomBytes(32),
      serverName: domain,
    }),
  );
  let sent = 0;
  let isHelloSent = false;
  const due = (received: Uint8Array) => {
    const progress = dialogue(received);
    if (progress.type === 'send' && progress.index === sent) {
      sent += 1;
      return progress.bytes;
    }
    if (progress.type !== 'ready' || isHelloSent) return null;
    isHelloSent = true;
    return Buffer.concat([progress.first, hello]);
  };
  const answerIn = (received: Uint8Array) => {
    const progress = dialogue(received);
    return progress.type === 'ready' ? readServerAnswer(received.subarray(progress.tlsFrom)) : null;
  };
  const { received, ended } = await new LocalHost().exchange({
    transport: 'tcp',
    address: '127.0.0.1',
    port,
    label: 'hello behind a dialogue',
    payload: due(new Uint8Array()) ?? new Uint8Array(),
    respond: due,
    enough: (bytes) => dialogue(bytes).type === 'refused' || (answerIn(bytes)?.type ?? 'more') !== 'more',
    timeoutMs: 10_000,
  });
  return { progress: dialogue(received), answer: answerIn(received), ended };
}
