import { beginsWith } from './lines.ts';
import { refused } from './progress.ts';
import { hear, refuse, say } from './script.ts';
import type { Part, Script } from './script.ts';
import { tag } from './tags.ts';

/** XMPP between client and server (RFC 6120 5). @param domain that the server serves */
export function xmpp(domain: string): Script {
  return stream('jabber:client', domain);
}

/** XMPP between servers. */
export function xmppServer(domain: string): Script {
  return stream('jabber:server', domain);
}

function* stream(namespace: string, domain: string): Script {
  // What would have to be written otherwise inside quotes is in no domain.
  const to = /[<>&'"\p{C}]/u.test(domain) ? '' : ` to='${domain}'`;
  yield* say(
    `<?xml version='1.0'?><stream:stream xmlns='${namespace}' ` +
      `xmlns:stream='http://etherx.jabber.org/streams'${to} version='1.0'>`,
  );
  yield* opening();
  if (!(yield* features())) return yield* refuse('not-offered', 'no starttls among the features');
  yield* say("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
  const answer = yield* usualTag();
  if (answer.name === 'failure') return yield* refuse('unavailable', 'failure');
  if (answer.name !== 'proceed') return yield* refuse('other-protocol', answer.name);
  if (answer.kind === 'empty') return;
  const closing = yield* tag();
  if (closing.name !== 'proceed' || closing.kind !== 'closes') {
    yield* refuse('other-protocol', `${closing.name} inside proceed`);
  }
}

/** The server's own stream. What begins otherwise is told by its first byte. */
function* opening(): Part<void> {
  yield* hear((rest) => {
    const start = rest.findIndex((byte) => byte !== 9 && byte !== 10 && byte !== 13 && byte !== 32);
    if (start === -1) return { type: 'more' };
    if (rest[start] === 0x3c) return { type: 'read', value: null, byteCount: start };
    return refused('other-protocol', beginsWith(rest.subarray(start, start + 1)));
  });
  const first = yield* tag();
  if (first.name !== 'stream' || first.kind !== 'opens') yield* refuse('other-protocol', first.name);
}

/** Whether TLS is among the features of the stream. Servers older than features (XMPP 0.9) send none. */
function* features(): Part<boolean> {
  const list = yield* usualTag();
  if (list.name !== 'features') return yield* refuse('other-protocol', list.name);
  let offered = false;
  if (list.kind === 'empty') return offered;
  for (;;) {
    const found = yield* usualTag();
    if (found.name === 'features' && found.kind === 'closes') return offered;
    if (found.name === 'starttls' && found.kind !== 'closes') offered = true;
  }
}

/** An error of the stream, or its end, may come at any time: the first tag inside an error names it. */
function* usualTag() {
  const found = yield* tag();
  if (found.name === 'stream' && found.kind === 'closes') {
    return yield* refuse('unavailable', 'the stream was closed');
  }
  if (found.name !== 'error') return found;
  const condition = found.kind === 'opens' ? yield* tag() : null;
  return yield* refuse('unavailable', `stream error ${condition?.name ?? ''}`.trim());
}
