import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { securityAgents } from '../../evidence/security-agents/index.ts';
import { agentReasons, agentsTableAge, agentVerdict } from '../agent-verdict.ts';
import { defineControl } from '../define.ts';

export const endpointDetectionActive = defineControl({
  id: 'endpoint-detection-active',
  title: text('エンドポイントの検知・対応（EDR）が稼働している', 'Endpoint detection and response is active'),
  description: text(
    '端末の振る舞いを見て攻撃を検知する製品（Microsoft Defender for Endpoint、CrowdStrike、Cybereason、SentinelOne、Cortex XDR、Carbon Black、Wazuh等。日付付きの表）が導入され、動いていることを確かめる。Defender for Endpoint は組織に登録（オンボード）されていることも求める。検知機能が契約による製品（Trend Vision One、Sophos、FFRI yarai等）は、動いていても不明とする。検知した事象に誰かが対応しているかは人が確かめる。',
    'A product that watches what happens on the host and detects attacks (Microsoft Defender for Endpoint, CrowdStrike, Cybereason, SentinelOne, Cortex XDR, Carbon Black, Wazuh and others; a dated table) is installed and runs; Defender for Endpoint is onboarded as well. Where detection is an option by licence (Trend Vision One, Sophos, FFRI yarai and others) a running agent tells nothing. Whether somebody answers to what is detected is for a person to check.',
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
      '契約している製品のエージェントを導入し、サービスを有効にする（例: `systemctl enable --now mdatp`、`systemctl enable --now falcon-sensor`、`systemctl enable --now wazuh-agent`）。',
      'Install the agent of the product and enable its service (for example `systemctl enable --now mdatp`, `systemctl enable --now falcon-sensor`, `systemctl enable --now wazuh-agent`).',
    ),
    windows: text(
      '契約している製品のエージェントを導入する。Defender for Endpoint はオンボーディング用のスクリプトかグループポリシーで登録し、`sc query sense` が RUNNING であることを確かめる。',
      'Install the agent of the product. Onboard Defender for Endpoint by its script or group policy and check that `sc query sense` says RUNNING.',
    ),
    macos: text(
      '契約している製品のエージェントを導入し、システム拡張とフルディスクアクセスを構成プロファイルで許可する。',
      'Install the agent of the product and allow its system extension and full disk access by a configuration profile.',
    ),
  },
  evaluate({ agents }, { referenceMaxAgeDays }, context) {
    const expected = text('検知・対応の製品が動いている', 'a product for detection and response runs');
    return { ...agentVerdict(agents, 'endpoint-detection', referenceMaxAgeDays, context), expected };
  },
});
