import { ProbeError } from '../host.ts';
import type {
  CimInstance,
  CimQuery,
  CommandResult,
  ExchangeRequest,
  ExchangeResult,
  FileStatus,
  HardwareAnswer,
  Host,
} from '../host.ts';
import type { Platform, RegistryKey, RegistryValue, RunLimits } from '../host.ts';
import type { HostTarget } from '../host-target.ts';
import { cimKey, exchangeKey, hardwareKey, networkTargetsKey, recordedRandom, shownCommand } from './recording.ts';
import type { RecordedBytes, Recording } from './recording.ts';

type Section =
  | 'commands'
  | 'files'
  | 'folders'
  | 'links'
  | 'statuses'
  | 'registry'
  | 'cim'
  | 'hardware'
  | 'networkTargets'
  | 'exchanges';

/** Passes every question on to another host and keeps the answers. */
export class RecordingHost implements Host {
  readonly platform: Platform;
  readonly #inner: Host;
  readonly #kept: Record<Section, Map<string, unknown[]>>;
  readonly #startedAt: Date;

  constructor(inner: Host) {
    this.platform = inner.platform;
    this.#inner = inner;
    this.#startedAt = inner.now();
    this.#kept = {
      commands: new Map(),
      files: new Map(),
      folders: new Map(),
      links: new Map(),
      statuses: new Map(),
      registry: new Map(),
      cim: new Map(),
      hardware: new Map(),
      networkTargets: new Map(),
      exchanges: new Map(),
    };
  }

  run(program: string, args: readonly string[], limits?: RunLimits): Promise<CommandResult> {
    return this.#keep('commands', shownCommand(program, args), () => this.#inner.run(program, args, limits));
  }

  readFile(path: string, options?: { maxBytes?: number; from?: number }): Promise<Uint8Array> {
    return this.#keep('files', path, () => this.#inner.readFile(path, options), recordedBytes);
  }

  list(path: string): Promise<string[]> {
    return this.#keep('folders', path, () => this.#inner.list(path));
  }

  stat(path: string): Promise<FileStatus> {
    return this.#keep('statuses', path, () => this.#inner.stat(path));
  }

  readLink(path: string): Promise<string> {
    return this.#keep('links', path, () => this.#inner.readLink(path));
  }

  registry(key: string): Promise<RegistryKey> {
    return this.#keep('registry', key, async () => withoutSecrets(await this.#inner.registry(key)));
  }

  cim(query: CimQuery): Promise<readonly CimInstance[]> {
    return this.#keep(
      'cim',
      cimKey(query),
      () => this.#inner.cim(query),
      (instances) => ({ instances }),
    );
  }

  exchange(request: ExchangeRequest): Promise<ExchangeResult> {
    return this.#keep(
      'exchanges',
      exchangeKey(request),
      () => this.#inner.exchange(request),
      (result) => ({ ...result, received: recordedBytes(result.received) }),
    );
  }

  hardware(): Promise<HardwareAnswer> {
    return this.#keep('hardware', hardwareKey, () => this.#inner.hardware());
  }

  networkTargets(): Promise<readonly HostTarget[]> {
    return this.#keep(
      'networkTargets',
      networkTargetsKey,
      () => this.#inner.networkTargets(),
      (targets) => ({ targets }),
    );
  }

  random(byteCount: number): Uint8Array {
    return recordedRandom(byteCount);
  }

  now(): Date {
    return this.#inner.now();
  }

  /** @param origin which machine this is, e.g. `Debian 12.14, kernel 6.1, no systemd` */
  recording(origin: string): Recording {
    return {
      format: 'tenken-recording',
      version: 1,
      platform: this.platform,
      origin,
      recordedAt: this.#startedAt.toISOString(),
      ...(Object.fromEntries(
        Object.entries(this.#kept).map(([section, answers]) => [
          section,
          Object.fromEntries(
            [...answers]
              .toSorted(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, list]) => [
                key,
                section !== 'folders' && list.length > 1 ? collapsed(list) : list[0],
              ]),
          ),
        ]),
      ) as Pick<Recording, Section>),
    };
  }

  async #keep<T>(
    section: Section,
    key: string,
    ask: () => Promise<T>,
    shown: (answer: T) => unknown = (a) => a,
  ): Promise<T> {
    const list = this.#kept[section].get(key) ?? [];
    this.#kept[section].set(key, list);
    const place = list.push(null) - 1;
    try {
      const answer = await ask();
      list[place] = shown(answer);
      return answer;
    } catch (error) {
      if (!(error instanceof ProbeError)) throw error;
      list[place] = { error: error.code, message: error.message };
      throw error;
    }
  }
}

function collapsed(list: unknown[]): unknown {
  const first = JSON.stringify(list[0]);
  return list.every((answer) => JSON.stringify(answer) === first) ? list[0] : list;
}

function recordedBytes(bytes: Uint8Array): RecordedBytes {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') };
  }
}

/** Winlogon's `DefaultPassword` and its like stand in clear in the registry; a recording is passed on. */
function withoutSecrets({ values, subkeys }: RegistryKey): RegistryKey {
  const kept = Object.entries(values).map(([name, value]): [string, RegistryValue] => [
    name,
    /password|passphrase|secret/i.test(name) && typeof value.data === 'string' && value.type !== 'REG_QWORD'
      ? { type: 'REG_SZ', data: '(left out)' }
      : value,
  ]);
  return { values: Object.fromEntries(kept), subkeys };
}
