import { numberedReply, refusalBy } from './numbered-reply.ts';
import { refuse, say } from './script.ts';
import type { Script } from './script.ts';

/** SMTP with STARTTLS (RFC 3207). */
export function smtp(): Script {
  return mail('EHLO');
}

/** LMTP greets with another word (RFC 2033). */
export function lmtp(): Script {
  return mail('LHLO');
}

/**
 * A name with a dot passes the usual tests of its form; that it does not exist is held against a client only where
 * it goes on to send a mail. A server may show the first line of its greeting seconds before the last (postscreen).
 */
const ourName = 'tenken.invalid';

function* mail(greetingWord: string): Script {
  const greeting = yield* numberedReply();
  // 554: no service here, at least not for this address.
  if (greeting.code !== 220) return yield* refuse('unavailable', greeting.said);
  yield* say(`${greetingWord} ${ourName}\r\n`);
  const extensions = yield* numberedReply();
  // Older than extensions; other refusals are of us, or of our name.
  const isOld = extensions.code === 500 || extensions.code === 502;
  if (isOld) return yield* refuse('not-offered', extensions.said);
  if (extensions.code !== 250) return yield* refuse('unavailable', extensions.said);
  const keywords = extensions.lines.map((text) => text.trim().split(' ')[0]?.toUpperCase());
  if (!keywords.includes('STARTTLS')) return yield* refuse('not-offered', 'no STARTTLS among the extensions');
  yield* say('STARTTLS\r\n');
  const goAhead = yield* numberedReply();
  if (goAhead.code === 220) return;
  yield* refuse(refusalBy(goAhead), goAhead.said);
}
