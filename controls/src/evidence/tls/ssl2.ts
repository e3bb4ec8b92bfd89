import type { Conversation } from './conversation.ts';
import { refusals } from './refusals.ts';
import type { ProtocolFacts } from './facts.ts';
import { codeId } from './registry/code-id.ts';
import { ssl2Ciphers } from './registry/ssl2-ciphers.ts';
import { silenceOf } from './silence.ts';
import { readSsl2Answer, ssl2ClientHello } from './wire/ssl2.ts';
import type { Ssl2Answer } from './wire/ssl2.ts';

/** SSL 2.0: one connection, because a server tells all that it takes. */
export async function readSsl2(conversation: Conversation): Promise<ProtocolFacts> {
  const hello = ssl2ClientHello(
    ssl2Ciphers.map(({ code }) => code),
    conversation.random(16),
  );
  const reply = await conversation.persistently('SSLv2 hello', async (label) => {
    const given = await conversation.send(label, hello, (bytes) => readSsl2Answer(bytes).type !== 'more');
    if (given.type === 'none') return given;
    const answer = readSsl2Answer(given.received);
    if (answer.type !== 'more') return answer;
    return { type: 'none', why: silenceOf[given.ended], received: given.received };
  });
  const facts: ProtocolFacts = {
    protocol: 'SSLv2',
    offered: null,
    complete: false,
    answer: reply.type === 'none' ? reply.why : '',
    ciphers: [],
    serverPreference: null,
    smallestDhBits: null,
  };
  if (reply.type !== 'none') return { ...facts, ...said(reply) };
  return reply.why === 'hangs-up' ? { ...facts, offered: false, complete: true } : facts;
}

function said(answer: Exclude<Ssl2Answer, { type: 'more' }>): Partial<ProtocolFacts> {
  switch (answer.type) {
    case 'server-hello': {
      // A server without a cipher for it still speaks it, and some take what they do not list (CVE-2015-3197).
      const ciphers = answer.hello.ciphers.map((code) => ({ id: codeId(code), name: nameOf(code) }));
      return { offered: true, complete: true, answer: 'accepted', ciphers };
    }
    case 'error':
      return { offered: true, complete: true, answer: `error-${answer.error}` };
    case 'alert':
      return refusals.has(answer.alert)
        ? { offered: false, complete: true, answer: `alert-${answer.alert}` }
        : { answer: `alert-${answer.alert}` };
    case 'not-ssl2':
      return { answer: 'not-tls' };
  }
}

function nameOf(code: number): string {
  return ssl2Ciphers.find((cipher) => cipher.code === code)?.name ?? codeId(code);
}
