import { line } from './lines.ts';
import { numberedReply, refusalBy } from './numbered-reply.ts';
import { refuse, say } from './script.ts';
import type { Part, Script } from './script.ts';

/** NNTP with STARTTLS (RFC 4642). */
export function* nntp(): Script {
  const greeting = yield* numberedReply();
  if (greeting.code !== 200 && greeting.code !== 201) return yield* refuse('unavailable', greeting.said);
  let offered = yield* capabilities();
  // A server for other servers hands readers over to another one, which may have more to offer (RFC 3977 3.4.2).
  if (offered?.includes('MODE-READER') && !offered.includes('STARTTLS')) {
    yield* say('MODE READER\r\n');
    const handedOver = yield* numberedReply();
    if (handedOver.code !== 200 && handedOver.code !== 201) {
      return yield* refuse('unavailable', handedOver.said);
    }
    offered = yield* capabilities();
  }
  if (offered && !offered.includes('STARTTLS')) {
    return yield* refuse('not-offered', 'no STARTTLS among the capabilities');
  }
  yield* say('STARTTLS\r\n');
  const goAhead = yield* numberedReply();
  if (goAhead.code === 382) return;
  // 580: it has TLS and cannot begin it now.
  yield* refuse(goAhead.code === 580 ? 'unavailable' : refusalBy(goAhead), goAhead.said);
}

/** First words of the lines, in capitals; null = the server is older than the question. */
function* capabilities(): Part<string[] | null> {
  yield* say('CAPABILITIES\r\n');
  const reply = yield* numberedReply();
  if (reply.code >= 400 && reply.code < 500) return yield* refuse('unavailable', reply.said);
  if (reply.code !== 101) return null;
  const found: string[] = [];
  for (;;) {
    const text = yield* line();
    if (text === '.') return found;
    found.push(text.trim().split(' ')[0]?.toUpperCase() ?? '');
  }
}
