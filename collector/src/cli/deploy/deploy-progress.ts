import { say } from '../output/print.ts';
import type { HostResult } from './results.ts';

/** More lines than these at once are no help to anybody. */
const mostLines = 20;

/** What each host is at, on standard error: on a terminal a line for each that is worked on, elsewhere a line a step. */
export class DeployProgress {
  readonly #total: number;
  readonly #now = new Map<string, string>();
  readonly #live = process.stderr.isTTY;
  #done = 0;
  #drawn = 0;

  constructor(total: number) {
    this.#total = total;
  }

  ring(name: string, hosts: number): void {
    this.#above(`ring ${name}: ${hosts} ${hosts === 1 ? 'host' : 'hosts'}`);
  }

  step(host: string, step: string): void {
    this.#now.set(host, step);
    if (this.#live) this.#draw();
    else say(`${host}: ${step}`);
  }

  done({ host, outcome, reason }: HostResult): void {
    this.#done += 1;
    this.#now.delete(host);
    const why = reason === null ? '' : `: ${reason}`;
    this.#above(`${host} ${outcome}${why} (${this.#done}/${this.#total})`);
  }

  end(): void {
    this.#clear();
  }

  #above(line: string): void {
    this.#clear();
    say(line);
    if (this.#live) this.#draw();
  }

  #draw(): void {
    this.#clear();
    const width = Math.max(20, process.stderr.columns ?? 80) - 1;
    const lines = [...this.#now]
      .slice(0, mostLines)
      .map(([host, step]) => `  ${host}: ${step}`.slice(0, width));
    for (const line of lines) say(line);
    this.#drawn = lines.length;
  }

  #clear(): void {
    if (this.#live && this.#drawn > 0) process.stderr.write(`\u001b[${this.#drawn}A\u001b[J`);
    this.#drawn = 0;
  }
}
