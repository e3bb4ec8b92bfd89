import type { ClientChannel } from '../../ssh/ssh2.ts';
import { pagerAt, promptAt, withoutControls } from './screen.ts';

export type ConsoleLimits = {
  /** Of one answer. */
  maxBytes: number;
  timeoutMs: number;
  /** So long has nothing to come after what looks like a prompt. */
  quietMs: number;
};

export const defaultConsoleLimits: ConsoleLimits = {
  maxBytes: 4 * 1024 * 1024,
  timeoutMs: 60_000,
  quietMs: 120,
};

/** Why there is no answer. Its message never holds what the device said. */
export class ConsoleFailure extends Error {
  readonly reason: 'closed' | 'timeout' | 'too-much';

  constructor(reason: ConsoleFailure['reason'], message: string) {
    super(message);
    this.name = 'ConsoleFailure';
    this.reason = reason;
  }
}

const maxPages = 50_000;

/**
 * The terminal of a device: one line goes out, everything up to the next prompt is its answer. After a failure nothing
 * is asked any more, because it is not known which answer would come.
 */
export class DeviceConsole {
  readonly #channel: ClientChannel;
  readonly #limits: ConsoleLimits;
  #text = '';
  #failure: ConsoleFailure | null = null;
  #prompt: string | null = null;
  #wake: () => void = () => undefined;

  constructor(channel: ClientChannel, limits: ConsoleLimits = defaultConsoleLimits) {
    this.#channel = channel;
    this.#limits = limits;
    channel.on('data', (chunk: Buffer) => this.#take(chunk));
    channel.stderr.on('data', (chunk: Buffer) => this.#take(chunk));
    channel.on('error', () => this.#fail('closed', 'the session broke'));
    channel.on('close', () => this.#fail('closed', 'the device ended the session'));
    channel.on('end', () => this.#fail('closed', 'the device ended the session'));
  }

  /** Whether the prompt ends with `#`: a user's ends with another sign. */
  get isAdministrator(): boolean {
    return this.#prompt?.trimEnd().endsWith('#') === true;
  }

  get failure(): ConsoleFailure | null {
    return this.#failure;
  }

  /** Waits for the first prompt and makes sure of it: a banner may look like one, and only once. */
  async begin(): Promise<void> {
    const first = await this.#until((text) => promptAt(text));
    this.#prompt = await this.#repeated(first);
  }

  /** @param secret answers the question for a password, if one comes; the prompt may be another one afterwards */
  async raise(line: string, secret: string): Promise<void> {
    this.#send(line);
    await this.#until((text) => (/(?:[Pp]assword|パスワード)[^\r\n]{0,20}[::] ?$/.test(text) ? '' : null));
    this.#send(secret);
    const next = await this.#until((text) => promptAt(text));
    this.#prompt = await this.#repeated(next);
  }

  /** @throws {ConsoleFailure} */
  async ask(line: string): Promise<string> {
    const prompt = this.#prompt ?? '';
    this.#send(line);
    const whole = await this.#until((text) => (isAtEnd(text, prompt) ? text : null));
    const end = whole.length - prompt.length;
    const echo = whole.indexOf('\n');
    return echo === -1 || echo >= end ? '' : whole.slice(echo + 1, end);
  }

  close(): void {
    this.#fail('closed', 'it was closed here');
    this.#channel.close();
  }

  async #repeated(candidate: string): Promise<string> {
    this.#send('');
    return this.#until((text) => (isAtEnd(text, candidate) ? candidate : null));
  }

  #assertAlive(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  #send(line: string): void {
    this.#assertAlive();
    this.#text = '';
    this.#channel.write(`${line}\r`);
  }

  #take(chunk: Buffer): void {
    // One byte, one letter: which encoding a device speaks is not known, and only ASCII counts.
    this.#text += chunk.toString('latin1');
    if (this.#text.length > this.#limits.maxBytes) {
      this.#fail('too-much', `the device sent more than ${this.#limits.maxBytes} bytes`);
    }
    this.#wake();
  }

  #fail(reason: ConsoleFailure['reason'], message: string): void {
    this.#failure ??= new ConsoleFailure(reason, message);
    this.#text = '';
    this.#wake();
  }

  /** Looks whenever the device has paused; the next page is asked for on the way. */
  async #until<T>(found: (text: string) => T | null): Promise<T> {
    const deadline = performance.now() + this.#limits.timeoutMs;
    for (let pages = 0; pages < maxPages;) {
      this.#assertAlive();
      const left = deadline - performance.now();
      if (left <= 0) break;
      const before = this.#text.length;
      await this.#change(before === 0 ? left : Math.min(this.#limits.quietMs, left));
      this.#assertAlive();
      if (this.#text.length !== before || before === 0) continue;
      const shown = withoutControls(this.#text);
      const page = pagerAt(shown);
      if (page !== null) {
        pages += 1;
        // The question is wiped by what comes next, or stays: it is no part of the answer either way.
        this.#text = shown.slice(0, page);
        this.#channel.write(' ');
        continue;
      }
      const result = found(shown);
      if (result !== null) return result;
      await this.#change(Math.max(1, deadline - performance.now()));
    }
    this.#fail('timeout', `no prompt within ${this.#limits.timeoutMs} ms`);
    throw this.#failure ?? new ConsoleFailure('timeout', 'no prompt');
  }

  /** Until something came, or so long. */
  async #change(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
    this.#wake = () => undefined;
  }
}

function isAtEnd(text: string, prompt: string): boolean {
  return text === prompt || text.endsWith(`\n${prompt}`) || text.endsWith(`\r${prompt}`);
}
