import { line } from './lines.ts';
import { refuse, say } from './script.ts';
import type { Script } from './script.ts';

/** POP3 with STLS (RFC 2595 4). */
export function* pop3(): Script {
  const greeting = yield* line();
  if (greeting.startsWith('-ERR')) return yield* refuse('unavailable', greeting);
  if (!greeting.startsWith('+OK')) return yield* refuse('other-protocol', greeting);
  yield* say('STLS\r\n');
  const answer = yield* line();
  if (answer.startsWith('+OK')) return;
  if (!answer.startsWith('-ERR')) return yield* refuse('other-protocol', answer);
  // RFC 3206: trouble of the system, not of what was asked.
  yield* refuse(answer.startsWith('-ERR [SYS/') ? 'unavailable' : 'not-offered', answer);
}
