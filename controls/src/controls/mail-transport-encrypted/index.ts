import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import { mailServer } from '../../evidence/mail-server/index.ts';
import { defineControl } from '../define.ts';
import { otherProductsLeftToPeople } from '../left-to-people.ts';
import { whoTakesMail } from '../mail-listeners.ts';
import { serverNotRead } from '../other-listeners.ts';
import { unreadPart } from '../unread-part.ts';

export const mailTransportEncrypted = defineControl({
  id: 'mail-transport-encrypted',
  title: text(
    'メールサーバーがほかのサーバーからのメールを暗号化して受け取れる',
    'The mail server can take mail from other servers encrypted',
  ),
  description: text(
    'ネットワークからメールを受け取るPostfixの全てのサービスで、TLS（STARTTLS又は最初からのTLS）が有効であることを、main.cf と master.cf から確かめる。証明書がないなどの理由で実際には使えないことと、こちらから送るときの暗号化は、ここでは見ない。',
    'Every service by which Postfix takes mail from the network has TLS switched on (STARTTLS, or TLS from the first byte): by main.cf and master.cf. Whether it works, which needs a certificate, and whether mail is sent encrypted, is not looked at.',
  ),
  needs: { mail: mailServer, listening: listeningServices },
  params: z.object({ unseenLeftToPeople: z._default(z.boolean(), false) }),
  parameters: { unseenLeftToPeople: otherProductsLeftToPeople },
  reasons: {
    offered: text('全てのサービスでTLSが有効である。', 'Every service has TLS switched on.'),
    'not-offered': text(
      'TLSが無効で、暗号化されたメールを受け取れない。',
      'TLS is off: mail cannot be taken encrypted.',
    ),
    'level-not-understood': text(
      'TLSの設定が、変数などここで読まないものによる。',
      'The level of TLS depends on what is not read here.',
    ),
    'no-mail-server': text(
      'ネットワークからメールを受け取るサーバーは動いていない。',
      'No server takes mail from the network.',
    ),
    'other-product': text(
      '設定を読めない製品がメールを受け取っている。TLSの設定を人が確認する。',
      'A product takes mail whose settings are not read. Check its TLS.',
    ),
    'listeners-not-told': text(
      '待受けが多すぎて、すべては記録されていない。',
      'More listen than are listed.',
    ),
  },
  remediation: {
    linux: text(
      'main.cf に `smtpd_tls_security_level = may` と証明書（`smtpd_tls_chain_files`）を設定する。送信の側は `smtp_tls_security_level = may` 以上とする。`postconf -n` で確かめ、`postfix reload` を実行する。',
      'Set `smtpd_tls_security_level = may` and a certificate (`smtpd_tls_chain_files`) in main.cf; for sending `smtp_tls_security_level = may` or more. Check with `postconf -n` and run `postfix reload`.',
    ),
    windows: text(
      '受信コネクタと送信コネクタでTLSを有効にし、証明書を割り当てる。',
      'Switch on TLS in the receive and send connectors and assign a certificate.',
    ),
    macos: text(
      '不要なら待ち受けているメールサーバーを止める。必要なら /etc/postfix/main.cf をLinuxと同じように設定する。',
      'Stop the mail server that listens where it is not needed. Else set /etc/postfix/main.cf as on Linux.',
    ),
  },
  evaluate({ mail, listening }, { unseenLeftToPeople }) {
    const expected = text('全てのサービスでTLSが有効', 'TLS is on in every service');
    const who = whoTakesMail(mail, listening);
    if (who.is !== 'postfix') {
      const failed = who.is === 'other' ? unreadPart(mail.unread, ['postfix']) : null;
      if (failed) return { ...failed, expected };
      return { ...serverNotRead(who, 'no-mail-server', unseenLeftToPeople), expected };
    }
    const { services: all, truncated } = who.postfix;
    const services = all.filter(({ loopbackOnly }) => !loopbackOnly);
    const names = services.map(({ name, tls }) => `${name} (TLS ${tls ?? '-'})`).slice(0, 5);
    const observed = text(names.join('、') || '-', names.join(', ') || '-');
    if (services.some(({ tls }) => tls === null || tls === 'none')) {
      return { outcome: 'fail', reason: 'not-offered', observed, expected };
    }
    // Something listens, so master.cf has to have a service for it.
    if (truncated || services.length === 0 || services.some(({ tls }) => tls === 'other')) {
      return { outcome: 'unknown', reason: 'level-not-understood', observed, expected };
    }
    return { outcome: 'pass', reason: 'offered', observed, expected };
  },
});
