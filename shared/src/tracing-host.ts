import { ProbeError } from './host.ts';
import type { CimQuery, ExchangeRequest, Host, Platform, RunLimits } from './host.ts';
import { cimKey, exchangeKey, hardwareKey, networkTargetsKey, shownCommand } from './recording/recording.ts';
import type { Source } from './report.ts';

/** Passes every question on and lists what was asked and how that ended: the evidence's way back to the machine. */
export class TracingHost implements Host {
  readonly platform: Platform;
  readonly #inner: Host;
  readonly #sources = new Map<string, Source>();

  constructor(inner: Host) {
    this.platform = inner.platform;
    this.#inner = inner;
  }

  /** Each question once, in the order of asking; of several answers to one question the last status. */
  get sources(): Source[] {
    return [...this.#sources.values()];
  }

  run(program: string, args: readonly string[], limits?: RunLimits) {
    return this.#trace(
      'command',
      shownCommand(program, args),
      () => this.#inner.run(program, args, limits),
      exitStatus,
    );
  }

  readFile(path: string, options?: { maxBytes?: number; from?: number }) {
    return this.#trace('file', path, () => this.#inner.readFile(path, options));
  }

  list(path: string) {
    return this.#trace('folder', path, () => this.#inner.list(path));
  }

  stat(path: string) {
    return this.#trace('file', path, () => this.#inner.stat(path));
  }

  readLink(path: string) {
    return this.#trace('file', path, () => this.#inner.readLink(path));
  }

  registry(key: string) {
    return this.#trace('registry', key, () => this.#inner.registry(key));
  }

  cim(query: CimQuery) {
    return this.#trace('cim', cimKey(query), () => this.#inner.cim(query));
  }

  exchange(request: ExchangeRequest) {
    return this.#trace('network', exchangeKey({ ...request, label: '' }).trimEnd(), () =>
      this.#inner.exchange(request),
    );
  }

  hardware() {
    return this.#trace('command', hardwareKey, () => this.#inner.hardware());
  }

  networkTargets() {
    return this.#trace('file', networkTargetsKey, () => this.#inner.networkTargets());
  }

  async rest(ms: number): Promise<void> {
    if (this.#inner.rest) return this.#inner.rest(ms);
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, ms);
    return promise;
  }

  random(byteCount: number) {
    return this.#inner.random(byteCount);
  }

  now() {
    return this.#inner.now();
  }

  async #trace<T>(
    type: Source['type'],
    subject: string,
    ask: () => Promise<T>,
    status: (answer: T) => string = ok,
  ): Promise<T> {
    const source: Source = { type, subject: withoutProcessId(subject).slice(0, 1024), status: 'asked' };
    const earlier = this.#sources.get(`${type} ${source.subject}`);
    // One of many processes may have ended while they were read; that others answered is what counts.
    if (earlier?.status === 'ok' && source.subject !== subject) return ask();
    this.#sources.set(`${type} ${source.subject}`, source);
    try {
      const answer = await ask();
      source.status = status(answer);
      return answer;
    } catch (error) {
      source.status = error instanceof ProbeError ? error.code : 'internal';
      throw error;
    }
  }
}

/** Process ids differ at each start; with them the evidence of an unchanged machine would not be the same. */
function withoutProcessId(subject: string): string {
  return subject.replace(/^\/proc\/(?!1\/)\d+(?=\/)/, '/proc/*');
}

function ok(): string {
  return 'ok';
}

function exitStatus(answer: { exitCode: number }): string {
  return answer.exitCode === 0 ? 'ok' : `exit ${answer.exitCode}`;
}
