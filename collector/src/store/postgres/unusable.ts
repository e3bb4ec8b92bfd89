import { own } from '@tenken/shared';
import type { ErrorCode, Text } from '@tenken/shared';
import { ToldError } from '../../told-error.ts';
import { NotWritable } from '../write-gate.ts';
import { codeOf } from './errors.ts';
import { nameOfDatabase, placeOfDatabase } from './place.ts';
import type { PostgresPlace } from './place.ts';
import { certificateAdvice, refusals } from './refusals.ts';
import type { Advice, Asked } from './refusals.ts';
import { networkAdvice } from './unreached.ts';

/**
 * Why a database cannot be used, told by what the server, the network, or TLS has said, and what to do about it.
 *
 * @returns `database-refused` where the server was reached, `database-away` where it was not or takes nobody at present,
 *   `configuration-invalid` for a file of the address that cannot be read
 */
export function unusable(place: PostgresPlace, error: unknown): ToldError {
  const cause = error instanceof NotWritable ? (error.cause ?? error) : error;
  const { code, why } = adviceOn(place, cause);
  const from = origin(place);
  const told: Text = {
    ja: `データベース ${placeOfDatabase(place.url)} を使用できません。${why.ja}${from.ja}`,
    en: `${nameOfDatabase(place.url)} cannot be used: ${why.en}${from.en}`,
  };
  return ToldError.of(code, told, [], { cause });
}

/** Whether a server that was reached has said that it does not let this user in, or not with these rights. */
export function isRefused(error: unknown): boolean {
  return Object.hasOwn(refusals, codeOf(error));
}

function adviceOn(place: PostgresPlace, cause: unknown): Advice & { code: ErrorCode } {
  const asked = askedOf(place, cause);
  const code = codeOf(cause);
  if (/SASL.*password must be/.test(asked.said) || (code === '28P01' && !asked.isPasswordGiven)) {
    return { code: 'database-refused', why: noPassword(asked) };
  }
  const refusal = own(refusals, code);
  if (refusal !== undefined) return { code: 'database-refused', why: refusal(asked) };
  if (/does not support SSL/.test(asked.said)) return { code: 'database-refused', why: withoutTls };
  const certificate = certificateAdvice(code, asked);
  if (certificate !== null) return { code: 'database-refused', why: certificate };
  const { syscall, path } = cause as NodeJS.ErrnoException;
  if (syscall === 'open' && path !== undefined) {
    return { code: 'configuration-invalid', why: unreadable(path, asked) };
  }
  return { code: 'database-away', why: networkAdvice(code, asked) };
}

function askedOf({ url, password }: PostgresPlace, cause: unknown): Asked {
  const { username, password: inUrl, hostname, port, pathname } = new URL(url);
  return {
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
    host: hostname,
    port: port === '' ? '5432' : port,
    isPasswordGiven: password !== undefined || inUrl !== '' || (process.env['PGPASSWORD'] ?? '') !== '',
    said: cause instanceof Error ? cause.message : String(cause),
  };
}

function noPassword({ user }: Asked): Text {
  return {
    ja: `サーバーはユーザー ${user} のパスワードを求めていますが、指定されていません。--database-password-file でパスワードのファイルを指定してください。`,
    en: `the server wants a password for the user ${user}, and none was given. Name its file with --database-password-file.`,
  };
}

const withoutTls: Text = {
  ja: 'アドレスはTLS（sslmode）を求めていますが、サーバーはTLSに対応していません。サーバーでTLSを有効にしてください（ssl = on）。間のネットワークが別の方法で保護されている場合に限り、sslmode=disable を指定します。',
  en: 'its address asks for TLS (sslmode), and the server has none. Switch it on there (ssl = on); only where the network between is protected otherwise, say sslmode=disable.',
};

function unreadable(path: string, { said }: Asked): Text {
  return {
    ja: `アドレスに指定されたファイル ${path} を読み取れません（${said}）。sslrootcert などのパスと権限を確かめてください。`,
    en: `the file ${path}, which its address names, cannot be read (${said}). Check the path in sslrootcert, and its rights.`,
  };
}

/** Whoever has not named the database on this command line does not know what to correct. */
function origin({ rememberedIn }: PostgresPlace): Text {
  if (rememberedIn === undefined) return { ja: '', en: '' };
  return {
    ja: `このアドレスは ${rememberedIn} に保存されたものです。変更するには tenken collector run --database URL で起動します。`,
    en: ` The address was taken from ${rememberedIn}; tenken collector run --database URL takes another.`,
  };
}
