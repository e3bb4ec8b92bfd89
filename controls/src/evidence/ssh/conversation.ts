import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { ownIdentification, readDialogue } from './dialogue.ts';
import type { Reading, Script } from './dialogue.ts';
import type { Silence } from './seen.ts';
import { concat } from './wire/fields.ts';

export type SshTarget = { address: string; port: number };

/** What one connection brought. */
export type Connection = { type: 'made'; received: Uint8Array; reading: Reading; silence: Silence };

export type NoConnection = { type: 'none'; why: 'refused-connection' | 'no-connection' | 'out-of-time' };

/** What is said in clear is two to four packets; the largest hold a host certificate, or many names. */
const maxBytes = 48 * 1024;
const connectionTimeoutMs = 5000;

/** The connections to one server, one after the other, and their bounds. */
export class Conversation {
  readonly #host: Host;
  readonly #target: SshTarget;
  readonly #deadlineAt: number;
  connections = 0;

  constructor(host: Host, target: SshTarget, deadlineAt: number) {
    this.#host = host;
    this.#target = target;
    this.#deadlineAt = deadlineAt;
  }

  /**
   * @param label stable name of the question
   * @param listenMs say nothing unless the server introduces itself first, and wait no longer than this
   */
  async ask(
    label: string,
    choose: Script['choose'],
    listenMs: number | null = null,
  ): Promise<Connection | NoConnection> {
    const left = this.#deadlineAt - this.#host.now().getTime();
    if (left <= 0) return { type: 'none', why: 'out-of-time' };
    this.connections += 1;
    const script = { cookie: this.#host.random(16), choose };
    const opening = listenMs === null ? ownIdentification : new Uint8Array();
    let known = { byteCount: -1, reading: readDialogue(new Uint8Array(), script) };
    const readingOf = (received: Uint8Array) => {
      if (known.byteCount !== received.length) {
        known = { byteCount: received.length, reading: readDialogue(received, script) };
      }
      return known.reading;
    };
    let spoken = 0;
    try {
      const { received, ended } = await this.#host.exchange({
        transport: 'tcp',
        address: this.#target.address,
        port: this.#target.port,
        label,
        payload: opening,
        respond(received) {
          const { identification, said } = readingOf(received);
          const introduced = listenMs !== null && identification ? [ownIdentification, ...said] : said;
          const fresh = introduced.slice(spoken);
          spoken = introduced.length;
          return fresh.length > 0 ? concat(...fresh) : null;
        },
        enough: (received) => readingOf(received).isOver,
        timeoutMs: Math.min(listenMs ?? connectionTimeoutMs, left),
        maxBytes,
      });
      return { type: 'made', received, reading: readDialogue(received, script), silence: silences[ended] };
    } catch (error) {
      if (!isProbeError(error)) throw error;
      return { type: 'none', why: error.code === 'not-found' ? 'refused-connection' : 'no-connection' };
    }
  }
}

const silences = {
  enough: 'dropped',
  // The same server answers now with one and then with the other, as bytes of ours are still unread or not.
  closed: 'dropped',
  reset: 'dropped',
  timeout: 'silent',
  limit: 'too-long',
} as const satisfies Record<string, Silence>;
