import { lookup as systemLookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';

export type Family = 4 | 6;

/** Every address of a name, in the order of the system; as `lookup` of node:dns/promises with `all`. */
export type Lookup = (name: string) => Promise<readonly { address: string; family: number }[]>;

/** Addresses of a name, or why there are none. */
export type Found = { addresses: string[]; problem: null } | { addresses: []; problem: Text };

/** A resolver tries several servers, some seconds each. */
const lookupTimeoutMs = 15_000;

/**
 * Looks each name up once. Whoever answers for a name may give another address a moment later: what was checked, and
 * is shown, is then not what is connected to. So nobody below asks again; they get addresses.
 */
export class NameBook {
  readonly #lookup: Lookup;
  readonly #timeoutMs: number;
  readonly #found = new Map<string, Promise<Found>>();

  constructor(options: { lookup?: Lookup; timeoutMs?: number } = {}) {
    this.#lookup = options.lookup ?? ((name) => systemLookup(name, { all: true, order: 'verbatim' }));
    this.#timeoutMs = options.timeoutMs ?? lookupTimeoutMs;
  }

  /** @param host a name, or an address, which stands for itself */
  async addresses(host: string, family?: Family): Promise<Found> {
    const known = this.#found.get(host) ?? this.#ask(host);
    this.#found.set(host, known);
    const found = await known;
    if (found.problem !== null || family === undefined) return found;
    const addresses = found.addresses.filter((address) => isIP(address) === family);
    if (addresses.length > 0) return { addresses, problem: null };
    return none(text(`${host} にIPv${family}のアドレスがない`, `${host} has no IPv${family} address`));
  }

  async #ask(host: string): Promise<Found> {
    if (isIP(host) !== 0) return { addresses: [host], problem: null };
    const over = new AbortController();
    try {
      const entries = await Promise.race([
        this.#lookup(host),
        sleep(this.#timeoutMs, null, { signal: over.signal }),
      ]);
      if (entries === null) return none(silent(host));
      const addresses = [...new Set(entries.map(({ address }) => address))].filter((one) => isIP(one) !== 0);
      if (addresses.length > 0) return { addresses, problem: null };
      return none(text(`${host} にアドレスがない`, `${host} has no address`));
    } catch (error) {
      return none(lookupProblem(host, error));
    } finally {
      over.abort();
    }
  }
}

function none(problem: Text): Found {
  return { addresses: [], problem };
}

function silent(host: string): Text {
  return text(`${host}: 名前解決のサーバーが応答しない`, `${host}: no name server answers`);
}

function lookupProblem(host: string, error: unknown): Text {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  if (code === 'ENOTFOUND' || code === 'ENODATA') {
    return text(
      `${host} という名前は見つからない（綴りと、この機器の名前解決の設定を確かめる）`,
      `${host} is no name that is known here: check its spelling, and the name servers of this machine`,
    );
  }
  if (code === 'EAI_AGAIN') return silent(host);
  return text(`${host} を名前解決できない（${code}）`, `${host} cannot be looked up (${code})`);
}

/**
 * The first address that takes a connection, tried in order and closed at once; null = none did. A single address is
 * taken as it is.
 */
export async function firstReachable(
  addresses: readonly string[],
  port: number,
  timeoutMs = 3000,
): Promise<{ address: string | null; connections: number }> {
  if (addresses.length === 1) return { address: addresses[0] ?? null, connections: 0 };
  let connections = 0;
  for (const address of addresses) {
    connections += 1;
    if (await takesConnection(address, port, timeoutMs)) return { address, connections };
  }
  return { address: null, connections };
}

function takesConnection(address: string, port: number, timeoutMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: address, port });
  socket.setTimeout(timeoutMs, () => resolve(false));
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
