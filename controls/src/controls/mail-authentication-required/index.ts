import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import { mailServer } from '../../evidence/mail-server/index.ts';
import { defineControl } from '../define.ts';
import { otherProductsLeftToPeople } from '../left-to-people.ts';
import { whoTakesMail } from '../mail-listeners.ts';
import { serverNotRead } from '../other-listeners.ts';
import { unreadPart } from '../unread-part.ts';
import { letsInNetworks, networksOf, relayOf } from '../postfix-rules.ts';

export const mailAuthenticationRequired = defineControl({
  id: 'mail-authentication-required',
  title: text(
    'メールの送信に主体認証を求め、認証情報を暗号化して受け取る',
    'Sending mail asks for authentication, over TLS',
  ),
  description: text(
    'ネットワークからメールを受け取るPostfixで、認証していない機器が網の内にあるだけで送信できず（mynetworks がこの機器だけ）、SMTP認証を使うサービスはTLSの中でだけ認証を受け付けることを、main.cf と master.cf から確かめる。メールの受取り（IMAP、POP）の認証と、ほかの製品は人が確認する。',
    'Postfix that takes mail from the network lets no machine send for being inside a network alone (mynetworks is this machine only), and services with SMTP authentication take it over TLS only: by main.cf and master.cf. Authentication for fetching mail (IMAP, POP) and other products are left to people.',
  ),
  needs: { mail: mailServer, listening: listeningServices },
  params: z.object({
    networksWithoutAuthentication: z._default(z.enum(['none', 'some']), 'none'),
    unseenLeftToPeople: z._default(z.boolean(), false),
  }),
  parameters: {
    networksWithoutAuthentication: {
      meaning: text(
        '認証なしで送信できる網（none: 認めない、some: ほかのサーバーのために限った網を認める）',
        'Networks that send without authentication: none, or some, kept for other servers',
      ),
      source: text('製品の既定値（認めない）', "The product's default: none"),
    },
    unseenLeftToPeople: otherProductsLeftToPeople,
  },
  reasons: {
    required: text(
      '送信に主体認証を求め、TLSの中で受け付ける。',
      'Sending asks for authentication over TLS.',
    ),
    'nobody-sends': text(
      'このサーバー宛てのメールだけを受け取り、利用者はここから送信しない。',
      'It takes mail for itself only; nobody sends through it.',
    ),
    'no-mail-server': text(
      'ネットワークからメールを受け取るサーバーは動いていない。',
      'No server takes mail from the network.',
    ),
    'networks-unauthenticated': text(
      '網の内にある機器は、認証なしで送信できる。',
      'Machines inside a network send without authentication.',
    ),
    'not-over-tls': text(
      'SMTP認証を、暗号化していない通信でも受け付ける。',
      'SMTP authentication is taken in clear as well.',
    ),
    'rules-not-told': text(
      '送信できる相手が、表、変数、古い互換設定などここで読まないものによる。',
      'Who may send depends on tables, variables or old defaults that are not read here.',
    ),
    'other-product': text(
      '設定を読めない製品がメールを受け取っている。送信の認証を人が確認する。',
      'A product takes mail whose settings are not read. Check its authentication.',
    ),
    'listeners-not-told': text(
      '待受けが多すぎて、すべては記録されていない。',
      'More listen than are listed.',
    ),
  },
  remediation: {
    linux: text(
      'main.cf で `mynetworks = 127.0.0.0/8 [::1]/128`、`smtpd_sasl_auth_enable = yes`、`smtpd_tls_auth_only = yes` とし、利用者には submission（587、465）で認証させる。',
      'In main.cf set `mynetworks = 127.0.0.0/8 [::1]/128`, `smtpd_sasl_auth_enable = yes` and `smtpd_tls_auth_only = yes`, and let people sign in on submission (587, 465).',
    ),
    windows: text(
      '受信コネクタの認証とアクセス許可グループを確かめ、利用者の送信に匿名を認めない。',
      'Check authentication and permission groups of the receive connectors: no anonymous callers for people who send.',
    ),
    macos: text(
      '不要なら待ち受けているメールサーバーを止める。必要なら /etc/postfix/main.cf をLinuxと同じように設定する。',
      'Stop the mail server that listens where it is not needed. Else set /etc/postfix/main.cf as on Linux.',
    ),
  },
  evaluate({ mail, listening }, { networksWithoutAuthentication, unseenLeftToPeople }) {
    const expected = text(
      '認証なしで送信できるのはこの機器だけ、SMTP認証はTLSの中だけ',
      'only this machine sends without authentication, which is taken over TLS only',
    );
    const who = whoTakesMail(mail, listening);
    if (who.is !== 'postfix') {
      const failed = who.is === 'other' ? unreadPart(mail.unread, ['postfix']) : null;
      if (failed) return { ...failed, expected };
      return { ...serverNotRead(who, 'no-mail-server', unseenLeftToPeople), expected };
    }
    const { postfix } = who;
    const services = postfix.services.filter(({ loopbackOnly }) => !loopbackOnly);
    const inClear = services.find(
      ({ authentication, authenticationOnlyOverTls, tls }) =>
        authentication === true &&
        authenticationOnlyOverTls !== true &&
        tls !== 'encrypt' &&
        tls !== 'wrapper',
    );
    if (inClear) {
      const shown = `${inClear.name}: smtpd_tls_auth_only no, smtpd_tls_security_level ${inClear.tls ?? '-'}`;
      return { outcome: 'fail', reason: 'not-over-tls', observed: text(shown, shown), expected };
    }
    const judged = services.map((service) => ({
      name: service.name,
      relay: relayOf(service, postfix),
      networks: letsInNetworks(service) ? networksOf(service, postfix) : null,
    }));
    const accepted = networksWithoutAuthentication === 'some' ? ['this-machine', 'some'] : ['this-machine'];
    const wide = judged.find(
      ({ relay, networks }) =>
        relay === 'open' || (networks && networks.reach !== 'not-told' && !accepted.includes(networks.reach)),
    );
    if (wide) {
      const shown = `${wide.name}: ${wide.networks?.shown ?? '-'}`;
      return { outcome: 'fail', reason: 'networks-unauthenticated', observed: text(shown, shown), expected };
    }
    const names = services.map(({ name, authentication }) => `${name} (SASL ${authentication ?? '-'})`);
    const observed = text(names.slice(0, 5).join('、') || '-', names.slice(0, 5).join(', ') || '-');
    const isTold = judged.every(({ relay, networks }) => relay !== null && networks?.reach !== 'not-told');
    if (!isTold || services.length === 0 || postfix.truncated) {
      return { outcome: 'unknown', reason: 'rules-not-told', observed, expected };
    }
    const isAsked = services.some(({ authentication }) => authentication === true);
    return { outcome: 'pass', reason: isAsked ? 'required' : 'nobody-sends', observed, expected };
  },
});
