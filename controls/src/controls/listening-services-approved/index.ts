import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import type { Listener } from '../../evidence/listening-services/schema.ts';
import { defineControl } from '../define.ts';
import { approval, parseApproved, shownListener } from './approved.ts';

export const listeningServicesApproved = defineControl({
  id: 'listening-services-approved',
  title: text(
    '認めたサービスだけがネットワークで待ち受けている',
    'Only approved services listen on the network',
  ),
  description: text(
    '攻撃の入口を必要なものだけにするため、ほかの機器から届くTCP・UDPの待受けが、届け出たプロトコル・ポート・プログラムだけであることを確かめる。自機器の中だけの待受け（ループバック）は数えない。',
    'So that attackers find no more ways in than are needed, the TCP and UDP sockets that other machines can reach are those declared by protocol, port and program. Sockets of loopback do not count.',
  ),
  needs: { listening: listeningServices },
  params: z.object({ approved: z._default(z.nullable(z.array(z.string())), null) }),
  parameters: {
    approved: {
      meaning: text(
        '認めた待受け。`tcp/443/nginx` のようにプロトコル、ポート（範囲、又は利用者プログラムのUDPは dynamic）、要ればプログラム又はWindowsのサービス名を書く',
        'Approved listeners: protocol, port (or a range, or dynamic for UDP ports given out by the system) and, where wanted, the program or the Windows service, such as tcp/443/nginx',
      ),
      source: text('機関の届出「認めたサービス」', "The organisation's declaration of approved services"),
      declared: { kind: 'approved-services', field: 'listener' },
    },
  },
  reasons: {
    'nothing-listens': text('待ち受けているサービスがない。', 'Nothing listens on the network.'),
    'all-approved': text('待受けはすべて認めたものである。', 'Everything that listens is approved.'),
    'not-approved': text('認めていない待受けがある。', 'Something listens that is not approved.'),
    'nothing-declared': text(
      '認めたサービスが届け出られていない。待受けの一覧を見て、届出「稼働を認めたサービスと待受け」に書く。',
      'No approved services are declared. Look at the list and write them into the declaration approved-services.',
    ),
    'declaration-not-understood': text(
      '届出に `tcp/443/nginx` の形でない行がある。',
      'A declared entry is not of the form tcp/443/nginx.',
    ),
    'program-not-told': text(
      '待ち受けているプログラムが分からない。管理者権限で点検する。',
      'Which program listens is not told. Scan as administrator.',
    ),
    'too-many': text(
      '待受けが多すぎて、すべては記録されていない。',
      'There are more listeners than are listed.',
    ),
  },
  remediation: {
    linux: text(
      '`ss -lntup` で待受けとプログラムを確かめ、不要なものは `systemctl disable --now サービス名` で止めるか、設定で 127.0.0.1 だけの待受けに変える。必要なものは届出に加える。',
      'Look at `ss -lntup`; stop what is not needed with `systemctl disable --now NAME` or bind it to 127.0.0.1, and declare what is.',
    ),
    windows: text(
      '`Get-NetTCPConnection -State Listen` と `Get-NetUDPEndpoint` で待受けを確かめ、不要なサービスのスタートアップの種類を無効にする。必要なものは届出に加える。',
      'Look at `Get-NetTCPConnection -State Listen` and `Get-NetUDPEndpoint`; disable services that are not needed, and declare those that are.',
    ),
    macos: text(
      '`sudo lsof -nP -iTCP -sTCP:LISTEN` で待受けを確かめ、「システム設定＞一般＞共有」で不要な共有を切る。必要なものは届出に加える。',
      'Look at `sudo lsof -nP -iTCP -sTCP:LISTEN`; switch sharing that is not needed off in System Settings, General, Sharing, and declare the rest.',
    ),
  },
  evaluate({ listening: { listeners, truncated } }, { approved }) {
    const expected =
      approved === null
        ? text('待受けは届け出たものだけ', 'only what is declared listens')
        : text(
            `待受けは届け出た${approved.length}件だけ`,
            `only the ${approved.length} declared entries listen`,
          );
    if (listeners.length === 0) {
      return {
        outcome: 'pass',
        reason: 'nothing-listens',
        observed: text('待受けなし', 'nothing listens'),
        expected,
      };
    }
    const all = shown(listeners);
    if (approved === null || approved.length === 0) {
      return { outcome: 'unknown', reason: 'nothing-declared', observed: all, expected };
    }
    const parsed = approved.map(parseApproved);
    const known = parsed.filter((entry) => entry !== null);
    const bad = approved.find((_, index) => parsed[index] === null);
    if (bad !== undefined) {
      return { outcome: 'unknown', reason: 'declaration-not-understood', observed: text(bad, bad), expected };
    }
    const others = listeners.filter((listener) => approval(listener, known) === 'no');
    if (others.length > 0) {
      return { outcome: 'fail', reason: 'not-approved', observed: shown(others), expected };
    }
    const open = listeners.filter((listener) => approval(listener, known) === 'perhaps');
    if (open.length > 0) {
      return { outcome: 'unknown', reason: 'program-not-told', observed: shown(open), expected };
    }
    if (truncated) return { outcome: 'unknown', reason: 'too-many', observed: all, expected };
    return { outcome: 'pass', reason: 'all-approved', observed: all, expected };
  },
});

function shown(listeners: readonly Listener[]) {
  const list = [...new Set(listeners.map(shownListener))];
  const rest = list.length > 12 ? ` +${list.length - 12}` : '';
  const line = `${list.slice(0, 12).join(' ')}${rest}`;
  return text(line, line);
}
