import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProbeError, TenkenError } from '@tenken/shared';
import type {
  CimInstance,
  CommandResult,
  ExchangeRequest,
  ExchangeResult,
  FileStatus,
  HardwareAnswer,
  Host,
  Platform,
  RegistryKey,
  RunLimits,
} from '@tenken/shared';
import { shownAddress } from '../../ssh/address.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import { decodeOutput } from '../decode-output.ts';
import { exchangeOver } from '../exchange.ts';
import { defaultFileBytes, defaultOutputBytes, defaultTimeoutMs } from '../limits.ts';
import { probeErrorOf, probeErrorOfText } from '../probe-error-of.ts';
import { parseEscapedNames, parseFoundNames, parseStatus } from './answers.ts';
import { NoShell } from './lane.ts';
import type { Greeting, Lane } from './lane.ts';
import { Memory } from './memory.ts';
import { question } from './script.ts';
import type { Rights } from './script.ts';
import { Switchboard } from './switchboard.ts';

export type SshHostOptions = {
  /** `never`: as the user who signs in; nobody's rights are raised. `sudo` where it asks for no password unless told. */
  sudo?: 'if-possible' | 'never';
  /** For sudo that asks. With it, sudo has to work. */
  sudoPassword?: string;
};

const fileTimeoutMs = 15_000;
/** Programs are ended on the other side; this end waits a little longer, for the answer to arrive. */
const graceMs = 5000;
const maxNames = 16 * 1024 * 1024;
/** A shell tells a program that was ended by signal N as 128 + N. */
const signalStatuses = { least: 129, most: 192 };

/** A machine behind SSH, asked through shells there. Nothing is written on it and nothing stays behind. */
export class SshHost implements Host {
  readonly platform: Platform;
  /** Whether the shell has administrator rights. */
  readonly isAdministrator: boolean;
  readonly #connection: SshConnection;
  readonly #switchboard: Switchboard;
  readonly #memory = new Memory();
  readonly #clockOffsetMs: number;

  private constructor(
    connection: SshConnection,
    switchboard: Switchboard,
    greeting: Greeting,
    platform: Platform,
  ) {
    this.platform = platform;
    this.isAdministrator = greeting.uid === 0;
    this.#connection = connection;
    this.#switchboard = switchboard;
    this.#clockOffsetMs = clockMs(greeting.clock, Date.now()) - Date.now();
  }

  /**
   * Starts a shell on the other side. The connection belongs to the host from then on.
   *
   * @throws {TenkenError} `target-unsupported`, `target-sign-in-refused` (sudo), `target-unreachable`
   */
  static async open(connection: SshConnection, options: SshHostOptions = {}): Promise<SshHost> {
    try {
      const wanted = rightsOf(options);
      const switchboard = new Switchboard(connection, options.sudoPassword ?? null);
      const first = await switchboard.openFirst(wanted);
      return new SshHost(connection, switchboard, first.greeting, platformOf(first, connection));
    } catch (error) {
      const told = error instanceof TenkenError ? error : await whyNoShell(error as Error, connection);
      connection.close();
      throw told;
    }
  }

  /** How often something was sent and waited for, channels included. */
  get roundTrips(): number {
    return this.#switchboard.roundTrips;
  }

  /** What has been read, for those who want to know before they ask. */
  get memory(): Memory {
    return this.#memory;
  }

  /** @throws {TenkenError} `target-unreachable` when the connection ended: what was read is not the whole */
  assertWhole(): void {
    const why = this.#connection.endedBecause ?? this.#switchboard.givenUpBecause;
    if (why === null) return;
    const target = shownAddress(this.#connection.target);
    throw new TenkenError(
      'target-unreachable',
      `The connection to ${target} ended while it was scanned: ${why}. Nothing of this scan counts.`,
    );
  }

  close(): void {
    this.#switchboard.close();
    this.#connection.close();
  }

  run(program: string, args: readonly string[], limits: RunLimits = {}): Promise<CommandResult> {
    return this.#memory.recall(`run ${JSON.stringify([program, ...args])}`, () =>
      this.#run(program, args, limits),
    );
  }

  async readFile(path: string, options: { maxBytes?: number; from?: number } = {}): Promise<Uint8Array> {
    const maxBytes = options.maxBytes ?? defaultFileBytes;
    if (options.from !== undefined) {
      const { from } = options;
      return this.#memory.recall(`part ${from} ${maxBytes} ${path}`, () =>
        this.#readPart(path, maxBytes, from),
      );
    }
    return this.#memory.recallFile(path, maxBytes, () => this.#readWhole(path, maxBytes));
  }

  list(path: string): Promise<string[]> {
    return this.#memory.recall(`list ${path}`, async () => {
      const answer = await this.#look(path, question.folder(absolute(path)), maxNames);
      return answer.form === 'escaped'
        ? parseEscapedNames(answer.stdout)
        : parseFoundNames(answer.stdout, path);
    });
  }

  stat(path: string): Promise<FileStatus> {
    return this.#memory.recall(`stat ${path}`, async () =>
      parseStatus((await this.#look(path, question.status(absolute(path)), 4096)).stdout.toString('latin1')),
    );
  }

  readLink(path: string): Promise<string> {
    return this.#memory.recall(`link ${path}`, async () =>
      (await this.#look(path, question.link(absolute(path)), 64 * 1024)).stdout.toString('utf8'),
    );
  }

  async registry(_key: string): Promise<RegistryKey> {
    throw new ProbeError('unsupported', `${this.platform} has no registry`);
  }

  async cim(): Promise<readonly CimInstance[]> {
    throw new ProbeError('unsupported', `${this.platform} has no CIM`);
  }

  /** Over TCP the other side connects; SSH carries no datagrams. */
  async exchange(request: ExchangeRequest): Promise<ExchangeResult> {
    const subject = `${request.address} port ${request.port}`;
    if (request.transport === 'udp') {
      throw new ProbeError('unsupported', `${subject}: UDP cannot be asked from the other side of SSH`);
    }
    const result = await exchangeOver(
      request,
      () => this.#connection.forward(request.address, request.port),
      (error) => forwardError(error, subject),
    );
    return {
      ...result,
      sentAtMs: result.sentAtMs + this.#clockOffsetMs,
      receivedAtMs: result.receivedAtMs + this.#clockOffsetMs,
    };
  }

  async hardware(): Promise<HardwareAnswer> {
    throw new ProbeError('unsupported', 'the hardware is told by an agent on the machine itself');
  }

  /** Nobody names targets on a machine without an agent: others would be measured with its address. */
  async networkTargets(): Promise<[]> {
    return [];
  }

  random(byteCount: number): Uint8Array {
    return randomBytes(byteCount);
  }

  now(): Date {
    return new Date(Date.now() + this.#clockOffsetMs);
  }

  async #run(program: string, args: readonly string[], limits: RunLimits): Promise<CommandResult> {
    if (program.includes('/') && !program.startsWith('/')) {
      throw new ProbeError('not-found', `${program} is neither a name nor an absolute path`);
    }
    const timeoutMs = limits.timeoutMs ?? defaultTimeoutMs;
    const seconds = Math.max(1, Math.ceil(timeoutMs / 1000));
    const answer = await this.#switchboard.ask({
      kind: timeoutMs > defaultTimeoutMs ? 'slow-program' : 'program',
      question: question.program(program, args, seconds),
      maxBytes: limits.maxOutputBytes ?? defaultOutputBytes,
      timeoutMs: seconds * 1000 + graceMs,
      idle: false,
    });
    if (answer.status === 'missing') {
      throw new ProbeError('not-found', `no program ${program} in the system folders`);
    }
    if (answer.status === 'denied') {
      if (program.startsWith('/')) throw probeErrorOf({ code: 'EACCES' }, program);
      throw new ProbeError('permission-denied', `no program ${program} in the system folders`);
    }
    const exitCode = statusNumber(answer.status, program);
    // timeout(1) ends with 124 or by the signal that it sends.
    if (answer.tookMs >= seconds * 1000 - 50 && (exitCode === 124 || exitCode >= signalStatuses.least)) {
      throw new ProbeError('timeout', `${program} gave no answer within ${timeoutMs} ms`);
    }
    if (exitCode >= signalStatuses.least && exitCode <= signalStatuses.most) {
      throw new ProbeError('internal', `${program} was ended by signal ${exitCode - 128}`);
    }
    return { exitCode, stdout: decodeOutput([answer.stdout]), stderr: decodeOutput([answer.stderr]) };
  }

  async #readWhole(path: string, maxBytes: number): Promise<Buffer> {
    // One byte more than may be, to see that there is more.
    const { stdout } = await this.#look(path, question.file(absolute(path), maxBytes + 1), maxBytes + 1);
    if (stdout.length > maxBytes) {
      throw new ProbeError('output-limit', `${path} is larger than ${maxBytes} bytes`);
    }
    return stdout;
  }

  async #readPart(path: string, maxBytes: number, from: number): Promise<Buffer> {
    const ask = question.part(absolute(path), maxBytes, from);
    const { stdout, stderr } = await this.#look(path, ask, maxBytes);
    // The status is the second program's, of two.
    if (stderr !== '') throw probeErrorOfText(stderr, path);
    return stdout;
  }

  async #look(
    path: string,
    ask: ReturnType<typeof question.status>,
    maxBytes: number,
  ): Promise<{ stdout: Buffer; stderr: string; form: string }> {
    const answer = await this.#switchboard.ask({
      kind: 'file',
      question: ask,
      maxBytes: maxBytes + 64 * 1024,
      timeoutMs: fileTimeoutMs,
      idle: true,
    });
    const stderr = answer.stderr.toString('utf8');
    const [status = '', form = ''] = answer.status.split(' ');
    if (status === 'folder') throw probeErrorOf({ code: 'EISDIR' }, path);
    if (status === 'nolink') throw new ProbeError('not-found', `${path} is no link`);
    if (statusNumber(status, path) !== 0) throw probeErrorOfText(stderr, path);
    return { stdout: answer.stdout, stderr, form };
  }
}

function rightsOf({ sudo, sudoPassword }: SshHostOptions): Rights {
  if (sudo === 'never') return 'plain';
  return sudoPassword === undefined ? 'sudo-if-possible' : 'sudo-with-password';
}

/** @throws {TenkenError} `target-unsupported` */
function platformOf({ greeting: { system } }: Lane, connection: SshConnection): Platform {
  if (system === 'Linux') return 'linux';
  if (system === 'Darwin') return 'macos';
  throw new TenkenError(
    'target-unsupported',
    `${shownAddress(connection.target)} runs ${system}, which cannot be scanned over SSH: Linux and macOS can.`,
  );
}

async function whyNoShell(error: Error, connection: SshConnection): Promise<TenkenError> {
  const target = shownAddress(connection.target);
  // A shell ends before the connection that it runs over does.
  await sleep(100);
  if (connection.endedBecause !== null) {
    return new TenkenError(
      'target-unreachable',
      `${target} let this user in and then ended the connection: ${connection.endedBecause}.`,
      { cause: error },
    );
  }
  if (error instanceof NoShell && error.reason === 'sudo-refused') {
    return new TenkenError(
      'target-sign-in-refused',
      `${target} does not let this user use sudo: ${error.message}.`,
      {
        cause: error,
      },
    );
  }
  if (/windows/i.test(connection.serverSoftware)) {
    return new TenkenError(
      'target-unsupported',
      `${target} runs Windows, which cannot be scanned over SSH. Install the agent there.`,
      { cause: error },
    );
  }
  if (error instanceof NoShell && error.reason !== 'timeout') {
    return new TenkenError(
      'target-unsupported',
      `${target} gives no POSIX shell, as a network device or a restricted account does: ${error.message}.`,
      { cause: error },
    );
  }
  return new TenkenError(
    'target-unreachable',
    `${target} lets this user in but gives no shell: ${error.message}.`,
    {
      cause: error,
    },
  );
}

/** A path is the machine's own, whatever folder a shell is in. */
function absolute(path: string): string {
  if (path.startsWith('/')) return path;
  throw new ProbeError('not-found', `${path} is no absolute path`);
}

function statusNumber(status: string, subject: string): number {
  if (/^\d{1,3}$/.test(status)) return Number(status);
  throw new ProbeError('unparsable', `${subject}: the shell told an unknown status`);
}

/** `date +%s%N`: nanoseconds with GNU, seconds followed by a letter or nothing elsewhere. */
function clockMs(text: string, fallback: number): number {
  if (/^\d{19}$/.test(text)) return Number(text.slice(0, 13));
  const seconds = /^(\d{9,11})(?:N|%N)?$/.exec(text)?.[1];
  return seconds === undefined ? fallback : Number(seconds) * 1000 + 500;
}

/** RFC 4254, 5.1: 1 = not allowed, 2 = the connection failed. */
function forwardError(error: unknown, subject: string): ProbeError {
  const { reason, message } = error as Error & { reason?: unknown };
  if (reason === 1) {
    return new ProbeError('permission-denied', `${subject}: the SSH server forwards no connections`, {
      cause: error,
    });
  }
  if (reason === 2) return new ProbeError('not-found', `${subject}: ${message}`, { cause: error });
  return new ProbeError('internal', `${subject}: ${message}`, { cause: error });
}
