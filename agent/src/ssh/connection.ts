import type { Duplex } from 'node:stream';
import { isIPv6 } from 'node:net';
import { own, TenkenError } from '@tenken/shared';
import { shownAddress } from './address.ts';
import type { SshAddress } from './address.ts';
import type { Credential } from './credentials.ts';
import { fingerprint, keyType, knownName } from './known-hosts.ts';
import type { KnownHosts } from './known-hosts.ts';
import type { ClientChannel, ConnectConfig, ParsedKey, SshClient } from './ssh2.ts';

export type SshConnectionOptions = {
  target: SshAddress;
  credentials: readonly Credential[];
  knownHosts: KnownHosts;
  /** Signed in to first; connections are made from there. Keys and agent serve there too, passwords do not. */
  jump?: SshAddress;
  /** SHA-256 fingerprint of the one key that a host which is not known may have. */
  acceptNewHostKey?: string;
  /** Offers algorithms too that should not be used any more, for devices that know no others. */
  legacyAlgorithms?: boolean;
  /** Until signed in; 20 seconds unless told. */
  timeoutMs?: number;
};

const defaultTimeoutMs = 20_000;
/** A server that is gone without a word shows after three of these. */
const keepaliveMs = 15_000;

/**
 * Signatures with SHA-1 (`ssh-rsa`, `ssh-dss`) are left out; an RSA key signs with SHA-2 on every OpenSSH since 7.2.
 */
const hostKeyAlgorithms: Record<string, readonly string[]> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/** SHA-1 and CBC: of OpenSSH they are off since 7.2 or 8.8. After all others, so that they are used in need only. */
const legacy = {
  kex: ['diffie-hellman-group14-sha1', 'diffie-hellman-group-exchange-sha1', 'diffie-hellman-group1-sha1'],
  cipher: ['aes256-cbc', 'aes128-cbc', '3des-cbc'],
  hostKey: 'ssh-rsa',
} as const;

/** What was agreed on with a server, by client: the library tells it once. */
const agreed = new WeakMap<SshClient, readonly string[]>();

/** A signed-in connection. What runs over it (a shell, the console of a network device) is not its business. */
export class SshConnection {
  readonly target: SshAddress;
  readonly #clients: readonly SshClient[];
  readonly #waiting = new Set<(error: Error) => void>();
  #endedBecause: string | null = null;

  /** @param clients the target's own first, then those it is reached through */
  constructor(target: SshAddress, clients: readonly SshClient[]) {
    this.target = target;
    this.#clients = clients;
    for (const client of clients) {
      client.on('error', (error) => this.#end(error.message));
      client.on('close', () => this.#end('it was closed'));
    }
  }

  /** Why it ended without being told to; null while it is there. */
  get endedBecause(): string | null {
    return this.#endedBecause;
  }

  /** The software that the server says it is, e.g. `OpenSSH_9.2p1`; empty where it is not told. */
  get serverSoftware(): string {
    const { _remoteVer: software } = this.#client as unknown as { _remoteVer?: unknown };
    return typeof software === 'string' ? software.slice(0, 200) : '';
  }

  /** Starts a command on the other side, without a terminal. */
  exec(command: string): Promise<ClientChannel> {
    return this.#orEnd((done) => this.#client.exec(command, done));
  }

  /** A connection from the other side to an address that it can reach. */
  forward(address: string, port: number): Promise<Duplex> {
    return this.#orEnd((done) => this.#client.forwardOut('127.0.0.1', 0, address, port, done));
  }

  /** Those of the algorithms of this connection that should not be used any more. */
  get weakAlgorithms(): string[] {
    const weak = new Set<string>([...legacy.kex, ...legacy.cipher, legacy.hostKey]);
    return (agreed.get(this.#client) ?? []).filter((name) => weak.has(name));
  }

  /** A terminal of the other side, wide and long enough that nothing is cut into pages for it. */
  shell(): Promise<ClientChannel> {
    return this.#orEnd((done) => this.#client.shell({ term: 'vt100', cols: 511, rows: 1000 }, done));
  }

  close(): void {
    this.#end('it was closed here');
    for (const client of this.#clients) client.end();
    for (const client of this.#clients) client.destroy();
  }

  get #client(): SshClient {
    const [client] = this.#clients;
    if (!client) throw new Error('a connection has a client');
    return client;
  }

  /** Nothing answers what was asked over a connection that has ended. */
  async #orEnd<T>(start: (done: (error: Error | undefined, answer: T) => void) => void): Promise<T> {
    if (this.#endedBecause !== null) throw new Error(this.#endedBecause);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#waiting.add(reject);
    start((error, answer) => (error ? reject(error) : resolve(answer)));
    try {
      return await promise;
    } finally {
      this.#waiting.delete(reject);
    }
  }

  #end(why: string): void {
    this.#endedBecause ??= why;
    for (const reject of this.#waiting) reject(new Error(this.#endedBecause));
  }
}

/**
 * Connects and signs in.
 *
 * @throws {TenkenError} `target-unreachable`, `target-untrusted`, `target-sign-in-refused`, `usage`
 */
export async function connectSsh(options: SshConnectionOptions): Promise<SshConnection> {
  const { target, jump } = options;
  if (jump === undefined) return new SshConnection(target, [await signedIn(options, target)]);
  const withoutPasswords = options.credentials.filter(({ type }) => type !== 'password');
  const first = await signedIn({ ...options, credentials: withoutPasswords }, jump);
  try {
    const path = await forwarded(first, target.host, target.port).catch((cause: unknown) => {
      const why = (cause as Error).message;
      throw unreachable(target, `${shownAddress(jump)} cannot connect to it: ${why}`, cause);
    });
    return new SshConnection(target, [await signedIn(options, target, path), first]);
  } catch (error) {
    first.end();
    first.destroy();
    throw error;
  }
}

async function signedIn(options: SshConnectionOptions, to: SshAddress, path?: Duplex): Promise<SshClient> {
  const { Client, utils } = await import('./ssh2.ts');
  const methods = options.credentials.flatMap((credential) => methodsOf(credential, to, utils.parseKey));
  if (methods.length === 0) throw refused(to, 'there is neither a key nor an agent to sign in with', null);
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const client = new Client();
  let verdict: TenkenError | null = null;
  const tried: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.on('handshake', (negotiated) => agreed.set(client, namesOf(negotiated)));
  client.on('ready', () => resolve());
  client.on('error', (error) => reject(verdict ?? told(to, error, tried, timeoutMs)));
  client.on('close', () => reject(verdict ?? unreachable(to, 'it closed the connection', null)));
  // The library's own limit begins when its connection does, and a jump's answer may never come.
  const timer = setTimeout(
    () => reject(unreachable(to, `no answer within ${timeoutMs} ms`, null)),
    timeoutMs,
  );
  try {
    client.connect({
      host: to.host,
      port: to.port,
      username: to.user,
      ...(path && { sock: path }),
      ...(isIPv6(to.host) && { forceIPv6: true }),
      readyTimeout: timeoutMs,
      keepaliveInterval: keepaliveMs,
      algorithms: algorithmsOf(options, to),
      hostVerifier: (key: Buffer) => {
        verdict = judgeHostKey(options, to, key);
        return verdict === null;
      },
      // Any other way of signing in than those listed does not happen.
      authHandler: (_left, _partial, next) => {
        const method = methods.shift();
        if (method) tried.push(method.shown);
        (next as (method: object | false) => void)(method?.method ?? false);
      },
    });
    await promise;
    return client;
  } catch (error) {
    client.destroy();
    throw error instanceof TenkenError ? error : told(to, error as Error, tried, timeoutMs);
  } finally {
    clearTimeout(timer);
    client.removeAllListeners('error');
    client.removeAllListeners('close');
    // Errors of a connection that nobody waits for end nothing.
    client.on('error', () => undefined);
  }
}

type Method = { shown: string; method: object };

/** @throws {TenkenError} `usage` for a key that cannot be read */
function methodsOf(
  credential: Credential,
  { user: username }: SshAddress,
  parseKey: (data: Buffer, passphrase?: string) => ParsedKey | ParsedKey[] | Error,
): Method[] {
  switch (credential.type) {
    case 'key': {
      const { file, content, passphrase } = credential;
      const parsed = parseKey(content, passphrase ?? undefined);
      if (parsed instanceof Error) {
        const isLocked = passphrase === null && /encrypted|passphrase/i.test(parsed.message);
        const what = isLocked
          ? 'it has a passphrase; name its file with --key-passphrase-file'
          : parsed.message;
        throw new TenkenError('usage', `The key ${file} cannot be used: ${what}`);
      }
      const [key] = Array.isArray(parsed) ? parsed : [parsed];
      if (!key?.isPrivateKey()) {
        throw new TenkenError('usage', `The key ${file} cannot be used: it is no private key`);
      }
      return [{ shown: file, method: { type: 'publickey', username, key } }];
    }
    case 'agent':
      return [{ shown: 'the SSH agent', method: { type: 'agent', username, agent: credential.socket } }];
    case 'password': {
      const { password } = credential;
      return [
        { shown: 'the password', method: { type: 'password', username, password } },
        {
          shown: 'the password, asked by prompt',
          method: {
            type: 'keyboard-interactive',
            username,
            // One hidden question is the password's; anything else is not for a program to answer.
            prompt: (
              _name: string,
              _instructions: string,
              _language: string,
              prompts: { echo?: boolean }[],
              finish: (answers: string[]) => void,
            ) => finish(prompts.length === 1 && prompts[0]?.echo !== true ? [password] : []),
          },
        },
      ];
    }
    default: {
      const never: never = credential;
      return never;
    }
  }
}

/** Old algorithms are for the target alone: a jump host is a computer. */
function algorithmsOf({ knownHosts, legacyAlgorithms, target }: SshConnectionOptions, to: SshAddress) {
  const serverHostKey = hostKeyOrder(knownHosts.typesOf(to.host, to.port));
  if (legacyAlgorithms !== true || to !== target) return { serverHostKey };
  const also = (append: readonly string[]) => ({ append: [...append], prepend: [], remove: [] });
  return {
    serverHostKey: [...serverHostKey, legacy.hostKey] as typeof serverHostKey,
    kex: also(legacy.kex),
    cipher: also(legacy.cipher),
  } as NonNullable<ConnectConfig['algorithms']>;
}

function namesOf(negotiated: object): string[] {
  const { kex, serverHostKey, srvHostKey, cs, sc } = negotiated as Record<string, unknown>;
  const ciphers = [cs, sc].map((way) => (way as { cipher?: unknown } | undefined)?.cipher);
  return [
    ...new Set([kex, serverHostKey, srvHostKey, ...ciphers].filter((name) => typeof name === 'string')),
  ];
}

/** Types that are known of this host first: a server shows the first one of ours that it has. */
function hostKeyOrder(known: readonly string[]) {
  const types = [...known, ...Object.keys(hostKeyAlgorithms).filter((type) => !known.includes(type))];
  return types.flatMap((type) => own(hostKeyAlgorithms, type) ?? []) as 'ssh-ed25519'[];
}

/** @returns why this key is not accepted */
function judgeHostKey(
  { knownHosts, acceptNewHostKey }: SshConnectionOptions,
  to: SshAddress,
  key: Buffer,
): TenkenError | null {
  const shown = `${keyType(key) ?? 'an unreadable type'} ${fingerprint(key)}`;
  const verdict = knownHosts.verdict(to.host, to.port, key);
  const name = knownName(to.host, to.port);
  const where = knownHosts.files.join(' or ') || 'known_hosts';
  switch (verdict) {
    case 'known':
      return null;
    case 'unknown':
      if (acceptNewHostKey === fingerprint(key)) return null;
      return untrusted(
        acceptNewHostKey === undefined
          ? `The host key of ${name} is not known: it shows ${shown}. Compare this with 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub' on the host itself; if it is the same, add the host's key to ${where}, or give --accept-new-host-key ${fingerprint(key)} for this once.`
          : `The host key of ${name} is not the one that --accept-new-host-key names: it shows ${shown}.`,
      );
    case 'changed':
      return untrusted(
        `The host key of ${name} is not the one in ${where}: it shows ${shown}. Somebody may be in between, or the host was installed anew. Nothing was sent. When the change is explained, remove the old line ('ssh-keygen -R ${name}') and add the new key.`,
      );
    case 'revoked':
      return untrusted(
        `The host key of ${name}, ${shown}, is marked as revoked in ${where}. Nothing was sent.`,
      );
    default: {
      const never: never = verdict;
      return never;
    }
  }
}

function forwarded(client: SshClient, address: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.once('close', () => reject(new Error('the connection was closed')));
    client.forwardOut('127.0.0.1', 0, address, port, (error, channel) =>
      error ? reject(error) : resolve(channel),
    );
  });
}

function told(to: SshAddress, error: Error, tried: readonly string[], timeoutMs: number): TenkenError {
  const { level, code } = error as Error & { level?: string; code?: string };
  if (level === 'client-authentication') return refused(to, tried.join(', then '), error);
  if (level === 'client-timeout') return unreachable(to, `no answer within ${timeoutMs} ms`, error);
  const why =
    code === 'ECONNREFUSED'
      ? 'nothing listens there'
      : code === 'ENOTFOUND'
        ? 'no such name'
        : code === 'EHOSTUNREACH' || code === 'ENETUNREACH'
          ? 'there is no route to it'
          : code === 'ETIMEDOUT'
            ? 'no answer'
            : error.message;
  return unreachable(to, why, error);
}

function unreachable(to: SshAddress, why: string, cause: unknown): TenkenError {
  return new TenkenError('target-unreachable', `${shownAddress(to)} cannot be reached by SSH: ${why}.`, {
    cause,
  });
}

function untrusted(message: string): TenkenError {
  return new TenkenError('target-untrusted', message);
}

function refused(to: SshAddress, tried: string, cause: unknown): TenkenError {
  return new TenkenError(
    'target-sign-in-refused',
    `${shownAddress(to)} does not let this user in: tried ${tried}.`,
    { cause },
  );
}
