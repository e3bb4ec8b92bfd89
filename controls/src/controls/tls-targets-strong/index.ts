import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { tlsTargets } from '../../evidence/tls-targets/index.ts';
import type { TlsFacts } from '../../evidence/tls/facts.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { targetReasons, targetsJudgement } from '../named-targets.ts';
import { judgedEndpoint } from '../tls-endpoints-strong/judged-endpoint.ts';
import type { JudgedEndpoint } from '../tls-endpoints-strong/judged-endpoint.ts';
import { tlsParameterNotes, tlsParams, tlsReasons } from '../tls-endpoints-strong/parameters.ts';
import type { TlsParameters } from '../tls-endpoints-strong/parameters.ts';
import { expectedText, seenText } from '../tls-endpoints-strong/words.ts';

export const tlsTargetsStrong = defineControl({
  id: 'tls-targets-strong',
  title: text('指定したTLSサーバーが安全な設定である', 'Named TLS servers accept only strong settings'),
  description: text(
    'エージェントを置けない機器（ネットワーク機器、負荷分散装置など）のTLSを、この機器から接続して確かめる。対象は、この機器の管理者がエージェントのフォルダーの network-targets.txt に書いたものと、コレクターの設定にあるもの。判定の基準は「TLSの受け口が安全な設定である」と同じ。',
    'Connects from this machine to TLS servers that cannot have an agent (network devices, load balancers): those that its administrator wrote into network-targets.txt in the folder of the agent, and those in the settings of the collector. They are judged as the ports of this machine itself are.',
  ),
  needs: { tls: tlsTargets },
  params: z.object(tlsParams),
  parameters: tlsParameterNotes,
  reasons: {
    ...tlsReasons,
    ...targetReasons,
    'target-not-measured': text(
      '対象に接続できないか、TLSの応答がない。',
      'A target cannot be reached, or does not answer in TLS.',
    ),
  },
  remediation: {
    linux: repair(),
    windows: repair(),
    macos: repair(),
  },
  evaluate({ tls }, params, { now }): Judgement {
    const targets = tls.targets.map((one) => ({
      ...one,
      judged: one.tls && judgedTarget(one.tls, params, now),
    }));
    const isUnverified = targets.some(({ judged }) => judged?.byUnverifiedRows === true);
    return targetsJudgement(targets, seenText, expectedText(params, isUnverified));
  },
});

function judgedTarget(facts: TlsFacts, params: TlsParameters, now: Date) {
  const judged = judgedEndpoint(facts, params, now);
  return { ...judged, told: [told(facts, judged)] };
}

function told({ protocols }: TlsFacts, { endsSoon }: JudgedEndpoint) {
  const offered = protocols.filter((one) => one.offered).map(({ protocol }) => protocol);
  return {
    reason: endsSoon ? 'ends-soon' : 'strong',
    what: text(offered.join('・'), offered.join(', ')),
  };
}

function repair(): Text {
  return text(
    '対象の機器の管理画面か設定で、TLS 1.2と1.3だけを残し、前方秘匿性のあるAES-GCMなどの暗号スイートに絞る。証明書はRSA 2048ビットかECDSA P-256以上・SHA-256で取り直す。変更後は `tenken tls HOST:PORT` で確かめる。',
    'In the management pages or the configuration of the device leave only TLS 1.2 and 1.3 and cipher suites with forward secrecy such as AES-GCM. Renew certificates with RSA 2048 or ECDSA P-256 or stronger and SHA-256. Check with `tenken tls HOST:PORT`.',
  );
}
