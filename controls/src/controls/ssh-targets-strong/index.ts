import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { sshTargets } from '../../evidence/ssh-targets/index.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { targetReasons, targetsJudgement } from '../named-targets.ts';
import { expectedText, judgedServer } from '../ssh-algorithms-strong/judged-server.ts';
import { sshParameterNotes, sshParams, sshReasons } from '../ssh-algorithms-strong/parameters.ts';
import { seenText } from '../ssh-algorithms-strong/words.ts';

export const sshTargetsStrong = defineControl({
  id: 'ssh-targets-strong',
  title: text(
    '指定したSSHサーバーが強い暗号だけを提示する',
    'Named SSH servers offer only strong algorithms',
  ),
  description: text(
    'エージェントを置けない機器（ネットワーク機器、負荷分散装置など）のSSHを、この機器から接続して確かめる。対象は、この機器の管理者がエージェントのフォルダーの network-targets.txt に `ssh HOST` と書いたものと、コレクターの設定にあるもの。判定の基準は「SSHの受け口が強い暗号だけを提示する」と同じ。認証の設定は外から分からない。',
    'Connects from this machine to SSH servers that cannot have an agent (network devices, load balancers): those that its administrator wrote as `ssh HOST` into network-targets.txt in the folder of the agent, and those in the settings of the collector. They are judged as the ports of this machine itself are. How users sign in cannot be seen from outside.',
  ),
  needs: { ssh: sshTargets },
  params: z.object(sshParams),
  parameters: sshParameterNotes,
  reasons: {
    ...sshReasons,
    ...targetReasons,
    'target-not-measured': text(
      '対象に接続できないか、SSHの応答がない。',
      'A target cannot be reached, or does not answer in SSH.',
    ),
  },
  remediation: {
    linux: repair(),
    windows: repair(),
    macos: repair(),
  },
  evaluate({ ssh }, params, { now }): Judgement {
    const targets = ssh.targets.map((one) => ({
      ...one,
      judged: one.ssh && judgedServer(one.ssh, params, now),
    }));
    const isUnverified = targets.some(({ judged }) => judged?.byUnverifiedRows === true);
    return targetsJudgement(targets, seenText, expectedText(params, isUnverified));
  },
});

function repair(): Text {
  return text(
    '対象の機器の管理画面か設定で、示された鍵交換・暗号・メッセージ認証を外し、短いホスト鍵を作り直す（Cisco IOSの例: `ip ssh version 2`、`ip ssh server algorithm encryption aes256-ctr aes128-ctr`、`ip ssh server algorithm mac hmac-sha2-512`、`crypto key generate rsa modulus 3072`）。設定できなければファームウェアを更新する。変更後は `tenken ssh HOST:PORT` で確かめる。',
    'In the management pages or the configuration of the device remove the key exchanges, ciphers and MACs that are shown, and make short host keys anew (on Cisco IOS such as `ip ssh version 2`, `ip ssh server algorithm encryption aes256-ctr aes128-ctr`, `ip ssh server algorithm mac hmac-sha2-512`, `crypto key generate rsa modulus 3072`). Where it cannot be set, update the firmware. Check with `tenken ssh HOST:PORT`.',
  );
}
