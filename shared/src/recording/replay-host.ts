import { own } from '../own.ts';
import { ProbeError } from '../host.ts';
import type {
  CimInstance,
  CimQuery,
  CommandResult,
  ExchangeRequest,
  ExchangeResult,
  HardwareAnswer,
  Host,
  RegistryKey,
} from '../host.ts';
import type { Platform, FileStatus } from '../host.ts';
import type { HostTarget } from '../host-target.ts';
import {
  cimKey,
  exchangeKey,
  hardwareKey,
  networkTargetsKey,
  recordedRandom,
  shownCommand,
} from './recording.ts';
import type { RecordedBytes, Recording } from './recording.ts';

/** As on a real machine: see `Host.readFile`. */
const defaultFileBytes = 4 * 1024 * 1024;

type RecordedFailure = { error: ProbeError['code']; message: string };

/** Answers from a recording. What was never asked while recording answers `not-found` and says so. */
export class ReplayHost implements Host {
  readonly platform: Platform;
  readonly #recording: Recording;
  readonly #registry: Map<string, Recording['registry'][string]>;
  readonly #asked = new Map<string, number>();

  constructor(recording: Recording) {
    this.platform = recording.platform;
    this.#recording = recording;
    this.#registry = new Map(
      Object.entries(recording.registry).map(([key, value]) => [key.toLowerCase(), value]),
    );
  }

  async run(program: string, args: readonly string[]): Promise<CommandResult> {
    const key = shownCommand(program, args);
    return this.#next<CommandResult>('command', key, own(this.#recording.commands, key));
  }

  async readFile(path: string, options: { maxBytes?: number; from?: number } = {}): Promise<Uint8Array> {
    const bytes = bytesOf(this.#next<RecordedBytes>('file', path, own(this.#recording.files, path)));
    const limit = options.maxBytes ?? defaultFileBytes;
    if (options.from === undefined && bytes.length > limit) {
      throw new ProbeError('output-limit', `${path} is larger than ${limit} bytes`);
    }
    return bytes.subarray(
      options.from ?? 0,
      options.from === undefined ? undefined : options.from + (options.maxBytes ?? bytes.length),
    );
  }

  async list(path: string): Promise<string[]> {
    const recorded = own(this.#recording.folders, path);
    // A folder holds names or, when asked several times, lists of names: only the first level tells them apart.
    if (Array.isArray(recorded) && recorded.every((name) => typeof name === 'string')) return recorded;
    return this.#next<string[]>('folder', path, recorded);
  }

  async stat(path: string): Promise<FileStatus> {
    return this.#next<FileStatus>('status', path, own(this.#recording.statuses, path));
  }

  async readLink(path: string): Promise<string> {
    return this.#next<string>('link', path, own(this.#recording.links, path));
  }

  async registry(key: string): Promise<RegistryKey> {
    return this.#next<RegistryKey>('registry', key, this.#registry.get(key.toLowerCase()));
  }

  async cim(query: CimQuery): Promise<readonly CimInstance[]> {
    const key = cimKey(query);
    return this.#next<{ instances: CimInstance[] }>('cim', key, own(this.#recording.cim, key)).instances;
  }

  async exchange(request: ExchangeRequest): Promise<ExchangeResult> {
    const key = exchangeKey(request);
    const recorded = this.#next<Omit<ExchangeResult, 'received'> & { received: RecordedBytes }>(
      'exchange',
      key,
      own(this.#recording.exchanges, key),
    );
    return { ...recorded, received: bytesOf(recorded.received) };
  }

  async hardware(): Promise<HardwareAnswer> {
    return this.#next<HardwareAnswer>('hardware', hardwareKey, this.#recording.hardware[hardwareKey]);
  }

  /** Older recordings were made where nobody could name any. */
  async networkTargets(): Promise<readonly HostTarget[]> {
    const recorded = own(this.#recording.networkTargets, networkTargetsKey) ?? { targets: [] };
    return this.#next<{ targets: HostTarget[] }>('targets', networkTargetsKey, recorded).targets;
  }

  random(byteCount: number): Uint8Array {
    return recordedRandom(byteCount);
  }

  async rest(): Promise<void> {}

  now(): Date {
    return new Date(this.#recording.recordedAt);
  }

  #next<T>(what: string, key: string, recorded: unknown): T {
    let answer = recorded;
    if (Array.isArray(recorded)) {
      const counter = `${what} ${key}`;
      const turn = this.#asked.get(counter) ?? 0;
      this.#asked.set(counter, turn + 1);
      answer = recorded[Math.min(turn, recorded.length - 1)];
    }
    if (answer === undefined) throw new ProbeError('not-found', `the recording has no ${what} ${key}`);
    if (isFailure(answer)) throw new ProbeError(answer.error, answer.message);
    return answer as T;
  }
}

function isFailure(answer: unknown): answer is RecordedFailure {
  return typeof answer === 'object' && answer !== null && 'error' in answer && 'message' in answer;
}

function bytesOf(recorded: RecordedBytes): Uint8Array {
  return 'text' in recorded ? Buffer.from(recorded.text, 'utf8') : Buffer.from(recorded.base64, 'base64');
}
