import { parsedNetwork } from '@tenken/shared';
import * as z from 'zod';

/**
 * Values as they come: a flag and the environment give text, the file gives numbers, lists and tables. All of them end
 * as the same thing here.
 */
export function wholeNumber(least: number, most: number) {
  const message = `it must be a whole number from ${least} to ${most}`;
  const digits = (value: unknown) =>
    typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return z.preprocess(
    digits,
    z.number({ error: message }).int(message).min(least, message).max(most, message),
  );
}

export function words() {
  return z
    .string({ error: 'it must be text' })
    .min(1, 'it must not be empty')
    .max(4096, 'it is longer than 4096 characters');
}

export function oneOf<const Choices extends readonly [string, ...string[]]>(choices: Choices) {
  return z.enum(choices, { error: `it must be one of ${choices.join(', ')}` });
}

export function list() {
  return z.preprocess(listOf, z.array(words(), { error: 'it must be a list' }).max(1000, 'it is too long'));
}

/** The place of a page alone, without a path. */
export function origin() {
  const message = 'it must be an address such as https://tenken.example.jp or https://tenken.example.jp:8443';
  return words()
    .refine((value) => {
      const url = URL.parse(value);
      return url?.protocol === 'https:' && url.username === '' && url.pathname === '/' && url.search === '';
    }, message)
    .transform((value) => new URL(value).origin);
}

/** On another machine only over a connection whose other end is checked, or by somebody's word that it need not be. */
export function databaseUrl() {
  return words()
    .refine((value) => {
      const url = URL.parse(value);
      const isPostgres = url?.protocol === 'postgres:' || url?.protocol === 'postgresql:';
      return isPostgres && url.hostname !== '' && url.username !== '' && url.pathname.length > 1;
    }, 'it must be an address such as postgres://tenken@db.example.jp:5432/tenken')
    .refine(
      (value) => URL.parse(value)?.password === '',
      'it must hold no password, which others could read: name its file with database_password_file',
    )
    .refine((value) => {
      const url = URL.parse(value);
      const mode = url?.searchParams.get('sslmode') ?? '';
      const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
      return isHere || ['verify-full', 'disable'].includes(mode);
    }, 'it must say sslmode=verify-full, with sslrootcert=FILE, for a database on another machine; sslmode=disable where the network between is protected otherwise');
}

export function version() {
  return words().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/, 'it must be a version such as 0.2.0');
}

export function networks() {
  const message = 'it must hold addresses or networks such as 192.0.2.10 or 10.1.0.0/16';
  return list().refine((values) => values.every((value) => isNetwork(value)), message);
}

function isNetwork(value: string): boolean {
  const network = parsedNetwork(value);
  // Everybody's: then a header from anywhere would be believed.
  return network !== null && network.bits > 0;
}

/** Names and whole numbers. @param names those there are */
export function numberTable(names: readonly string[]) {
  const known = `it has the names ${names.join(', ')} only`;
  return z.preprocess(
    tableOf,
    z
      .record(z.string(), wholeNumber(1, 1_000_000_000), { error: 'it must be a table' })
      .refine((table) => Object.keys(table).every((name) => names.includes(name)), known),
  );
}

/** Names and files. */
export function fileTable() {
  return z.preprocess(
    tableOf,
    z
      .record(z.string().min(1).max(253), words(), { error: 'it must be a table' })
      .refine(
        (table) => !('' in table),
        'it must name a host for each file, as smtp.example.jp=/etc/tenken/password',
      ),
  );
}

/** Text is parted at commas; a list in JSON holds values that have commas themselves, such as names of a directory. */
export function listOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.trimStart().startsWith('[')) {
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  }
  return value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** `name=value`, from a flag that came more than once or from the environment. */
export function tableOf(value: unknown): unknown {
  const entries = listOf(value);
  if (!Array.isArray(entries)) return value;
  return Object.fromEntries(
    entries.map((entry: unknown) => {
      const [, name = '', told = ''] = /^([^=]*)=?(.*)$/s.exec(String(entry)) ?? [];
      return [name, told];
    }),
  );
}
