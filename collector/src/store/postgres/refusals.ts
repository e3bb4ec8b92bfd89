import type { Text } from '@tenken/shared';

/** What was asked for when a database could not be used, and what was said to it. */
export type Asked = {
  user: string;
  database: string;
  host: string;
  port: string;
  isPasswordGiven: boolean;
  /** In the words of the server, the operating system or TLS. */
  said: string;
};

export type Advice = { why: Text };

/** What a server that was reached refuses, by SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const refusals: Readonly<Record<string, (asked: Asked) => Text>> = {
  '28P01': ({ user }) => ({
    ja: `サーバーはユーザー ${user} のパスワードを受け付けません。ユーザー名と、--database-password-file のファイルの内容を確かめてください。`,
    en: `the server does not accept the password of the user ${user}. Check the name of the user, and what the file of --database-password-file holds.`,
  }),
  '28000': ({ user, database, said }) => ({
    ja: `サーバーはユーザー ${user} の接続を許可していません（${said}）。ユーザーがあること、サーバーの pg_hba.conf がこのユーザーにこのマシンからデータベース ${database} への接続を許可していることを確かめてください。hostssl の場合は、アドレスに sslmode=verify-full を指定します。`,
    en: `the server does not let the user ${user} in (${said}). Check that the user exists, and that the server's pg_hba.conf lets it into ${database} from this machine; where that says hostssl, the address needs sslmode=verify-full.`,
  }),
  '3D000': ({ user, database }) => ({
    ja: `サーバーには接続できますが、データベース ${database} がありません。サーバーで作成するか（createdb --owner=${user} ${database}）、アドレスの名前を直してください。`,
    en: `the server was reached and has no database ${database}. Make it there (createdb --owner=${user} ${database}), or correct the name in the address.`,
  }),
  '42501': ({ user, database, said }) => ({
    ja: `ユーザー ${user} に必要な権限がありません（${said}）。ユーザーをデータベースの所有者にしてください（ALTER DATABASE "${database}" OWNER TO "${user}"）。`,
    en: `the user ${user} lacks a right that it needs (${said}). Make it the owner of the database: ALTER DATABASE "${database}" OWNER TO "${user}".`,
  }),
};

/** Codes of OpenSSL and of Node for a chain that does not lead to a certificate that is trusted. */
const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
]);

/** @param code of the error @returns null for one that is not about the server's certificate */
export function certificateAdvice(code: string, { host, said }: Asked): Text | null {
  if (untrusted.has(code)) {
    return {
      ja: `サーバーの証明書を信頼できません（${said}）。発行した認証局の証明書のファイルを、アドレスに sslrootcert=ファイル で指定してください。`,
      en: `the certificate of the server is not trusted (${said}). Name the file of the authority that issued it in the address: sslrootcert=FILE.`,
    };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      ja: `サーバーの証明書は ${host} のものではありません（${said}）。証明書にある名前をアドレスに指定するか、この名前の証明書をサーバーに設定してください。`,
      en: `the certificate of the server is not for ${host} (${said}). Put a name that stands in it into the address, or give the server one for this name.`,
    };
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return {
      ja: `サーバーの証明書は有効期間外です（${said}）。両方のマシンの時計を確かめ、必要であればサーバーの証明書を更新してください。`,
      en: `the certificate of the server is not valid now (${said}). Check the clocks of both machines, and renew the certificate where they are right.`,
    };
  }
  return null;
}
