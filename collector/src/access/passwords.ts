import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Refusal } from '../ingest/refusal.ts';
import { commonPasswords } from './common-passwords.ts';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const tagLength = 32;
export const shortestPassword = 10;
export const longestPassword = 256;

/** In the place of a hash: no password is good, as in /etc/shadow. */
export const noPassword = '!';

/** Each hash holds 19 MiB and a thread of the pool that disk and DNS use too. */
const maxAtOnce = 2;
const maxWaiting = 32;

const derive = promisify(argon2);
let running = 0;
const waiting: (() => void)[] = [];

/** @returns why this password may not be taken, or null */
export function weaknessOf(password: string, accountName: string): string | null {
  const text = normal(password);
  const folded = text.toLowerCase();
  // Full-width and half-width count alike; whoever types rare characters may type one fewer.
  if (text.length < shortestPassword) {
    return `Send a password of at least ${shortestPassword} characters.`;
  }
  if (commonPasswords.has(folded)) return 'Send another password: this one is on every list of guesses.';
  if (folded.includes(accountName.toLowerCase()) && accountName.length >= 3) {
    return 'Send a password that does not hold the name of the account.';
  }
  if (new Set(folded).size < 5) return 'Send a password of at least five different characters.';
  return null;
}

/** @returns a PHC string: the cost is written beside the hash, so that it can be raised later */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await limited(() => tagOf(password, salt, cost));
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(salt)}$${encode(tag)}`;
}

/**
 * @param stored null for an account that does not exist, `noPassword` for one without: as much is computed, and the answer is no
 * @throws {Refusal} 503 when too many wait for their turn
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const known = stored === noPassword ? null : stored;
  const parsed = parse(known ?? nobodysPassword);
  const tag = await limited(() => tagOf(password, parsed.salt, parsed));
  return timingSafeEqual(tag, parsed.tag) && known !== null;
}

const nobodysPassword = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(Buffer.alloc(16))}$${encode(Buffer.alloc(tagLength))}`;

function tagOf(
  password: string,
  nonce: Buffer,
  { memory, passes, parallelism }: { memory: number; passes: number; parallelism: number },
): Promise<Buffer> {
  return derive('argon2id', { message: normal(password), nonce, memory, passes, parallelism, tagLength });
}

/** Full-width letters of an input method count as the plain ones. */
function normal(password: string): string {
  return password.normalize('NFKC');
}

function parse(stored: string): {
  memory: number;
  passes: number;
  parallelism: number;
  salt: Buffer;
  tag: Buffer;
} {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(stored);
  if (!match) throw new Error('a stored password hash is not one of argon2id');
  const [, memory, passes, parallelism, salt = '', tag = ''] = match;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}

async function limited<T>(work: () => Promise<T>): Promise<T> {
  if (running >= maxAtOnce) {
    if (waiting.length >= maxWaiting) {
      throw new Refusal(503, 'overloaded', 'Too many sign in at once. Wait a little and send it again.', 5);
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    // A place is handed on, not given back: nobody can slip in between.
    if (next) next();
    else running -= 1;
  }
}
