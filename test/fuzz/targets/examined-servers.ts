import { isProbeError } from '@tenken/shared';
import type { ExchangeResult, Host } from '@tenken/shared';
import { readFlight } from '../../../controls/src/evidence/tls/certificates/encrypted-certificates.ts';
import { keyPair } from '../../../controls/src/evidence/tls/certificates/key-shares.ts';
import { HttpFacts } from '../../../controls/src/evidence/tls/facts.ts';
import { parseHttp } from '../../../controls/src/evidence/tls/http.ts';
import { leadBy } from '../../../controls/src/evidence/tls/lead.ts';
import { startTlsProtocols } from '../../../controls/src/evidence/tls/starttls/index.ts';
import { transcripts } from '../../../controls/src/evidence/tls/starttls/testcases/transcripts.ts';
import {
  concat,
  uint16,
  uint24,
  uint8,
  vector16,
  vector8,
} from '../../../controls/src/evidence/tls/wire/bytes.ts';
import { clientHelloMessage } from '../../../controls/src/evidence/tls/wire/client-hello.ts';
import { readServerAnswer } from '../../../controls/src/evidence/tls/wire/server-answer.ts';
import { sealedFlight } from '../../support/sealed-flight.ts';
import type { FuzzTarget } from '../engine/target.ts';

const pair = keyPair(0x1d, (byteCount) => new Uint8Array(byteCount).fill(7));
const clientHello = clientHelloMessage({
  protocol: 'TLSv1.3',
  ciphers: [0x1301],
  groups: [0x1d],
  keyShares: [pair],
  random: new Uint8Array(32),
});

const message = (type: number, body: Uint8Array) => concat(uint8(type), uint24(body.length), body);
const extension = (type: number, body: Uint8Array) => concat(uint16(type), vector16(body));
const certificate = concat(uint24(4), Uint8Array.of(0x30, 2, 5, 0), vector16(extension(5, uint8(1))));

/** EncryptedExtensions, CertificateRequest, Certificate and CertificateVerify, without and with extensions. */
const flights = () =>
  [
    [message(8, vector16()), message(11, concat(vector8(), uint24(certificate.length), certificate))],
    [
      message(8, vector16(extension(16, vector16(vector8(Buffer.from('h2')))), extension(10, vector16()))),
      message(13, concat(vector8(), vector16(extension(13, vector16(uint16(0x0403)))))),
      message(11, concat(vector8(), uint24(2 * certificate.length), certificate, certificate)),
    ],
  ].map((parts) => Buffer.from(concat(...parts, message(15, concat(uint16(0x0804), vector16(uint8(1)))))));

/** Whatever a server that knows the key says, it is read, waited for or not understood. */
function openSealed(input: Buffer): void {
  const [pieces = 0] = input;
  const messages = input.subarray(1);
  const received = sealedFlight(clientHello, pair, messages, 1 + (pieces << 6));
  const reading = readFlight(received, clientHello, [pair]);
  if (reading.type !== 'read') return;
  const { certificates, signatureScheme, applicationProtocol } = reading.flight;
  if (!(certificates.length <= 16)) throw new Error('too many certificates');
  if (!(signatureScheme >= 0 && signatureScheme <= 0xffff)) throw new Error('no code of a scheme');
  if (applicationProtocol !== null && applicationProtocol.length > 32) throw new Error('an endless name');
}

const hello = Buffer.from('a hello of TLS');

/** A server that says these bytes in some pieces, whatever it is told. */
async function lead(input: Buffer): Promise<void> {
  const [first = 0, second = 1] = input;
  const said = input.subarray(2);
  const protocol = startTlsProtocols[first % startTlsProtocols.length];
  if (protocol === undefined) return;
  const told: Buffer[] = [];
  let checks = 0;
  const exchange: Host['exchange'] = async ({ payload, respond, enough }): Promise<ExchangeResult> => {
    told.push(Buffer.from(payload));
    const step = Math.max(1, second);
    let at = 0;
    let ended: ExchangeResult['ended'] = 'closed';
    while (at < said.length) {
      at = Math.min(said.length, at + step);
      const next = respond?.(said.subarray(0, at)) ?? null;
      if (next !== null) told.push(Buffer.from(next));
      checks += 1;
      if (!enough?.(said.subarray(0, at))) continue;
      ended = 'enough';
      break;
    }
    return { received: said.subarray(0, at), ended, sentAtMs: 0, receivedAtMs: 0 };
  };
  const given = await leadBy({ exchange } as Host, protocol, 'example.jp', {
    transport: 'tcp',
    address: '192.0.2.1',
    port: 25,
    label: 'lead',
    payload: hello,
    enough: (bytes) => readServerAnswer(bytes).type !== 'more',
  });
  const hellos = told.filter((bytes) => bytes.includes(hello)).length;
  if (hellos > 1) throw new Error('two hellos');
  if (given.type === 'given' && hellos === 0 && checks > 0) throw new Error('an answer to no hello');
  if (given.type === 'given' && !said.includes(given.received)) throw new Error('bytes that nobody sent');
  if (told.length > 40) throw new Error('an endless dialogue');
}

const https = () =>
  [
    'HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=31536000; includeSubDomains; preload\r\n\r\n<html>',
    'HTTP/1.0 301 \r\nstrict-transport-security: "max-age"=x\r\nSTRICT-TRANSPORT-SECURITY:max-age="1"\r\n\r\n',
    'HTTP/1.1 400\r\n\r\n',
  ].map((text) => Buffer.from(text, 'latin1'));

function readAsHttp(input: Buffer): void {
  const facts = parseHttp(input);
  if (facts !== null) HttpFacts.parse(facts);
}

/** What is found out by a conversation with a server, not by one of its answers alone. */
export const examinedServerTargets: readonly FuzzTarget[] = [
  target('tls-http', https, readAsHttp, ['max-age', 'includeSubDomains', 'preload', 'HTTP/1.1 ']),
  target(
    'tls-sealed-flight',
    () => flights().map((flight) => Buffer.concat([Buffer.of(255), flight])),
    openSealed,
  ),
  target(
    'tls-lead',
    () =>
      transcripts.map(({ protocol, server }) =>
        Buffer.concat([Buffer.of(startTlsProtocols.indexOf(protocol), 255), ...server]),
      ),
    lead,
  ),
];

function target(
  name: string,
  seeds: FuzzTarget['seeds'],
  use: (input: Buffer) => unknown,
  words: readonly string[] = [],
): FuzzTarget {
  return {
    name,
    seeds,
    weight: 2,
    words,
    async run(input) {
      try {
        await use(input);
      } catch (error) {
        if (!isProbeError(error)) throw error;
      }
    },
  };
}
