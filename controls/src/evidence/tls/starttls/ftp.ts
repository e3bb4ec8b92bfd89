import { numberedReply, refusalBy } from './numbered-reply.ts';
import { refuse, say } from './script.ts';
import type { Script } from './script.ts';

/** FTP with AUTH TLS (RFC 4217). */
export function* ftp(): Script {
  let greeting = yield* numberedReply();
  // 120: "ready in nnn minutes", and the greeting comes when it is.
  while (greeting.code === 120) greeting = yield* numberedReply();
  if (greeting.code !== 220) return yield* refuse('unavailable', greeting.said);
  yield* say('AUTH TLS\r\n');
  const goAhead = yield* numberedReply();
  if (goAhead.code === 234) return;
  // Without TLS vsftpd answers 530, as to everything before the login.
  yield* refuse(refusalBy(goAhead), goAhead.said);
}
