/** How far a dialogue is, by all bytes that came so far. */
export type Progress =
  /** The server has to speak first. */
  | { type: 'wait' }
  /** Message `index` (0 = our first) is due, and is said to be due until its answer is whole: send each once. */
  | { type: 'send'; index: number; bytes: Uint8Array }
  /**
   * The server begins TLS: its records start at offset `tlsFrom`. `first` goes out right before the hello, in the
   * dialogues whose last message nobody answers (MySQL); empty in the others.
   */
  | { type: 'ready'; tlsFrom: number; first: Uint8Array }
  | Refused;

/** `what` is for people: of the server's words or about them, printable, 120 characters at most. */
export type Refused = { type: 'refused'; why: Refusal; what: string };

/**
 * - `not-offered`: the server says that it has no TLS here, or not for us
 * - `unavailable`: it does not say, because it throttles, is overloaded, or wants nobody like us
 * - `other-protocol`: what came is not this protocol
 */
export type Refusal = 'not-offered' | 'unavailable' | 'other-protocol';

/**
 * Reads a dialogue from its beginning: all bytes that came so far, in whatever pieces, with the TLS that follows.
 * Without state, so that it leads a connection and reads a recording alike.
 */
export type Dialogue = (received: Uint8Array) => Progress;

const maxWhat = 120;

export function refused(why: Refusal, what: string): Refused {
  // Of servers, and shown on terminals: no control characters, no marks that turn the direction of writing.
  const printable = Array.from(what.slice(0, 2 * maxWhat))
    .slice(0, maxWhat)
    .join('')
    .replaceAll(/\p{C}|\p{Zl}|\p{Zp}/gu, '\uFFFD');
  return { type: 'refused', why, what: printable };
}
