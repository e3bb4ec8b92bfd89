import { refused } from './progress.ts';
import type { Dialogue, Progress, Refusal, Refused } from './progress.ts';

/** What the bytes at hand are: not yet a whole answer, one of `byteCount` bytes, or nothing of this protocol. */
export type Reading<T> = { type: 'more' } | { type: 'read'; value: T; byteCount: number } | Refused;

type Step =
  | { type: 'say'; bytes: Uint8Array }
  | { type: 'hear'; parse: (rest: Buffer) => Reading<unknown> }
  | Refused;

/** One dialogue, written as if the bytes were all there. Its end is the go-ahead. */
export type Script = Part<void>;
/** A part of a script that gives a value to the rest. */
export type Part<T> = Generator<Step, T>;

/** A server that says more than this before it begins TLS is not met; what says it holds the asker up. */
const maxBytes = 64 * 1024;
const maxAnswers = 1024;

/** The script goes through from its first line at each call, so that any pieces of the same bytes end alike. */
export function dialogue(script: () => Script): Dialogue {
  return (received) => {
    const bytes = Buffer.from(received.buffer, received.byteOffset, Math.min(received.length, maxBytes));
    const steps = script();
    let due: Progress & { type: 'wait' | 'send' } = { type: 'wait' };
    let sent = 0;
    let at = 0;
    let answered = true;
    let answers = 0;
    let heard: unknown;
    for (;;) {
      const step = steps.next(heard);
      if (step.done) {
        const first = due.type === 'send' && !answered ? due.bytes : new Uint8Array();
        return { type: 'ready', tlsFrom: at, first };
      }
      const { value } = step;
      if (value.type === 'refused') return value;
      if (value.type === 'say') {
        due = { type: 'send', index: sent, bytes: value.bytes };
        sent += 1;
        answered = false;
        continue;
      }
      const reading = value.parse(bytes.subarray(at));
      if (reading.type === 'refused') return reading;
      if (reading.type === 'more') {
        return bytes.length < maxBytes ? due : refused('other-protocol', `more than ${maxBytes} bytes`);
      }
      if (answers >= maxAnswers) return refused('other-protocol', `more than ${maxAnswers} answers`);
      answers += 1;
      at += reading.byteCount;
      heard = reading.value;
      answered = true;
    }
  };
}

/** A message of ours. */
export function* say(message: string | Uint8Array): Part<void> {
  yield { type: 'say', bytes: typeof message === 'string' ? Buffer.from(message) : message };
}

/** What the server says next. */
export function* hear<T>(parse: (rest: Buffer) => Reading<T>): Part<T> {
  return (yield { type: 'hear', parse }) as T;
}

/** Ends the dialogue. */
export function* refuse(why: Refusal, what: string): Part<never> {
  yield refused(why, what);
  throw new Error('a dialogue goes on after its end');
}
