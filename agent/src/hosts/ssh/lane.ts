import { randomBytes } from 'node:crypto';
import { ProbeError } from '@tenken/shared';
import type { SshConnection } from '../../ssh/connection.ts';
import type { ClientChannel } from '../../ssh/ssh2.ts';
import { Frames } from './frames.ts';
import { bootCommand, functions } from './script.ts';
import type { Rights } from './script.ts';

/** One thing that a lane's shell is asked, and what becomes of the answer. */
export type Asked = {
  line: (boundary: string) => string;
  /** Of both streams together; more ends the lane. */
  maxBytes: number;
  /** From its turn on; with `idle` from the last byte that came. */
  timeoutMs: number;
  idle: boolean;
  /** For messages. */
  shown: string;
  resolve: (answer: Answer) => void;
  reject: (error: ProbeError) => void;
  /** The lane ended before its turn came: nothing is known of it. */
  askAgain: () => void;
};

export type Answer = { stdout: Buffer; stderr: Buffer; status: string; tookMs: number };

/** What a shell says when it is there. */
export type Greeting = { rights: 'plain' | 'sudo'; uid: number; system: string; clock: string };

/** Login shells print what users like to read. */
const maxNoiseBytes = 256 * 1024;
const openTimeoutMs = 20_000;

/**
 * Asked first of every shell. Whatever else comes before its answer belongs to nobody: sudo's lecture, what the login
 * shell prints, which may arrive on one stream after the greeting did on the other.
 */
const synchronising: Asked = {
  line: (boundary) => `${functions}E ${boundary} 0\n`,
  maxBytes: maxNoiseBytes,
  timeoutMs: openTimeoutMs,
  idle: false,
  shown: 'the shell on the other side',
  resolve: () => undefined,
  reject: () => undefined,
  askAgain: () => undefined,
};

/** The shell is not there, for a reason that the other side gave. */
export class NoShell extends Error {
  readonly reason: 'no-shell' | 'sudo-refused' | 'timeout';

  constructor(reason: NoShell['reason'], message: string) {
    super(message);
    this.name = 'NoShell';
    this.reason = reason;
  }
}

/** One shell on the other side that answers one question after the other. */
export class Lane {
  readonly greeting: Greeting;
  readonly #channel: ClientChannel;
  readonly #onEnd: (lane: Lane) => void;
  readonly #stdout = new Frames();
  readonly #stderr = new Frames();
  readonly #asked: { asked: Asked; boundary: string }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #turnAt = 0;
  #isOver = false;

  private constructor(channel: ClientChannel, greeting: Greeting, onEnd: (lane: Lane) => void) {
    this.#channel = channel;
    this.greeting = greeting;
    this.#onEnd = onEnd;
    channel.on('data', (chunk: Buffer) => this.#take(this.#stdout, chunk));
    channel.stderr.on('data', (chunk: Buffer) => this.#take(this.#stderr, chunk));
    channel.on('close', () =>
      this.#fail(new ProbeError('timeout', 'the shell on the other side ended before it answered')),
    );
    this.ask([synchronising]);
  }

  /**
   * Starts a shell.
   *
   * @param options `onEnd`: called once when the lane can be used no more
   * @throws {NoShell} @throws {Error} when the connection has ended or no channel is to be had
   */
  static async open(
    connection: SshConnection,
    options: {
      rights: Rights;
      password: string | null;
      onEnd: (lane: Lane) => void;
    },
  ): Promise<Lane> {
    const mark = randomBytes(16).toString('hex');
    const channel = await connection.exec(bootCommand(options.rights, mark));
    const streams = { stdout: new Frames(), stderr: new Frames() };
    const { promise, resolve, reject } = Promise.withResolvers<Greeting>();
    const timer = setTimeout(
      () => reject(new NoShell('timeout', 'no shell answered in time')),
      openTimeoutMs,
    );
    let hasGivenPassword = false;
    const onOutput = (chunk: Buffer) => {
      streams.stdout.push(chunk);
      const text = streams.stdout.pending.toString('latin1');
      const match = new RegExp(`(?:^|\\n)${mark} (plain|sudo) (\\d{1,10}) (\\S{1,40}) (\\S{0,40})\\n`).exec(
        text,
      );
      if (match) {
        const [, rights, uid, system = '', clock = ''] = match;
        resolve({ rights: rights === 'sudo' ? 'sudo' : 'plain', uid: Number(uid), system, clock });
      } else if (text.length > maxNoiseBytes) {
        reject(new NoShell('no-shell', 'it printed too much before a shell answered'));
      }
    };
    const onErrors = (chunk: Buffer) => {
      streams.stderr.push(chunk);
      const asked = streams.stderr.pending.toString('latin1').split(`${mark}:`).length - 1;
      if (streams.stderr.length > maxNoiseBytes) {
        reject(new NoShell('no-shell', 'it printed too much before a shell answered'));
      } else if (asked > 1) {
        reject(new NoShell('sudo-refused', 'sudo does not take this password'));
      } else if (asked === 1 && !hasGivenPassword && options.password !== null) {
        hasGivenPassword = true;
        channel.write(`${options.password}\n`);
      }
    };
    const onClose = () => {
      const said = lastLine(streams.stderr.pending) || lastLine(streams.stdout.pending);
      // Where the machine can send mail, sudo says last that it has told the administrator.
      const lines = streams.stderr.pending.toString('utf8').split('\n');
      const bySudo = options.rights === 'sudo-with-password' && lines.findLast((line) => /sudo/i.test(line));
      reject(new NoShell(bySudo ? 'sudo-refused' : 'no-shell', bySudo || said || 'it said nothing'));
    };
    channel.on('data', onOutput);
    channel.stderr.on('data', onErrors);
    channel.once('close', onClose);
    try {
      const greeting = await promise;
      channel.off('data', onOutput);
      channel.stderr.off('data', onErrors);
      channel.off('close', onClose);
      return new Lane(channel, greeting, options.onEnd);
    } catch (error) {
      endChannel(channel);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether it has nothing left to answer. */
  get isIdle(): boolean {
    return !this.#isOver && this.#asked.length === 0;
  }

  /** Asks several things in one go; each is answered when its turn has come. */
  ask(questions: readonly Asked[]): void {
    const wasIdle = this.#asked.length === 0;
    const lines: string[] = [];
    for (const asked of questions) {
      const boundary = randomBytes(16).toString('hex');
      this.#asked.push({ asked, boundary });
      lines.push(asked.line(boundary));
    }
    this.#channel.write(lines.join(''));
    if (wasIdle) this.#beginTurn();
  }

  close(): void {
    this.#fail(new ProbeError('timeout', 'the connection was closed'));
  }

  #take(frames: Frames, chunk: Buffer): void {
    if (this.#isOver) return;
    frames.push(chunk);
    try {
      while (this.#answerFirst());
    } catch (error) {
      this.#fail(new ProbeError('unparsable', (error as Error).message));
      return;
    }
    const [first] = this.#asked;
    const pending = this.#stdout.length + this.#stderr.length;
    // What nobody asked for can only confuse the next answer.
    if (!first && pending > 0) {
      this.#fail(new ProbeError('unparsable', 'the shell said what nobody asked for'));
    }
    if (!first) return;
    if (pending > first.asked.maxBytes + 200) {
      this.#fail(new ProbeError('output-limit', `${first.asked.shown} printed more than its limit`));
    } else if (first.asked.idle) {
      this.#startTimer(first.asked);
    }
  }

  /** The boundary on one stream is taken only when the other's is there too. */
  #answerFirst(): boolean {
    const [first] = this.#asked;
    if (!first) return false;
    this.#stdoutOf ??= this.#stdout.take(first.boundary);
    this.#stderrOf ??= this.#stderr.take(first.boundary);
    if (!this.#stdoutOf || !this.#stderrOf) return false;
    const { content: stdout, status } = this.#stdoutOf;
    const { content: stderr } = this.#stderrOf;
    this.#stdoutOf = null;
    this.#stderrOf = null;
    this.#asked.shift();
    const tookMs = performance.now() - this.#turnAt;
    clearTimeout(this.#timer);
    if (stdout.length + stderr.length > first.asked.maxBytes) {
      first.asked.reject(new ProbeError('output-limit', `${first.asked.shown} printed more than its limit`));
    } else {
      first.asked.resolve({ stdout, stderr, status, tookMs });
    }
    if (this.#asked.length > 0) this.#beginTurn();
    return true;
  }

  #stdoutOf: { content: Buffer; status: string } | null = null;
  #stderrOf: { content: Buffer; status: string } | null = null;

  #beginTurn(): void {
    this.#turnAt = performance.now();
    const [first] = this.#asked;
    if (first) this.#startTimer(first.asked);
  }

  #startTimer({ timeoutMs, shown }: Asked): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#fail(new ProbeError('timeout', `${shown}: no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
  }

  /** After this nothing that still comes counts: whatever is on its way may belong to anybody. */
  #fail(error: ProbeError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    endChannel(this.#channel);
    const [first, ...rest] = this.#asked.map(({ asked }) => asked);
    this.#asked.length = 0;
    first?.reject(error);
    this.#onEnd(this);
    for (const { askAgain } of rest) askAgain();
  }
}

function endChannel(channel: ClientChannel): void {
  channel.removeAllListeners('data');
  channel.stderr.removeAllListeners('data');
  // Nobody reads any more; the other side meets a closed pipe.
  channel.on('error', () => undefined);
  channel.resume();
  channel.stderr.resume();
  channel.end();
  channel.close();
}

function lastLine(output: Buffer): string {
  const lines = output.toString('utf8').trim().split('\n');
  return (lines.at(-1) ?? '').replaceAll(/[^\P{C}]/gu, ' ').slice(0, 200);
}
