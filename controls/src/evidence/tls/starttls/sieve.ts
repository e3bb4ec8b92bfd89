import { block, line } from './lines.ts';
import { refuse, say } from './script.ts';
import type { Part, Script } from './script.ts';

/** ManageSieve with STARTTLS (RFC 5804): the greeting is a list of capabilities, and `OK`. */
export function* sieve(): Script {
  const greeting = yield* response();
  if (greeting.word !== 'OK') return yield* refuse('unavailable', greeting.said);
  if (!greeting.capabilities.includes('"STARTTLS"')) {
    return yield* refuse('not-offered', 'no STARTTLS among the capabilities');
  }
  yield* say('STARTTLS\r\n');
  const { word, said } = yield* response();
  if (word === 'OK') return;
  yield* refuse(word === 'BYE' || said.includes('(TRYLATER)') ? 'unavailable' : 'not-offered', said);
}

function* response(): Part<{ capabilities: string[]; word: string; said: string }> {
  const capabilities: string[] = [];
  for (;;) {
    const said = yield* lineWithLiterals();
    const word = /^(?:OK|NO|BYE)(?=[ ]|$)/i.exec(said)?.[0];
    if (word !== undefined) return { capabilities, word: word.toUpperCase(), said };
    if (!said.startsWith('"')) return yield* refuse('other-protocol', said);
    capabilities.push(said.split(' ')[0]?.toUpperCase() ?? '');
  }
}

/** A string may be given by its length in bytes, `{12}` at the end of a line, and stand on the lines after it. */
function* lineWithLiterals(): Part<string> {
  let said = '';
  for (;;) {
    const part = yield* line();
    const literal = /\{(\d{1,5})\+?\}$/.exec(part);
    if (!literal) return said + part;
    const text = yield* block(Number(literal[1]));
    said += `${part.slice(0, literal.index)}"${text.toString('utf8')}"`;
  }
}
