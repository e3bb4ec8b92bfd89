import type { AnyEvidenceKind } from '@tenken/controls/evidence';
import { isProbeError, ProbeError } from '@tenken/shared';
import type { CommandResult, FileStatus, Host, Platform, RegistryKey } from '@tenken/shared';
import { defaultFileBytes } from '../limits.ts';
import type { Memory } from './memory.ts';
import type { SshHost } from './ssh-host.ts';

/** Each round learns from the answers to the one before; what depends on more is asked by the probe itself. */
const maxRounds = 4;
/** More is not read ahead: nobody may need it. */
const maxQuestions = 5000;
const timeoutMs = 5000;

/**
 * Reads ahead. Probes ask one thing after the other, and over a network each waits for the answer. So they are run
 * against what is known so far, with everything else 'not there', only to see what they ask; that is then read in one
 * round trip, and so on. What a probe concludes here is thrown away; what it finds later are the machine's own answers.
 * Programs are never run ahead.
 */
export async function rehearse(host: SshHost, kinds: readonly AnyEvidenceKind[]): Promise<void> {
  const asked = new Set<string>();
  for (let round = 0; round < maxRounds; round += 1) {
    const stage = new Stage(host.platform, host.memory, host.now());
    await Promise.all(kinds.map((kind) => play(kind, stage)));
    const open = [...stage.questions].filter(([key]) => !asked.has(key)).slice(0, maxQuestions - asked.size);
    if (open.length === 0) return;
    for (const [key] of open) asked.add(key);
    await Promise.all(open.map(([, ask]) => ask(host).catch(onlyProbeErrors)));
  }
}

async function play(kind: AnyEvidenceKind, stage: Stage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMs);
  try {
    await Promise.race([kind.probes[stage.platform]?.read(stage), promise]);
  } catch {
    // Whatever goes wrong on a stage goes wrong, or does not, when it counts.
  } finally {
    clearTimeout(timer);
  }
}

function onlyProbeErrors(error: unknown): void {
  if (!isProbeError(error)) throw error;
}

/** A machine on which nothing is but what has been read. Notes what it is asked. */
class Stage implements Host {
  readonly platform: Platform;
  readonly questions = new Map<string, (host: Host) => Promise<unknown>>();
  readonly #memory: Memory;
  readonly #now: Date;

  constructor(platform: Platform, memory: Memory, now: Date) {
    this.platform = platform;
    this.#memory = memory;
    this.#now = now;
  }

  async run(program: string, args: readonly string[]): Promise<CommandResult> {
    return this.#answer(this.#memory.peek(`run ${JSON.stringify([program, ...args])}`)) as CommandResult;
  }

  async readFile(path: string, options: { maxBytes?: number; from?: number } = {}): Promise<Uint8Array> {
    const maxBytes = options.maxBytes ?? defaultFileBytes;
    const { from } = options;
    const kept =
      from === undefined
        ? this.#memory.peekFile(path, maxBytes)
        : this.#memory.peek(`part ${from} ${maxBytes} ${path}`);
    if (kept === null) {
      this.questions.set(`file ${from ?? ''} ${maxBytes} ${path}`, (host) => host.readFile(path, options));
    }
    return this.#answer(kept) as Uint8Array;
  }

  async list(path: string): Promise<string[]> {
    return [...(this.#noted(`list ${path}`, (host) => host.list(path)) as string[])];
  }

  async stat(path: string): Promise<FileStatus> {
    return this.#noted(`stat ${path}`, (host) => host.stat(path)) as FileStatus;
  }

  async readLink(path: string): Promise<string> {
    return this.#noted(`link ${path}`, (host) => host.readLink(path)) as string;
  }

  async registry(): Promise<RegistryKey> {
    throw new ProbeError('unsupported', 'no registry');
  }

  async cim(): Promise<never> {
    throw new ProbeError('unsupported', 'no CIM');
  }

  async exchange(): Promise<never> {
    throw new ProbeError('timeout', 'no connection');
  }

  random(byteCount: number): Uint8Array {
    return new Uint8Array(byteCount);
  }

  now(): Date {
    return new Date(this.#now);
  }

  #noted(key: string, ask: (host: Host) => Promise<unknown>): unknown {
    const kept = this.#memory.peek(key);
    if (kept === null) this.questions.set(key, ask);
    return this.#answer(kept);
  }

  #answer(kept: { value: unknown } | { error: ProbeError } | null): unknown {
    if (kept === null) throw new ProbeError('not-found', 'not read yet');
    if ('error' in kept) throw kept.error;
    return kept.value;
  }
}
