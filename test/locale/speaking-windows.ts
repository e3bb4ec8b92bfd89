import { isProbeError, ReplayHost, shownCommand } from '@tenken/shared';
import type {
  CimInstance,
  CimQuery,
  CommandResult,
  ExchangeRequest,
  ExchangeResult,
  FileStatus,
  HardwareAnswer,
  Host,
  ProbeErrorCode,
  Recording,
  RegistryKey,
  RegistryValue,
} from '@tenken/shared';
import { decodeOutput } from '../../agent/src/hosts/decode-output.ts';
import { longKey } from '../../agent/src/hosts/registry-query.ts';
import { readCim, readRegistry } from '../../agent/src/hosts/windows.ts';
import { keyDenied, nameless, noSuchKey, w32tmIn } from './windows-words.ts';
import type { Language } from './windows-words.ts';

/**
 * A recorded Windows whose programs speak: what reg.exe, PowerShell and w32tm print for the recorded state in one
 * language, as bytes of one encoding, goes the way that the output of real programs goes.
 */
export class SpeakingWindows implements Host {
  readonly platform = 'windows';
  readonly #replayed: ReplayHost;
  readonly #keys: ReadonlyMap<string, string>;
  readonly #denied: ReadonlySet<string>;
  readonly #language: Language;
  readonly #encode: (text: string) => Buffer;

  constructor(recording: Recording, language: Language, encode: (text: string) => Buffer) {
    this.#replayed = new ReplayHost(recording);
    const keys = Object.entries(recording.registry);
    const codes = keys.map(([key, answer]) => [key, 'error' in answer ? answer.error : null] as const);
    const there = codes.filter(([, code]) => code !== 'not-found');
    this.#keys = new Map(there.map(([key]) => [longKey(key).toLowerCase(), key]));
    this.#denied = new Set(
      there.filter(([, code]) => code === 'permission-denied').map(([key]) => longKey(key)),
    );
    this.#language = language;
    this.#encode = encode;
  }

  async run(program: string, args: readonly string[]): Promise<CommandResult> {
    const key = shownCommand(program, args);
    if (program.endsWith('\\reg.exe')) return this.#reg(args[1] ?? '');
    if (key.startsWith('powershell cim ')) return this.#cimAnswer(key.slice('powershell cim '.length));
    const { exitCode, stdout, stderr } = await this.#replayed.run(program, args);
    const spoken = program.endsWith('\\w32tm.exe') ? w32tmIn(this.#language, stdout) : inAscii(stdout);
    return this.#heard(exitCode, spoken, stderr);
  }

  async registry(key: string): Promise<RegistryKey> {
    return readRegistry((program, args) => this.run(program, args), key);
  }

  async cim(query: CimQuery): Promise<readonly CimInstance[]> {
    return readCim((program, args) => this.run(program, args), query);
  }

  readFile(path: string, options?: { maxBytes?: number; from?: number }): Promise<Uint8Array> {
    return this.#replayed.readFile(path, options);
  }

  list(path: string): Promise<string[]> {
    return this.#replayed.list(path);
  }

  stat(path: string): Promise<FileStatus> {
    return this.#replayed.stat(path);
  }

  readLink(path: string): Promise<string> {
    return this.#replayed.readLink(path);
  }

  networkTargets() {
    return this.#replayed.networkTargets();
  }

  hardware(): Promise<HardwareAnswer> {
    return this.#replayed.hardware();
  }

  exchange(request: ExchangeRequest): Promise<ExchangeResult> {
    return this.#replayed.exchange(request);
  }

  random(byteCount: number): Uint8Array {
    return this.#replayed.random(byteCount);
  }

  now(): Date {
    return this.#replayed.now();
  }

  /** As `reg.exe query KEY /reg:64` prints it. */
  async #reg(key: string): Promise<CommandResult> {
    const recorded = this.#keys.get(key.toLowerCase());
    const below = this.#below(key);
    try {
      const { values, subkeys } =
        recorded === undefined ? { values: {}, subkeys: below } : await this.#replayed.registry(recorded);
      const isThere = recorded !== undefined || below.length > 0 || (await this.#isListed(key));
      if (!isThere) return this.#heard(1, '', noSuchKey[this.#language]);
      const denied = [...this.#denied].filter((path) => parentOf(path) === key.toLowerCase()).map(lastStep);
      const lines = Object.entries(values).map(
        ([name, value]) =>
          `    ${name === '(Default)' ? nameless[this.#language] : name}    ${typeAndData(value)}\r\n`,
      );
      const listed = [...new Set([...subkeys, ...denied])].map((name) => `${key}\\${name}\r\n`);
      const own = lines.length > 0 ? `${key}\r\n${lines.join('')}\r\n` : '';
      return this.#heard(0, `\r\n${own}${listed.join('')}`, '');
    } catch (error) {
      if (isProbeError(error, 'permission-denied')) return this.#heard(1, '', keyDenied[this.#language]);
      throw error;
    }
  }

  /** A hive, or named by the key above: then it is there, and empty where nothing of it was recorded. */
  async #isListed(key: string): Promise<boolean> {
    if (!key.includes('\\')) return true;
    const above = this.#keys.get(parentOf(key));
    if (above === undefined) return false;
    const { subkeys } = await this.#replayed.registry(above);
    return subkeys.some((name) => name.toLowerCase() === lastStep(key).toLowerCase());
  }

  /** First steps of the recorded keys below this one. */
  #below(key: string): string[] {
    const start = `${key.toLowerCase()}\\`;
    const steps = [...this.#keys.values()].map(longKey).flatMap((path) => {
      const step = path.toLowerCase().startsWith(start) ? path.slice(start.length).split('\\')[0] : undefined;
      return step === undefined ? [] : [step];
    });
    return [...new Set(steps)];
  }

  async #cimAnswer(key: string): Promise<CommandResult> {
    const place = key.lastIndexOf(':');
    const query = { namespace: key.slice(0, place), className: key.slice(place + 1), properties: [] };
    try {
      const data = await this.#replayed.cim(query);
      return this.#heard(0, inAscii(JSON.stringify({ ok: true, mode: 'FullLanguage', data })), '');
    } catch (error) {
      const hresult = isProbeError(error) ? hresults[error.code] : undefined;
      if (hresult === undefined) throw error;
      const fqid = `HRESULT 0x${hresult},Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand`;
      const failure = { ok: false, mode: 'FullLanguage', fqid, cat: 'NotSpecified', hr: -2146233088 };
      return this.#heard(0, JSON.stringify(failure), '');
    }
  }

  #heard(exitCode: number, stdout: string, stderr: string): CommandResult {
    const heard = (text: string) => (text === '' ? '' : decodeOutput(inPieces(this.#encode(text))));
    return { exitCode, stdout: heard(stdout), stderr: heard(stderr) };
  }
}

const hresults: Partial<Record<ProbeErrorCode, string>> = {
  'not-found': '8004100e',
  'permission-denied': '80041003',
};

/** Output arrives in pieces that end anywhere, also within a sign. */
function inPieces(bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 61) pieces.push(bytes.subarray(at, at + 61));
  return pieces;
}

/** PowerShell's answers are escaped by our own frame around each script. */
function inAscii(json: string): string {
  return json
    .replaceAll(/[\u{7f}-\u{ffff}]/gu, escaped)
    .replaceAll(/[\u{10000}-\u{10ffff}]/gu, (sign) =>
      [...Array(sign.length).keys()].map((index) => escaped(sign.charAt(index))).join(''),
    );
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function typeAndData(value: RegistryValue): string {
  if (value.type === 'REG_MULTI_SZ') return `REG_MULTI_SZ    ${value.data.join('\\0')}`;
  if (value.type === 'REG_DWORD') return `REG_DWORD    0x${value.data.toString(16)}`;
  if (value.type === 'REG_QWORD') return `REG_QWORD    0x${BigInt(value.data).toString(16)}`;
  return `${value.type}    ${value.data}`;
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('\\')).toLowerCase();
}

function lastStep(path: string): string {
  return path.slice(path.lastIndexOf('\\') + 1);
}
