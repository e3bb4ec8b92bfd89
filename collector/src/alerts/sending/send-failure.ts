import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';

/** A message that was not sent, in words for whoever set the channel up. */
export class SendFailure extends Error {
  readonly why: Text;

  constructor(why: Text, options?: ErrorOptions) {
    super(why.en, options);
    this.name = 'SendFailure';
    this.why = why;
  }
}

/** What Node and OpenSSL call the everyday reasons: https://nodejs.org/api/errors.html, https://nodejs.org/api/tls.html. */
const known: Readonly<Record<string, Text>> = {
  ECONNREFUSED: text(
    '接続を拒否された。アドレスとポートを確かめる',
    'the connection was refused: check address and port',
  ),
  ECONNRESET: text('相手が接続を切った', 'the other side ended the connection'),
  EPIPE: text('相手が接続を切った', 'the other side ended the connection'),
  ETIMEDOUT: text('時間内に応答がない', 'no answer in time'),
  ESOCKETTIMEDOUT: text('時間内に応答がない', 'no answer in time'),
  EHOSTUNREACH: text('相手までの経路がない', 'no route leads to the host'),
  ENETUNREACH: text('相手のネットワークまでの経路がない', 'no route leads to its network'),
  ENOTFOUND: text('名前に対応するアドレスがない', 'the name has no address'),
  EAI_AGAIN: text('DNSサーバーが応答しない', 'the name server does not answer'),
  CERT_HAS_EXPIRED: text(
    '相手の証明書の有効期限が切れている',
    'the certificate of the other side has expired',
  ),
  DEPTH_ZERO_SELF_SIGNED_CERT: text(
    '相手の証明書が自己署名である。その認証局を通知先に登録する',
    'the certificate of the other side is self-signed: give the channel its authority',
  ),
  SELF_SIGNED_CERT_IN_CHAIN: text(
    '相手の証明書の認証局を信頼していない。その認証局を通知先に登録する',
    'the authority of the certificate is not trusted: give it to the channel',
  ),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: text(
    '相手の証明書の認証局を信頼していない。その認証局を通知先に登録する',
    'the authority of the certificate is not trusted: give it to the channel',
  ),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: text(
    '相手の証明書の認証局を信頼していない。その認証局を通知先に登録する',
    'the authority of the certificate is not trusted: give it to the channel',
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: text(
    '相手の証明書が別の名前のものである',
    'the certificate of the other side is for another name',
  ),
  // What nodemailer calls them: https://nodemailer.com/errors
  EAUTH: text('メールサーバーがサインインを拒否した（login）', 'the mail server refused the login'),
  ENOAUTH: text(
    'メールサーバーへのサインインに必要なものがない',
    'what the login at the mail server needs is missing',
  ),
  ETLS: text(
    'メールサーバーが暗号化（STARTTLS）に応じない',
    'the mail server offers no encryption (STARTTLS)',
  ),
  EENVELOPE: text('メールサーバーが差出人か宛先を拒否した', 'the mail server refused sender or receivers'),
};

/**
 * Why a connection failed. What the system or the other side says about it goes along as it is: it is what an
 * administrator of the other side looks for.
 *
 * @param said shortened, and without what is secret
 */
export function explained(cause: Error & { code?: unknown }, said: string = cause.message): Text {
  if (cause.name === 'TimeoutError' || cause.name === 'AbortError') {
    return text('時間内に応答がない', 'no answer in time');
  }
  const words = typeof cause.code === 'string' ? own(known, cause.code) : undefined;
  // Node's advice is about its own options, which a channel has none of.
  const told = said.replace(
    /[;,]? ?(?:if the root CA is installed locally, )?try running Node\.js with .*$/i,
    '',
  );
  return words === undefined
    ? text(`送れなかった（${told}）`, told)
    : text(`${words.ja}（${told}）`, `${words.en} (${told})`);
}

export function whyOf(cause: Error): Text {
  return cause instanceof SendFailure ? cause.why : explained(cause);
}
