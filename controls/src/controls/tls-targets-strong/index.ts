import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { tlsTargets } from '../../evidence/tls-targets/index.ts';
import type { TlsFacts } from '../../evidence/tls/facts.ts';
import { comparedRows, comparedRowsNote } from '../compared-rows.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { targetReasons, targetsJudgement } from '../named-targets.ts';
import { tlsProfile } from '../../profiles/tls/registry.ts';
import { verifications } from '../../profiles/verification.ts';
import { tlsEndpointsStrong } from '../tls-endpoints-strong/index.ts';
import { judgedEndpoint } from '../tls-endpoints-strong/judged-endpoint.ts';
import type { JudgedEndpoint } from '../tls-endpoints-strong/judged-endpoint.ts';
import { expectedText, seenText } from '../tls-endpoints-strong/words.ts';

/** Of the profile below, the strictest first. */
const levels = ['high', 'recommended', 'exception'] as const;
const profileId = 'ipa-tls-3.1.1';

export const tlsTargetsStrong = defineControl({
  id: 'tls-targets-strong',
  title: text('指定したTLSサーバーが安全な設定である', 'Named TLS servers accept only strong settings'),
  description: text(
    'エージェントを置けない機器（ネットワーク機器、負荷分散装置など）のTLSを、この機器から接続して確かめる。対象は、この機器の管理者がエージェントのフォルダーの network-targets.txt に書いたものと、コレクターの設定にあるもの。判定の基準は「TLSの受け口が安全な設定である」と同じ。',
    'Connects from this machine to TLS servers that cannot have an agent (network devices, load balancers): those that its administrator wrote into network-targets.txt in the folder of the agent, and those in the settings of the collector. They are judged as the ports of this machine itself are.',
  ),
  needs: { tls: tlsTargets },
  params: z.object({
    minimum: z._default(z.enum(levels), 'recommended'),
    warnDays: z._default(z.int().check(z.minimum(0), z.maximum(366)), 14),
    comparedRows,
  }),
  parameters: {
    minimum: {
      meaning: text(
        '求める水準。high=高セキュリティ型、recommended=推奨セキュリティ型、exception=セキュリティ例外型（推奨型への移行中に限る）',
        'Level that is asked for: high = 高セキュリティ型, recommended = 推奨セキュリティ型, exception = セキュリティ例外型 (only while moving to the former)',
      ),
      source: text(
        'IPA/CRYPTREC「TLS暗号設定ガイドライン」3.1.1版（2025-04-25）。特段の事情がなければ推奨セキュリティ型',
        'IPA/CRYPTREC TLS guideline 3.1.1 (2025-04-25): 推奨セキュリティ型 unless there is a special need',
      ),
    },
    warnDays: {
      unit: 'days',
      meaning: text(
        '証明書の期限切れをこの日数前から知らせる',
        'How long before its end a certificate is pointed out',
      ),
      source: text('製品の既定値（更新の手続に要る2週間）', "The product's default: two weeks for a renewal"),
    },
    comparedRows: comparedRowsNote,
  },
  reasons: {
    ...failureReasons(),
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
    const profile = tlsProfile(profileId);
    const verified = verifications(params.comparedRows);
    const context = { now, verified, certificateWarnDays: params.warnDays };
    const targets = tls.targets.map((one) => ({
      ...one,
      found: one.tls && judgedEndpoint(one.tls, profile, params.minimum, context),
    }));
    const isUnverified = targets.some(({ found }) => found?.byUnverifiedRows === true);
    return targetsJudgement(
      targets.map(({ found, ...one }) => ({
        ...one,
        judged: found && one.tls && { ...found, told: [told(one.tls, found)] },
      })),
      seenText,
      expectedText(profile, params.minimum, isUnverified),
    );
  },
});

function told({ protocols }: TlsFacts, { endsSoon }: JudgedEndpoint) {
  const offered = protocols.filter((one) => one.offered).map(({ protocol }) => protocol);
  return {
    reason: endsSoon ? 'ends-soon' : 'strong',
    what: text(offered.join('・'), offered.join(', ')),
  };
}

/** The words of the reasons that both controls give. */
function failureReasons() {
  const {
    'no-tls-endpoint': _none,
    'plain-http': _http,
    'starttls-not-examined': _startTls,
    'not-identified': _unknown,
    ...shared
  } = tlsEndpointsStrong.reasons;
  return shared;
}

function repair(): Text {
  return text(
    '対象の機器の管理画面か設定で、TLS 1.2と1.3だけを残し、前方秘匿性のあるAES-GCMなどの暗号スイートに絞る。証明書はRSA 2048ビットかECDSA P-256以上・SHA-256で取り直す。変更後は `tenken tls HOST:PORT` で確かめる。',
    'In the management pages or the configuration of the device leave only TLS 1.2 and 1.3 and cipher suites with forward secrecy such as AES-GCM. Renew certificates with RSA 2048 or ECDSA P-256 or stronger and SHA-256. Check with `tenken tls HOST:PORT`.',
  );
}
