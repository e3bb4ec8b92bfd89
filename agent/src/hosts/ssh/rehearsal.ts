import { setTimeout as sleep } from 'node:timers/promises';
import type { AnyEvidenceKind } from '@tenken/controls/evidence';
import { isProbeError, ProbeError } from '@tenken/shared';
import type { CommandResult, FileStatus, Host, Platform, RegistryKey, RunLimits } from '@tenken/shared';
import { defaultFileBytes } from '../limits.ts';
import type { Memory } from './memory.ts';
import type { SshHost } from './ssh-host.ts';

/** Each round learns from the answers to the one before; what depends on more is asked by the probe itself. */
const maxRounds = 8;
/** More is not read ahead: nobody may need it. */
const maxQuestions = 5000;
const timeoutMs = 5000;
/** Programs that take longer go on meanwhile; their probe waits for them when it counts. */
const longestWaitMs = 2000;

type Questions = Map<string, (host: Host) => Promise<unknown>>;

/**
 * Reads ahead. Probes ask one thing after the other, and over a network each waits for the answer. So they are run
 * against what is known so far, with everything else 'not there', only to see what they ask; that is then read in one
 * round trip, and so on. What a probe concludes here is thrown away; what it finds later are the machine's own answers.
 * A program is run ahead only where all that the probe asked before is known, so that it would run anyway.
 */
export async function rehearse(host: SshHost, kinds: readonly AnyEvidenceKind[]): Promise<void> {
  const asked = new Set<string>();
  for (let round = 0; round < maxRounds; round += 1) {
    const questions: Questions = new Map();
    await Promise.all(kinds.map((kind) => play(kind, new Stage(host, questions))));
    const open = [...questions].filter(([key]) => !asked.has(key)).slice(0, maxQuestions - asked.size);
    if (open.length === 0) return;
    for (const [key] of open) asked.add(key);
    const answered = Promise.all(open.map(([, ask]) => ask(host).catch(onlyProbeErrors)));
    await Promise.race([answered, sleep(longestWaitMs, undefined, { ref: false })]);
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
  readonly #memory: Memory;
  readonly #questions: Questions;
  readonly #now: Date;
  /** Whether all answers so far were the machine's own. */
  #isTrue = true;

  constructor(host: SshHost, questions: Questions) {
    this.platform = host.platform;
    this.#memory = host.memory;
    this.#questions = questions;
    this.#now = host.now();
  }

  async run(program: string, args: readonly string[], limits?: RunLimits): Promise<CommandResult> {
    const key = `run ${JSON.stringify([program, ...args])}`;
    const ask = this.#isTrue ? (host: Host) => host.run(program, args, limits) : null;
    return this.#answer(key, this.#memory.peek(key), ask) as CommandResult;
  }

  async readFile(path: string, options: { maxBytes?: number; from?: number } = {}): Promise<Uint8Array> {
    const { from, maxBytes = defaultFileBytes } = options;
    const key = `part ${from} ${maxBytes} ${path}`;
    const kept = from === undefined ? this.#memory.peekFile(path, maxBytes) : this.#memory.peek(key);
    return this.#answer(key, kept, (host) => host.readFile(path, options)) as Uint8Array;
  }

  async list(path: string): Promise<string[]> {
    const key = `list ${path}`;
    return [...(this.#answer(key, this.#memory.peek(key), (host) => host.list(path)) as string[])];
  }

  async stat(path: string): Promise<FileStatus> {
    const key = `stat ${path}`;
    return this.#answer(key, this.#memory.peek(key), (host) => host.stat(path)) as FileStatus;
  }

  async readLink(path: string): Promise<string> {
    const key = `link ${path}`;
    return this.#answer(key, this.#memory.peek(key), (host) => host.readLink(path)) as string;
  }

  async registry(): Promise<RegistryKey> {
    throw new ProbeError('unsupported', 'no registry');
  }

  async cim(): Promise<never> {
    throw new ProbeError('unsupported', 'no CIM');
  }

  async networkTargets(): Promise<[]> {
    return [];
  }

  async hardware(): Promise<never> {
    throw new ProbeError('unsupported', 'no agent');
  }

  async exchange(): Promise<never> {
    this.#isTrue = false;
    throw new ProbeError('timeout', 'no connection');
  }

  random(byteCount: number): Uint8Array {
    return new Uint8Array(byteCount);
  }

  now(): Date {
    return new Date(this.#now);
  }

  #answer(
    key: string,
    kept: { value: unknown } | { error: ProbeError } | null,
    ask: ((host: Host) => Promise<unknown>) | null,
  ): unknown {
    if (kept === null) {
      if (ask !== null) this.#questions.set(key, ask);
      this.#isTrue = false;
      throw new ProbeError('not-found', 'not read yet');
    }
    if ('error' in kept) throw kept.error;
    return kept.value;
  }
}
