import { ReplayHost } from '@tenken/shared';
import type { CommandResult, Recording, RegistryKey } from '@tenken/shared';
import { longKey } from '../../agent/src/hosts/registry-query.ts';
import { readRegistry } from '../../agent/src/hosts/windows.ts';
import type { WineLanguage, WinePrefix } from './wine.ts';

/**
 * A recorded Windows whose registry stands below one key of Wine's and is read with Wine's reg.exe. A key that could
 * not be read when it was recorded fails as it did then: Wine has no such rights.
 */
export class WineHost extends ReplayHost {
  readonly #prefix: WinePrefix;
  readonly #place: string;
  readonly #language: WineLanguage;
  readonly #failed: ReadonlySet<string>;
  /** The same question has the same answer: every start of a program costs a good part of a second. */
  readonly #answers = new Map<string, Promise<CommandResult>>();

  constructor(recording: Recording, prefix: WinePrefix, place: string, language: WineLanguage) {
    super(recording);
    this.#prefix = prefix;
    this.#place = place;
    this.#language = language;
    const failed = Object.entries(recording.registry).filter(([, answer]) => 'error' in answer);
    this.#failed = new Set(failed.map(([key]) => key.toLowerCase()));
  }

  override async registry(key: string): Promise<RegistryKey> {
    if (this.#failed.has(key.toLowerCase())) return super.registry(key);
    const run = (_program: string, args: readonly string[]) => this.#ask(args);
    return readRegistry(run, `${this.#place}\\${longKey(key)}`);
  }

  /** How many questions Wine has answered. */
  get asked(): number {
    return this.#answers.size;
  }

  #ask(args: readonly string[]): Promise<CommandResult> {
    const key = args.join('\n').toLowerCase();
    const answer = this.#answers.get(key) ?? this.#askTwice(args);
    this.#answers.set(key, answer);
    return answer;
  }

  /** On a busy machine a start of Wine fails now and then, with the exit code of a key that is not there. */
  async #askTwice(args: readonly string[]): Promise<CommandResult> {
    const first = await this.#prefix.run('reg', args, this.#language);
    return first.exitCode === 0 ? first : this.#prefix.run('reg', args, this.#language);
  }
}
