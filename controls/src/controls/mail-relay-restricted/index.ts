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

export const mailRelayRestricted = defineControl({
  id: 'mail-relay-restricted',
  title: text('メールサーバーが第三者のメールを中継しない', 'The mail server does not relay for strangers'),
  description: text(
    'ネットワークからメールを受け取るPostfixが、無関係な差出人から無関係な宛先へのメールを断ることを、main.cf と master.cf の smtpd_relay_restrictions、smtpd_recipient_restrictions、mynetworks をサービスごとに読んで確かめる。表（check_…）やポリシーサーバーが先に許し得る場合と、ほかの製品（Exchange、Exim、sendmailなど）は未確認とする。',
    'Postfix that takes mail from the network refuses mail from strangers to strangers: by smtpd_relay_restrictions, smtpd_recipient_restrictions and mynetworks in main.cf and master.cf, service by service. Where a table (check_…) or policy server may let it in first, and for other products (Exchange, Exim, sendmail), the answer is unknown.',
  ),
  needs: { mail: mailServer, listening: listeningServices },
  params: z.object({ unseenLeftToPeople: z._default(z.boolean(), false) }),
  parameters: {
    unseenLeftToPeople: otherProductsLeftToPeople,
  },
  reasons: {
    refused: text('第三者のメールを中継しない。', 'Strangers are refused.'),
    'no-mail-server': text(
      'ネットワークからメールを受け取るサーバーは動いていない。',
      'No server takes mail from the network.',
    ),
    'open-relay': text(
      '第三者のメールの中継を断る規則がない。',
      'No rule refuses mail from strangers to strangers.',
    ),
    'networks-too-wide': text(
      '中継を認める網（mynetworks）が広すぎる。',
      'The networks that may relay (mynetworks) are too wide.',
    ),
    'rules-not-told': text(
      '中継の可否が、表、変数、古い互換設定などここで読まないものによる。',
      'Whether it relays depends on tables, variables or old defaults that are not read here.',
    ),
    'other-product': text(
      '設定を読めない製品がメールを受け取っている。中継の設定を人が確認する。',
      'A product takes mail whose settings are not read. Check whether it relays.',
    ),
    'listeners-not-told': text(
      '待受けが多すぎて、すべては記録されていない。',
      'More listen than are listed.',
    ),
  },
  remediation: {
    linux: text(
      'main.cf で `smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination` とし、mynetworks を必要な機器だけにして `postfix reload` を実行する。',
      'In main.cf set `smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination`, keep mynetworks to the machines that need it, and run `postfix reload`.',
    ),
    windows: text(
      '受信コネクタ（`Get-ReceiveConnector`）又はIISのSMTPの「中継の制限」で、匿名の相手に中継を許していないことを確かめる。',
      'Check in the receive connectors (`Get-ReceiveConnector`), or in the relay restrictions of SMTP in IIS, that anonymous callers may not relay.',
    ),
    macos: text(
      '不要なら待ち受けているメールサーバーを止める。必要なら /etc/postfix/main.cf をLinuxと同じように設定する。',
      'Stop the mail server that listens where it is not needed. Else set /etc/postfix/main.cf as on Linux.',
    ),
  },
  evaluate({ mail, listening }, { unseenLeftToPeople }) {
    const expected = text('第三者から第三者へのメールを断る', 'mail from strangers to strangers is refused');
    const who = whoTakesMail(mail, listening);
    if (who.is !== 'postfix') {
      const failed = who.is === 'other' ? unreadPart(mail.unread, ['postfix']) : null;
      if (failed) return { ...failed, expected };
      return { ...serverNotRead(who, 'no-mail-server', unseenLeftToPeople), expected };
    }
    const { postfix } = who;
    const services = postfix.services.filter(({ loopbackOnly }) => !loopbackOnly);
    const judged = services.map((service) => ({
      name: service.name,
      relay: relayOf(service, postfix),
      networks: letsInNetworks(service) ? networksOf(service, postfix) : null,
    }));
    const open = judged.find(({ relay }) => relay === 'open');
    if (open) {
      const observed = text(`${open.name}: 中継を断らない`, `${open.name}: nothing refuses`);
      return { outcome: 'fail', reason: 'open-relay', observed, expected };
    }
    const wide = judged.find(({ networks }) => networks?.reach === 'everybody');
    if (wide?.networks) {
      const shown = `${wide.name}: ${wide.networks.shown}`;
      return { outcome: 'fail', reason: 'networks-too-wide', observed: text(shown, shown), expected };
    }
    const names = judged.map(({ name, networks }) => (networks ? `${name} (${networks.shown})` : name));
    const observed = text(names.slice(0, 5).join('、') || '-', names.slice(0, 5).join(', ') || '-');
    const isTold = judged.every(({ relay, networks }) => relay !== null && networks?.reach !== 'not-told');
    // Something listens, so master.cf has to have a service for it.
    if (!isTold || services.length === 0 || postfix.truncated) {
      return { outcome: 'unknown', reason: 'rules-not-told', observed, expected };
    }
    return { outcome: 'pass', reason: 'refused', observed, expected };
  },
});
