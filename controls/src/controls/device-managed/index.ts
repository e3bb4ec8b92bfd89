import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { securityAgents } from '../../evidence/security-agents/index.ts';
import { agentReasons, agentsTableAge, agentVerdict } from '../agent-verdict.ts';
import { defineControl } from '../define.ts';

// Managing the host is what these agents are for: no option of any of them.
const { 'by-licence': _option, ...managementReasons } = agentReasons;

export const deviceManaged = defineControl({
  id: 'device-managed',
  title: text('端末が資産管理・MDMの管理下にある', 'The device is under asset or mobile device management'),
  description: text(
    'MDM（Intune、Jamf等）への登録、又は資産管理・構成管理のエージェント（SKYSEA Client View、LANSCOPE、ISM CloudOne、SS1、JP1/ITDM2、AssetView、Configuration Manager、Puppet等。日付付きの表）の稼働のいずれかを確かめる。管理台帳との照合は、報告の届いた機器の一覧で行う。',
    'The device is enrolled with a mobile device management (Intune, Jamf and others), or an agent of asset or configuration management runs (SKYSEA Client View, LANSCOPE, ISM CloudOne, SS1, JP1/ITDM2, AssetView, Configuration Manager, Puppet and others; a dated table). Comparing with the ledger is done with the list of hosts that report.',
  ),
  needs: { agents: securityAgents },
  params: z.object({ referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365) }),
  parameters: {
    referenceMaxAgeDays: agentsTableAge,
  },
  reference: ['security-agents'],
  reasons: {
    ...managementReasons,
    enrolled: text('MDMに登録されている。', 'It is enrolled with a mobile device management.'),
  },
  remediation: {
    linux: text(
      '資産管理か構成管理のエージェントを導入し、サービスを有効にする（例: `systemctl enable --now puppet`、`subscription-manager register`、`landscape-config`）。',
      'Install an agent of asset or configuration management and enable its service (for example `systemctl enable --now puppet`, `subscription-manager register`, `landscape-config`).',
    ),
    windows: text(
      '「設定 > アカウント > 職場または学校へのアクセス」でMDMに登録するか、資産管理ソフトのエージェントを導入する。',
      'Enrol with the MDM in Settings > Accounts > Access work or school, or install the agent of the asset manager.',
    ),
    macos: text(
      'Apple Business Manager による自動登録か、登録用プロファイルでMDMに登録する。',
      'Enrol with the MDM through Apple Business Manager or an enrolment profile.',
    ),
  },
  evaluate({ agents }, { referenceMaxAgeDays }, context) {
    const expected = text(
      'MDMに登録、又は管理エージェントが稼働',
      'enrolled, or an agent of management runs',
    );
    const { enrolment } = agents;
    if (enrolment?.enrolled) {
      const by = enrolment.by ?? 'MDM';
      return { outcome: 'pass', reason: 'enrolled', observed: text(by, by), expected };
    }
    return { ...agentVerdict(agents, 'management', referenceMaxAgeDays, context), expected };
  },
});
