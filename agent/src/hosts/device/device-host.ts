import { randomBytes } from 'node:crypto';
import { dialects, keptText, sessionProgram } from '@tenken/controls/evidence';
import type { DeviceFamily } from '@tenken/controls/evidence';
import { ProbeError, TenkenError } from '@tenken/shared';
import type {
  CimInstance,
  CommandResult,
  ExchangeResult,
  FileStatus,
  HardwareAnswer,
  Host,
  RegistryKey,
} from '@tenken/shared';
import { shownAddress } from '../../ssh/address.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import { ConsoleFailure, DeviceConsole } from './console.ts';
import type { ConsoleLimits } from './console.ts';
import { isRefused } from './refusals.ts';

export type DeviceHostOptions = {
  family: DeviceFamily;
  /** For devices where a user becomes administrator by a second password (Cisco `enable`, YAMAHA `administrator`). */
  enablePassword?: string;
  limits?: ConsoleLimits;
};

/** No line is cut into pages, for this session only. What is missing here answers a pager instead. */
const preparations: Record<DeviceFamily, readonly string[]> = {
  ios: ['terminal length 0', 'terminal width 0'],
  junos: ['set cli screen-length 0', 'set cli screen-width 0'],
  // `console lines` and `config system console` are settings of the device itself: they are left alone.
  rtx: [],
  fortios: [],
};

const raisingCommands: Partial<Record<DeviceFamily, string>> = { ios: 'enable', rtx: 'administrator' };

/**
 * A network device behind SSH. Its one program is its command line, named by its family, and takes only the commands
 * that the dialect lists. What it answers is stripped of secrets before anybody else sees it.
 */
export class DeviceHost implements Host {
  readonly platform = 'network-device' as const;
  readonly family: DeviceFamily;
  readonly #connection: SshConnection;
  readonly #console: DeviceConsole;
  readonly #answers = new Map<string, Promise<CommandResult>>();
  #last: Promise<unknown> = Promise.resolve();

  private constructor(connection: SshConnection, terminal: DeviceConsole, family: DeviceFamily) {
    this.#connection = connection;
    this.#console = terminal;
    this.family = family;
  }

  /**
   * Starts a terminal. The connection belongs to the host from then on.
   *
   * @throws {TenkenError} `target-unsupported`, `target-unreachable`, `target-sign-in-refused` (enable)
   */
  static async open(connection: SshConnection, options: DeviceHostOptions): Promise<DeviceHost> {
    const { family, enablePassword, limits } = options;
    const target = shownAddress(connection.target);
    try {
      const terminal = new DeviceConsole(await connection.shell(), limits);
      await terminal.begin();
      const command = raisingCommands[family];
      if (enablePassword !== undefined && command !== undefined && !terminal.isAdministrator) {
        await terminal.raise(command, enablePassword);
        if (!terminal.isAdministrator) {
          throw new TenkenError(
            'target-sign-in-refused',
            `${target} does not take the password for ${command}.`,
          );
        }
      }
      for (const line of preparations[family]) await terminal.ask(line);
      return new DeviceHost(connection, terminal, family);
    } catch (error) {
      connection.close();
      if (error instanceof TenkenError) throw error;
      if (error instanceof ConsoleFailure && error.reason === 'timeout') {
        throw new TenkenError(
          'target-unsupported',
          `${target} shows no prompt of a command line as a device of this kind (${family}) has.`,
          { cause: error },
        );
      }
      throw new TenkenError(
        'target-unreachable',
        `${target} lets this user in and gives no command line: ${(error as Error).message}.`,
        { cause: error },
      );
    }
  }

  /** Whether the prompt is that of an administrator; Junos shows the same one to everybody. */
  get isAdministrator(): boolean {
    return this.family === 'junos' || this.#console.isAdministrator;
  }

  /** @throws {TenkenError} `target-unreachable` when the session broke: what was read is not the whole */
  assertWhole(): void {
    const { failure } = this.#console;
    if (failure === null) return;
    throw new TenkenError(
      'target-unreachable',
      `The session with ${shownAddress(this.#connection.target)} ended while it was read: ${failure.message}. Nothing of this scan counts.`,
    );
  }

  close(): void {
    this.#console.close();
    this.#connection.close();
  }

  async run(program: string, args: readonly string[]): Promise<CommandResult> {
    if (program === sessionProgram) return this.#session();
    const [command] = args;
    const isListed = program === this.family && args.length === 1 && command !== undefined;
    if (!isListed || !dialects[this.family].commands.includes(command)) {
      throw new ProbeError('unsupported', `${program} is not asked of this device`);
    }
    const known = this.#answers.get(command);
    if (known) return known;
    // One terminal: one question at a time.
    const answer = this.#last.then(() => this.#ask(command));
    this.#last = answer.catch(() => undefined);
    this.#answers.set(command, answer);
    return answer;
  }

  async readFile(): Promise<Uint8Array> {
    throw unsupported('files');
  }

  async list(): Promise<string[]> {
    throw unsupported('folders');
  }

  async stat(): Promise<FileStatus> {
    throw unsupported('files');
  }

  async readLink(): Promise<string> {
    throw unsupported('links');
  }

  async registry(): Promise<RegistryKey> {
    throw unsupported('registry');
  }

  async cim(): Promise<readonly CimInstance[]> {
    throw unsupported('CIM');
  }

  async exchange(): Promise<ExchangeResult> {
    throw unsupported('connections of its own');
  }

  async hardware(): Promise<HardwareAnswer> {
    throw unsupported('agent');
  }

  async networkTargets(): Promise<[]> {
    return [];
  }

  random(byteCount: number): Uint8Array {
    return randomBytes(byteCount);
  }

  /** The clock of this machine: a device's own is not needed to say when it was asked. */
  now(): Date {
    return new Date();
  }

  async #ask(command: string): Promise<CommandResult> {
    const answer = await this.#console.ask(command).catch((error: unknown) => {
      throw error instanceof ConsoleFailure ? failureOf(error, command) : error;
    });
    // What the device said of a command that it refused is not passed on: it may repeat anything.
    if (isRefused(this.family, answer)) return { exitCode: 1, stdout: '', stderr: 'refused by the device\n' };
    return { exitCode: 0, stdout: keptText(dialects[this.family], answer), stderr: '' };
  }

  #session(): CommandResult {
    const { target, weakAlgorithms } = this.#connection;
    const session = { family: this.family, address: target.host, weakAlgorithms };
    return { exitCode: 0, stdout: `${JSON.stringify(session)}\n`, stderr: '' };
  }
}

function failureOf({ reason, message }: ConsoleFailure, command: string): ProbeError {
  const codes = { closed: 'internal', timeout: 'timeout', 'too-much': 'output-limit' } as const;
  return new ProbeError(codes[reason], `${command}: ${message}`);
}

function unsupported(what: string): ProbeError {
  return new ProbeError('unsupported', `a network device has no ${what}`);
}
