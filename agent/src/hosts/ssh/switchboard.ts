import { ProbeError } from '@tenken/shared';
import type { SshConnection } from '../../ssh/connection.ts';
import { probeErrorOfText } from '../probe-error-of.ts';
import { sayingsByPath } from './answers.ts';
import { Lane } from './lane.ts';
import type { Answer, Asked } from './lane.ts';
import { lookAgain, lookAgainAt } from './script.ts';
import type { Question, Rights } from './script.ts';

export type Request = Pick<Asked, 'maxBytes' | 'timeoutMs' | 'idle'> & {
  /** Programs that are known to be slow get a shell of their own; nobody waits behind them. */
  kind: 'file' | 'program' | 'slow-program';
  question: Question;
};

type Waiting = { request: Request; resolve: (answer: Answer) => void; reject: (error: ProbeError) => void };

/** OpenSSH allows ten sessions on a connection unless told; forwarded connections do not count. */
const maxProgramLanes = 4;
const maxBatch = 300;
/** So many shells that broke off are no accident. */
const maxLostLanes = 12;

/**
 * Hands questions to shells. What is asked at the same time goes out as one script and shares one round trip: files to
 * one shell, programs to others, so that a slow program holds up nobody who reads a file.
 */
export class Switchboard {
  readonly #connection: SshConnection;
  readonly #password: string | null;
  readonly #programLanes = new Set<Lane>();
  #fileLane: Lane | null = null;
  #rights: Rights = 'plain';
  /** Lanes for programs that are being opened. */
  #opening = 0;
  #mostProgramLanes = maxProgramLanes;
  #lost = 0;
  #files: Waiting[] = [];
  #programs: Waiting[] = [];
  #isFlushing = false;
  #isOpeningFileLane = false;
  roundTrips = 0;
  givenUpBecause: string | null = null;

  constructor(connection: SshConnection, password: string | null) {
    this.#connection = connection;
    this.#password = password;
  }

  /** @throws {Error} as `Lane.open` */
  async openFirst(rights: Rights): Promise<Lane> {
    this.#rights = rights;
    const lane = await this.#openLane();
    // From now on it is known what works; nobody is asked for what was refused.
    if (lane.greeting.rights === 'plain') this.#rights = 'plain';
    else if (rights === 'sudo-if-possible') this.#rights = 'sudo';
    this.#fileLane = lane;
    // Programs will be asked for: their shell is opened while files are read.
    void this.#openProgramLane();
    return lane;
  }

  ask(request: Request): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    if (this.givenUpBecause !== null) {
      reject(new ProbeError('timeout', `the connection is not used any more: ${this.givenUpBecause}`));
      return promise;
    }
    const queue = request.kind === 'file' ? this.#files : this.#programs;
    queue.push({ request, resolve, reject });
    this.#flushSoon();
    return promise;
  }

  close(): void {
    this.#giveUp('it was closed');
  }

  /** At the end of this turn of the event loop: all who go on after the same answer have asked by then. */
  #flushSoon(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    setImmediate(() => {
      this.#isFlushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#connection.endedBecause !== null) this.#giveUp(this.#connection.endedBecause);
    while (this.#files.length > 0 && this.#fileLane !== null) {
      this.#send(this.#fileLane, this.#files.splice(0, maxBatch));
    }
    if (this.#files.length > 0) void this.#openFileLane();
    this.#flushPrograms();
  }

  #flushPrograms(): void {
    // Without a lane for programs the one for files has to do.
    if (this.#mostProgramLanes === 0 && this.#fileLane !== null && this.#programs.length > 0) {
      this.#send(this.#fileLane, this.#programs.splice(0));
      return;
    }
    for (const lane of this.#programLanes) {
      if (this.#programs.length === 0) return;
      if (lane.isIdle) this.#send(lane, this.#nextPrograms());
    }
    const wanted = Math.min(this.#batchesWaiting(), this.#mostProgramLanes - this.#programLanes.size);
    while (this.#opening < wanted) void this.#openProgramLane();
  }

  /** Slow programs one at a time, the others all together. */
  #nextPrograms(): Waiting[] {
    const quick = this.#programs.filter(({ request }) => request.kind === 'program').slice(0, maxBatch);
    const next = quick.length > 0 ? quick : this.#programs.slice(0, 1);
    this.#programs = this.#programs.filter((waiting) => !next.includes(waiting));
    return next;
  }

  #batchesWaiting(): number {
    const slow = this.#programs.filter(({ request }) => request.kind === 'slow-program').length;
    return slow + (slow < this.#programs.length ? 1 : 0);
  }

  #send(lane: Lane, batch: readonly Waiting[]): void {
    this.roundTrips += 1;
    const paths = batch.map(({ request }) => request.question.path);
    const absent: Waiting[] = [];
    const questions = batch.map((waiting, index): Asked => {
      const { request, reject } = waiting;
      return {
        ...request,
        shown: request.question.path,
        line: (boundary) => request.question.line(index + 1, boundary),
        resolve: (answer) => {
          if (answer.status === 'absent') absent.push(waiting);
          else waiting.resolve(answer);
        },
        reject,
        askAgain: () => this.#askAgain(waiting),
      };
    });
    questions.push({
      shown: 'ls',
      maxBytes: 4 * 1024 * 1024,
      timeoutMs: 15_000,
      idle: true,
      line: (boundary) => lookAgain(paths, boundary),
      resolve: (answer) => {
        this.#tellAbsent(absent, answer);
        this.#flushSoon();
      },
      reject: (error) => {
        for (const { reject } of absent) reject(error);
      },
      askAgain: () => {
        for (const waiting of absent) this.#askAgain(waiting);
      },
    });
    lane.ask(questions);
  }

  #tellAbsent(absent: readonly Waiting[], answer: Answer): void {
    if (absent.length === 0) return;
    const paths = absent.map(({ request }) => request.question.path);
    const sayings =
      new Set(paths).size === paths.length ? sayingsByPath(answer.stderr.toString('utf8'), paths) : null;
    for (const waiting of absent) {
      const { path } = waiting.request.question;
      const said = sayings?.get(path);
      if (said === undefined) void this.#lookAlone(waiting);
      else waiting.reject(probeErrorOfText(said, path));
    }
  }

  async #lookAlone({ request, reject }: Waiting): Promise<void> {
    const { path } = request.question;
    try {
      const answer = await this.ask({
        kind: 'file',
        question: { path, line: (_number, boundary) => lookAgainAt(path, boundary) },
        maxBytes: 64 * 1024,
        timeoutMs: request.timeoutMs,
        idle: true,
      });
      if (answer.status === '0') reject(new ProbeError('internal', `${path} came while it was looked for`));
      else reject(probeErrorOfText(answer.stderr.toString('utf8'), path));
    } catch (error) {
      reject(error as ProbeError);
    }
  }

  async #openFileLane(): Promise<void> {
    if (this.#isOpeningFileLane) return;
    this.#isOpeningFileLane = true;
    try {
      this.#fileLane = await this.#openLane();
    } catch (error) {
      this.#giveUp((error as Error).message);
    } finally {
      this.#isOpeningFileLane = false;
      this.#flush();
    }
  }

  async #openProgramLane(): Promise<void> {
    this.#opening += 1;
    try {
      const lane = await this.#openLane();
      if (this.givenUpBecause === null) this.#programLanes.add(lane);
      else lane.close();
    } catch {
      // Fewer sessions than usual: what there is has to do.
      this.#mostProgramLanes = this.#programLanes.size;
    } finally {
      this.#opening -= 1;
      this.#flush();
    }
  }

  async #openLane(): Promise<Lane> {
    this.roundTrips += 1;
    return Lane.open(this.#connection, {
      rights: this.#rights,
      password: this.#password,
      onEnd: (lane) => this.#onLaneEnd(lane),
    });
  }

  #onLaneEnd(lane: Lane): void {
    if (this.#fileLane === lane) this.#fileLane = null;
    this.#programLanes.delete(lane);
    this.#lost += 1;
    if (this.#lost > maxLostLanes) this.#giveUp('its shells kept breaking off');
    this.#flushSoon();
  }

  /** Whoever waited behind what ended a lane is asked again on another one. */
  #askAgain(waiting: Waiting): void {
    this.ask(waiting.request).then(waiting.resolve, waiting.reject);
  }

  #giveUp(why: string): void {
    if (this.givenUpBecause !== null) return;
    this.givenUpBecause = why;
    const error = new ProbeError('timeout', `the connection is not used any more: ${why}`);
    for (const { reject } of [...this.#files.splice(0), ...this.#programs.splice(0)]) reject(error);
    for (const lane of [this.#fileLane, ...this.#programLanes]) lane?.close();
  }
}
