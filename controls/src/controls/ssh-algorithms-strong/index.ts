import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { sshEndpoints } from '../../evidence/ssh-endpoints/index.ts';
import type { SshEndpoints } from '../../evidence/ssh-endpoints/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { isReachable, listed, located } from '../own-endpoints.ts';
import { isOpen } from './endpoints.ts';
import { expectedText, judgedServer } from './judged-server.ts';
import type { JudgedServer } from './judged-server.ts';
import { sshParameterNotes, sshParams, sshReasons } from './parameters.ts';
import { seenText } from './words.ts';

export const sshAlgorithmsStrong = defineControl({
  id: 'ssh-algorithms-strong',
  title: text('SSHの受け口が強い暗号だけを提示する', 'SSH endpoints offer only strong algorithms'),
  description: text(
    'この機器で待ち受けるSSHのポートに実際に接続し、提示する鍵交換・ホスト鍵（種類と長さ）・暗号・メッセージ認証を、CRYPTRECの暗号リストと鍵長の基準、又は方針と比べる。使う方式は接続する側の順で決まるため、弱い方式は最後に並べていても提示しているとみなす。認証の設定は ssh-server-hardened が見る。22番以外で、名乗る前に相手を待つSSHサーバーは見つけられない。CRYPTRECの判定行は原文との照合が済んでおらず、照合記録を届け出ると反映する。',
    "Connects to the ports on which this machine listens for SSH and compares the key exchanges, host keys (kind and size), ciphers and MACs that are really offered with CRYPTREC's lists and key lengths, or with a policy. The client's order decides, so a weak algorithm that is offered last is still offered. How users sign in is for ssh-server-hardened. A server on another port than 22 that waits for the client to introduce itself is not found. CRYPTREC's rows have not been compared with the issuer's text yet; a declared record of comparison is taken into account.",
  ),
  needs: { ssh: sshEndpoints },
  params: z.object({
    ...sshParams,
    includeLoopback: z._default(z.boolean(), false),
  }),
  parameters: {
    ...sshParameterNotes,
    includeLoopback: {
      meaning: text(
        'ループバックだけで待ち受けるポートも判定する',
        'Judge ports that listen on loopback only as well',
      ),
      source: text('製品の既定値（外から届かない）', "The product's default: nobody outside reaches them"),
    },
  },
  reasons: {
    ...sshReasons,
    'no-ssh-endpoint': text(
      '外部から届くSSHの受け口がない。',
      'No SSH endpoint can be reached from outside.',
    ),
    'not-measured': text(
      'SSHの受け口があるが、提示する方式を測りきれない。',
      'There is an SSH endpoint whose offers could not be measured in full.',
    ),
  },
  remediation: {
    linux: text(
      '/etc/ssh/sshd_config.d に Ciphers、MACs、KexAlgorithms、HostKeyAlgorithms を書き、示された方式を除く（例: `MACs -hmac-md5*`、`KexAlgorithms -diffie-hellman-group*-sha1`）。RHEL系は `update-crypto-policies` で決まる。短いホスト鍵は `ssh-keygen -t rsa -b 3072` などで作り直す。`sshd -t` の後に再読込みする。',
      'Write Ciphers, MACs, KexAlgorithms and HostKeyAlgorithms without what is shown into /etc/ssh/sshd_config.d (such as `MACs -hmac-md5*`, `KexAlgorithms -diffie-hellman-group*-sha1`). On the RHEL family `update-crypto-policies` decides. Make short host keys anew, such as with `ssh-keygen -t rsa -b 3072`. Check with `sshd -t`, then reload.',
    ),
    windows: text(
      'C:\\ProgramData\\ssh\\sshd_config に Ciphers、MACs、KexAlgorithms、HostKeyAlgorithms を書き、示された方式を除いて `Restart-Service sshd` を実行する。OpenSSHの更新も確かめる。',
      'Write Ciphers, MACs, KexAlgorithms and HostKeyAlgorithms without what is shown into C:\\ProgramData\\ssh\\sshd_config and run `Restart-Service sshd`. See whether OpenSSH is up to date.',
    ),
    macos: text(
      '不要なら「システム設定＞一般＞共有」で「リモートログイン」を切る。必要なら /etc/ssh/sshd_config.d に Ciphers、MACs、KexAlgorithms を書き、示された方式を除く。',
      'Turn off Remote Login in System Settings, General, Sharing where it is not needed. Else write Ciphers, MACs and KexAlgorithms without what is shown into /etc/ssh/sshd_config.d.',
    ),
  },
  evaluate({ ssh }, params, { now }): Judgement {
    const judged = ssh.endpoints.filter((endpoint) => params.includeLoopback || isReachable(endpoint));
    const speaking = judged.flatMap((endpoint) =>
      endpoint.ssh === null ? [] : [{ endpoint, server: judgedServer(endpoint.ssh, params, now) }],
    );
    const isUnverified = speaking.some(({ server }) => server.byUnverifiedRows);
    const expected = expectedText(params, isUnverified);
    const failures = speaking.flatMap(({ endpoint, server }) => located(endpoint, server.failures));
    const failure = failures.find(({ reason }) => reason === 'weak-algorithm') ?? failures[0];
    if (failure) {
      const { reason } = failure;
      const observed = listed(failures.filter((one) => one.reason === reason));
      return { outcome: 'fail', reason, observed, expected };
    }
    const open = judged
      .filter(isOpen)
      .flatMap((endpoint) =>
        located(endpoint, [{ reason: 'not-measured' as const, what: seenText(endpoint.seen) }]),
      );
    if (open.length > 0) {
      return { outcome: 'unknown', reason: 'not-measured', observed: listed(open), expected };
    }
    const gaps = speaking.flatMap(({ endpoint, server }) => located(endpoint, server.gaps));
    if (gaps[0]) return { outcome: 'unknown', reason: gaps[0].reason, observed: listed(gaps), expected };
    if (speaking.length === 0) {
      const observed = withoutSsh(ssh.endpoints);
      return { outcome: 'not-applicable', reason: 'no-ssh-endpoint', observed, expected };
    }
    const told = speaking.flatMap(({ endpoint, server }) => located(endpoint, server.told));
    const warned = told.filter(({ reason }) => reason !== 'strong');
    const reason = warned.length > 0 ? 'strong-with-warnings' : 'strong';
    const observed = listed(warned.length > 0 ? warned : told);
    return { outcome: 'pass', reason, observed, expected, validUntil: firstChange(speaking) };
  },
});

/** When the first of the verdicts would change by itself. */
function firstChange(speaking: readonly { server: JudgedServer }[]): string | undefined {
  return speaking.flatMap(({ server }) => server.until ?? []).toSorted()[0];
}

function withoutSsh(endpoints: SshEndpoints['endpoints']): Text {
  const own = endpoints.filter(({ ssh }) => ssh !== null).length;
  return own > 0
    ? text(`SSHの受け口${own}件はループバックだけ`, `${own} SSH endpoint(s), on loopback only`)
    : text(`待ち受け${endpoints.length}件にSSHなし`, `${endpoints.length} listening port(s), none with SSH`);
}
