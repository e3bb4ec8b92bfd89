import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { sshEndpoints } from '../../evidence/ssh-endpoints/index.ts';
import type { SshFacts } from '../../evidence/ssh/facts.ts';
import type { LevelJudgement } from '../../profiles/judgement.ts';
import { judgeSsh } from '../../profiles/ssh/judge.ts';
import { sshProfileIds, sshProfiles } from '../../profiles/ssh/registry.ts';
import type { SshProfileId } from '../../profiles/ssh/registry.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { isOpen, isReachable } from './endpoints.ts';
import { listed, seenText } from './words.ts';
import type { Endpoint, Point } from './words.ts';

export const sshAlgorithmsStrong = defineControl({
  id: 'ssh-algorithms-strong',
  title: text('SSHの受け口が強い暗号だけを提示する', 'SSH endpoints offer only strong algorithms'),
  description: text(
    'この機器で待ち受けるSSHのポートに実際に接続し、提示する鍵交換・ホスト鍵（種類と長さ）・暗号・メッセージ認証を、CRYPTRECの暗号リストと鍵長の基準、又は方針と比べる。使う方式は接続する側の順で決まるため、弱い方式は最後に並べていても提示しているとみなす。認証の設定は ssh-server-hardened が見る。22番以外で、名乗る前に相手を待つSSHサーバーは見つけられない。CRYPTRECの判定行は原文との照合が済んでいない。',
    "Connects to the ports on which this machine listens for SSH and compares the key exchanges, host keys (kind and size), ciphers and MACs that are really offered with CRYPTREC's lists and key lengths, or with a policy. The client's order decides, so a weak algorithm that is offered last is still offered. How users sign in is for ssh-server-hardened. A server on another port than 22 that waits for the client to introduce itself is not found. CRYPTREC's rows have not been compared with the issuer's text yet.",
  ),
  needs: { ssh: sshEndpoints },
  params: z.object({
    profile: z._default(z.enum(sshProfileIds), 'cryptrec'),
    warnings: z._default(z.enum(['allowed', 'fail']), 'allowed'),
    includeLoopback: z._default(z.boolean(), false),
  }),
  parameters: {
    profile: {
      meaning: text(
        '判定に使う行又は方針。cryptrec=CRYPTRECの暗号リスト、hardened=堅牢化、openssh-…=出荷時のまま',
        'Rows or policy: cryptrec = the lists of CRYPTREC, hardened = a strict policy, openssh-… = as delivered',
      ),
      source: text(
        'CRYPTREC暗号リスト（LS-0001-2022）と鍵長の基準（LS-0003-2022）',
        "CRYPTREC's list of ciphers (LS-0001-2022) and criteria for key lengths (LS-0003-2022)",
      ),
    },
    warnings: {
      meaning: text(
        'リスト外・期限付きの方式の扱い（allowed: 知らせる、fail: 不適合とする）',
        'Algorithms off the list or for a limited time: allowed = told, fail = a failure',
      ),
      source: text(
        '製品の既定値（リスト外は禁止ではない）',
        "The product's default: what is off the list is not forbidden",
      ),
    },
    includeLoopback: {
      meaning: text(
        'ループバックだけで待ち受けるポートも判定する',
        'Judge ports that listen on loopback only as well',
      ),
      source: text('製品の既定値（外から届かない）', "The product's default: nobody outside reaches them"),
    },
  },
  reasons: {
    strong: text('使ってはならない方式を提示しない。', 'Nothing that must not be used is offered.'),
    'strong-with-warnings': text(
      '使ってはならない方式を提示しないが、リスト外又は期限付きの方式がある。',
      'Nothing that must not be used is offered, but something off the list or for a limited time.',
    ),
    'no-ssh-endpoint': text(
      '外部から届くSSHの受け口がない。',
      'No SSH endpoint can be reached from outside.',
    ),
    'weak-algorithm': text('使ってはならない方式を提示する。', 'Something that must not be used is offered.'),
    'doubtful-algorithm': text(
      'リスト外又は期限付きの方式を提示する。',
      'Something off the list or for a limited time is offered.',
    ),
    'not-measured': text(
      'SSHの受け口があるが、提示する方式を測りきれない。',
      'There is an SSH endpoint whose offers could not be measured in full.',
    ),
    'not-known': text(
      '強さが分からない方式を提示する。',
      'Something is offered whose strength is not known.',
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
  evaluate({ ssh }, { profile, warnings, includeLoopback }, { now }): Judgement {
    const judged = ssh.endpoints.filter((endpoint) => includeLoopback || isReachable(endpoint));
    const speaking = judged.flatMap((endpoint) =>
      endpoint.ssh === null ? [] : [{ endpoint, level: levelOf(endpoint.ssh, profile, now) }],
    );
    const expected = expectedText(profile, speaking);
    const failing = speaking.flatMap((one) => rows(one, 'fail'));
    if (failing.length > 0) {
      return { outcome: 'fail', reason: 'weak-algorithm', observed: listed(failing), expected };
    }
    const warned = speaking.flatMap((one) => rows(one, 'warning'));
    if (warned.length > 0 && warnings === 'fail') {
      return { outcome: 'fail', reason: 'doubtful-algorithm', observed: listed(warned), expected };
    }
    const open = judged.filter(isOpen).map((endpoint) => ({ endpoint, what: seenText(endpoint.seen) }));
    if (open.length > 0) {
      return { outcome: 'unknown', reason: 'not-measured', observed: listed(open), expected };
    }
    const undetermined = speaking.filter(({ level }) => level.outcome !== 'met');
    if (undetermined.length > 0) {
      const unknown = undetermined.flatMap((one) => rows(one, 'unknown'));
      return { outcome: 'unknown', reason: 'not-known', observed: listed(unknown), expected };
    }
    if (speaking.length === 0) {
      const observed = withoutSsh(ssh.endpoints);
      return { outcome: 'not-applicable', reason: 'no-ssh-endpoint', observed, expected };
    }
    const validUntil = firstChange(speaking);
    return warned.length > 0
      ? { outcome: 'pass', reason: 'strong-with-warnings', observed: listed(warned), expected, validUntil }
      : { outcome: 'pass', reason: 'strong', observed: listed(speaking.map(summary)), expected, validUntil };
  },
});

type Speaking = { endpoint: Endpoint; level: LevelJudgement };

function levelOf(facts: SshFacts, profile: SshProfileId, now: Date): LevelJudgement {
  const [level] = judgeSsh(facts, sshProfiles[profile], { now }).levels;
  if (!level) throw new Error(`the profile ${profile} has no level`);
  return level;
}

function rows({ endpoint, level }: Speaking, outcome: 'fail' | 'warning' | 'unknown'): Point[] {
  return level.requirements
    .filter((requirement) => requirement.outcome === outcome)
    .map(({ title, observed }) => ({
      endpoint,
      what: text(`${title.ja}: ${observed.ja}`, `${title.en}: ${observed.en}`),
    }));
}

/** When the first of the verdicts would change by itself. */
function firstChange(speaking: readonly Speaking[]): string | undefined {
  return speaking
    .flatMap(({ level }) => level.requirements)
    .flatMap(({ validUntil }) => validUntil ?? [])
    .toSorted()[0];
}

function summary({ endpoint }: Speaking): Point {
  const keys = endpoint.ssh?.hostKeys.map(({ type, bits }) => `${type} ${bits}`) ?? [];
  const words = [endpoint.ssh?.software ?? '', ...keys].join(' ');
  return { endpoint, what: text(words, words) };
}

/** Says whether the rows used were compared with the issuer's text. */
function expectedText(profile: SshProfileId, speaking: readonly Speaking[]): Text {
  const { title, type } = sshProfiles[profile];
  const isUnverified = type === 'rows' || speaking.some(({ level }) => level.byUnverifiedRows);
  return text(
    `${title.ja}で使ってはならないものがない${isUnverified ? '（原文と未照合の行による）' : ''}`,
    `nothing that must not be used: ${title.en}${isUnverified ? " (by rows not yet compared with the issuer's text)" : ''}`,
  );
}

function withoutSsh(endpoints: readonly Endpoint[]): Text {
  const own = endpoints.filter(({ ssh }) => ssh !== null).length;
  return own > 0
    ? text(`SSHの受け口${own}件はループバックだけ`, `${own} SSH endpoint(s), on loopback only`)
    : text(`待ち受け${endpoints.length}件にSSHなし`, `${endpoints.length} listening port(s), none with SSH`);
}
