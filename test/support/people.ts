import type { Role } from '../../collector/src/access/permissions.ts';
import { runTenken } from './collector-process.ts';
import { send } from './https.ts';
import type { Answer, Sent } from './https.ts';

export type Served = { url: string; authority: string };
export type Call = Omit<Sent, 'body'> & { body?: unknown; csrf?: string | null; origin?: string | null };

/** An API token, made as an operator makes one. */
export async function apiToken(data: string, role: Role, ...more: readonly string[]): Promise<string> {
  const line = ['api-token', 'create', '--data', data, '--role', role, '--label', `test ${role}`];
  const { code, output, errors } = await runTenken([...line, ...more]);
  if (code !== 0) throw new Error(`tenken api-token create ended with ${code}: ${errors}`);
  return output.trim();
}

const viewers = new Map<string, Promise<string>>();

/** What lets a test look at results: one API token for each collector's data. */
export async function viewer(data: string): Promise<{ authorization: string }> {
  const token = viewers.get(data) ?? apiToken(data, 'auditor');
  viewers.set(data, token);
  return { authorization: `Bearer ${await token}` };
}

/** An account with a made password, made as an operator makes one. */
export async function account(
  data: string,
  name: string,
  role: Role,
): Promise<{ name: string; password: string }> {
  const line = ['account', 'create', name, '--data', data, '--role', role, '--json'];
  const { code, output, errors } = await runTenken(line);
  if (code !== 0) throw new Error(`tenken account create ended with ${code}: ${errors}`);
  const { password } = JSON.parse(output) as { password: string };
  return { name, password };
}

/** A browser as far as the collector can tell: keeps the cookie, names its origin, sends the token against forgery. */
export class Visitor {
  readonly #collector: Served;
  readonly #from: string | undefined;
  cookie: string | null = null;
  csrfToken: string | null = null;

  /** @param from the loopback address to come from: limits count by address */
  constructor(collector: Served, from?: string) {
    this.#collector = collector;
    this.#from = from;
  }

  /** @param call `csrf` and `origin`: null leaves the header out, text is sent in its place */
  async call(method: NonNullable<Sent['method']>, path: string, call: Call = {}): Promise<Answer> {
    const { body, csrf = this.csrfToken, origin = this.#collector.url, headers = {}, ...rest } = call;
    const answer = await send(`${this.#collector.url}${path}`, this.#collector, {
      ...rest,
      method,
      ...(this.#from === undefined ? {} : { from: this.#from }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: {
        host: new URL(this.#collector.url).host,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === null ? {} : { cookie: `__Host-tenken=${this.cookie}` }),
        ...(csrf === null ? {} : { 'x-tenken-csrf': csrf }),
        ...(origin === null ? {} : { origin }),
        ...headers,
      },
    });
    const set = cookieOf(answer);
    if (set !== null) this.cookie = set;
    return answer;
  }

  async signIn(credentials: { name: string; password: string; code?: string }): Promise<Answer> {
    const answer = await this.call('POST', '/api/v1/session', { body: credentials });
    if (answer.status === 204) await this.learnSession();
    return answer;
  }

  async learnSession(): Promise<Answer> {
    const session = await this.call('GET', '/api/v1/session');
    this.csrfToken = String(session.json['csrfToken']);
    return session;
  }
}

/** The session token that an answer sets; `''` when it removes it. */
export function cookieOf(answer: Answer): string | null {
  const lines = (answer.headers['set-cookie'] ?? []) as string[];
  const line = lines.find((one) => one.startsWith('__Host-tenken='));
  return line === undefined ? null : (/^__Host-tenken=([^;]*)/.exec(line)?.[1] ?? null);
}
