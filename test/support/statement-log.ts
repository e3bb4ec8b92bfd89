/** A server's log begins its lines with this, so that it is known whose statement follows. */
export const logPrefix = '<%a> ';

const begins = /^<([^>]*)> LOG: {2}(?:statement|execute [^:]*): (.*)$/;
/** Long lines of two processes of the server run into each other. */
const endsOfLine = /\r?\n|(?=<[^<>]*> LOG: {2})/;

/** Every statement that one program has sent to a server, once each, read from the server's own log. */
export class StatementLog {
  readonly #program: string;
  readonly #statements = new Set<string>();
  #rest = '';
  #open: string | null = null;

  constructor(program: string) {
    this.#program = program;
  }

  /** @param text a piece of the log, which may end within a line */
  read(text: string): void {
    const lines = `${this.#rest}${text}`.split(endsOfLine);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  get statements(): ReadonlySet<string> {
    this.#close();
    return this.#statements;
  }

  #line(line: string): void {
    // Later lines of one statement are set in by a tab.
    if (line.startsWith('\t')) {
      if (this.#open !== null) this.#open += `\n${line.slice(1)}`;
      return;
    }
    this.#close();
    const [, program, statement = ''] = begins.exec(line) ?? [];
    if (program === this.#program) this.#open = statement;
  }

  #close(): void {
    if (this.#open !== null) this.#statements.add(this.#open);
    this.#open = null;
  }
}
