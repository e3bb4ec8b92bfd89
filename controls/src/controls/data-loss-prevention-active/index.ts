import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { securityAgents } from '../../evidence/security-agents/index.ts';
import { agentReasons, agentsTableAge, agentVerdict } from '../agent-verdict.ts';
import { defineControl } from '../define.ts';

export const dataLossPreventionActive = defineControl({
  id: 'data-loss-prevention-active',
  title: text('情報漏えい対策（DLP）が稼働している', 'Data loss prevention is active'),
  description: text(
    '媒体・印刷・通信などによる情報の持ち出しを止める製品（秘文、InterSafe、DeviceLock、Symantec DLP、Trellix DLP、Forcepoint DLP等。日付付きの表）が導入され、動いていることを確かめる。持ち出しの制御が契約や設定による資産管理ソフト（SKYSEA Client View、LANSCOPE等）は、動いていても不明とする。どの規則が有効かは管理サーバーで人が確かめる。',
    'A product that stops information from leaving by media, printing or the network (Hibun, InterSafe, DeviceLock, Symantec DLP, Trellix DLP, Forcepoint DLP and others; a dated table) is installed and runs. Where that is an option of an asset manager (SKYSEA Client View, LANSCOPE and others) a running agent tells nothing. Which rules are on is for a person to check at its server.',
  ),
  needs: { agents: securityAgents },
  params: z.object({ referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365) }),
  parameters: {
    referenceMaxAgeDays: agentsTableAge,
  },
  reference: ['security-agents'],
  reasons: { ...agentReasons },
  remediation: {
    linux: text(
      '対応する製品のエージェントを導入する。Linuxに対応しない製品では、媒体の使用と外部への通信を別の手段で制限する。',
      'Install the agent of a product for Linux. Where there is none restrict media and traffic by other means.',
    ),
    windows: text(
      '契約している製品のエージェントを導入し、管理サーバーで持ち出しの規則を有効にする。',
      'Install the agent of the product and switch its rules on at its server.',
    ),
    macos: text(
      '契約している製品のエージェントを導入し、システム拡張を構成プロファイルで許可する。',
      'Install the agent of the product and allow its system extension by a configuration profile.',
    ),
  },
  evaluate({ agents }, { referenceMaxAgeDays }, context) {
    const expected = text('情報漏えい対策の製品が動いている', 'a product against data loss runs');
    return { ...agentVerdict(agents, 'data-loss-prevention', referenceMaxAgeDays, context), expected };
  },
});
