import type { Platform } from '@tenken/shared';
import type { Conversation } from './conversation.ts';
import type { Seen } from './first-contact.ts';

/** A question in a protocol that never begins with TLS, and how its answer is known. */
type Question = {
  payload: Uint8Array;
  answerBytes: number;
  recognise: (answer: Buffer) => Seen | null;
};

/**
 * Services without TLS hang up on a ClientHello or wait for more, and some TLS servers hang up as well (Schannel and
 * http.sys reset instead of sending an alert). Where the port number tells what it probably is, one question in that
 * protocol settles it; only the answer counts, never the number.
 *
 * @returns null when nothing was recognised
 */
export async function askPlainly(conversation: Conversation, platform: Platform): Promise<Seen | null> {
  const question = questionFor(conversation.target.port, platform);
  if (!question) return null;
  const given = await conversation.send(
    'plain protocol',
    question.payload,
    (bytes) => bytes.length >= question.answerBytes,
    2000,
  );
  return given.type === 'given' ? question.recognise(Buffer.from(given.received)) : null;
}

function questionFor(port: number, platform: Platform): Question | null {
  if (port === 111) return oncRpc;
  if (port === 139) return netbios;
  if (port === 445) return smb;
  if (port === 5432) return postgresql;
  if (port === 6379) return redis;
  // Windows gives its RPC services ports from 49152 up.
  if (port === 135 || (platform === 'windows' && port >= 49_152)) return msrpc;
  return null;
}

/** SMB 2 NEGOTIATE for dialects 2.0.2 and 2.1 (MS-SMB2 2.2.3). */
const smb: Question = {
  payload: Buffer.from(
    `00000068fe534d4240000000000000000000010000000000000000000000000000000000000000000000000000000000` +
      `0000000000000000000000000000000000000000` +
      `24000200010000000000000000000000000000000000000000000000000000000000000002021002`,
    'hex',
  ),
  answerBytes: 8,
  recognise: (answer) => (/^[\xfe\xff]SMB/.test(answer.subarray(4, 8).toString('latin1')) ? 'smb' : null),
};

/** NetBIOS session request (RFC 1002 4.3.2) to `*SMBSERVER`: 82 = positive, 83 = negative response. */
const netbios: Question = {
  payload: Buffer.concat([Buffer.from('81000044', 'hex'), netbiosName('*SMBSERVER'), netbiosName('TENKEN')]),
  answerBytes: 4,
  recognise: (answer) => ((answer[0] === 0x82 || answer[0] === 0x83) && answer[1] === 0 ? 'netbios' : null),
};

function netbiosName(name: string): Buffer {
  const letters = [...Buffer.from(name.padEnd(16))].flatMap((byte) => [
    0x41 + (byte >> 4),
    0x41 + (byte & 15),
  ]);
  return Buffer.from([32, ...letters, 0]);
}

/** DCE/RPC bind to the endpoint mapper: 0C = accepted, 0D = refused, both in version 5.0. */
const msrpc: Question = {
  payload: Buffer.from(
    '05000b03100000004800000001000000d016d0160000000001000000000001000883afe11f5dc91191a408002b14a0fa03000000' +
      '045d888aeb1cc9119fe808002b10486002000000',
    'hex',
  ),
  answerBytes: 3,
  recognise: (answer) => (/^0500(?:0c|0d)/.test(answer.toString('hex')) ? 'msrpc' : null),
};

/** ONC RPC: procedure 0 of the port mapper. Any reply with our number (RFC 5531) is one. */
const oncRpc: Question = {
  payload: Buffer.from(
    '8000002874656e6b0000000000000002000186a0000000020000000000000000000000000000000000000000',
    'hex',
  ),
  answerBytes: 12,
  recognise: (answer) => (answer.subarray(4, 12).toString('hex') === '74656e6b00000001' ? 'onc-rpc' : null),
};

/** SSLRequest: `S` = TLS follows, `N` = it does not. */
const postgresql: Question = {
  payload: Buffer.from('0000000804d2162f', 'hex'),
  answerBytes: 1,
  recognise(answer) {
    if (answer.toString('latin1') === 'S') return 'postgresql';
    return answer.toString('latin1') === 'N' ? 'postgresql-no-tls' : null;
  },
};

const redis: Question = {
  payload: Buffer.from('PING\r\n'),
  answerBytes: 5,
  recognise: (answer) =>
    /^(?:\+PONG|-NOAUTH|-DENIED|-NOPERM)/.test(answer.toString('latin1')) ? 'redis' : null,
};
