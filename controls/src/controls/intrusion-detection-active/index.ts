import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { eventMonitoring } from '../../evidence/event-monitoring/index.ts';
import type { MonitoringAgent } from '../../evidence/event-monitoring/schema.ts';
import { defineControl } from '../define.ts';
import { leftToPeople } from '../left-to-people.ts';
import { productNamesAge } from '../product-names-age.ts';
import type { Judgement, ParameterNote } from '../define.ts';
import { shownAgents } from '../monitoring-agent-active/agents.ts';

const dayMs = 86_400_000;

type Verdict = Pick<Judgement, 'outcome' | 'reason' | 'validUntil'>;

const ranking = ['active', 'not-told', 'rules-too-old', 'stopped'];

export const rulesAgeNote: ParameterNote = {
  unit: 'days',
  meaning: text('規則の更新から許容する日数', 'Longest time since the rules changed that is accepted'),
  source: text(
    '製品の既定値（1か月。公開の規則は毎日から毎週更新される）',
    "The product's default: one month. Public rules change daily to weekly",
  ),
};

export const intrusionDetectionActive = defineControl({
  id: 'intrusion-detection-active',
  title: text('侵入検知が稼働している', 'Intrusion detection runs'),
  description: text(
    '不正な侵入や操作を見つける製品（Wazuh、Suricata、fail2banなど）がこの機器で稼働し、規則を持つものは規則が新しいことを確かめる。通信の境界に置いたIDS/IPSやEDRは、ここでは見ない。',
    'A product that looks for intrusion and misuse (Wazuh, Suricata, fail2ban and others) runs on this machine, and where it has rules of its own they are recent. IDS and IPS at the border of the network, and EDR products, are not looked at here.',
  ),
  needs: { state: eventMonitoring },
  params: z.object({
    watches: z._default(z.enum(['host', 'network', 'either']), 'either'),
    maxRulesAgeDays: z._default(z.number().check(z.positive()), 30),
    unseenLeftToPeople: z._default(z.boolean(), false),
    referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365),
  }),
  parameters: {
    watches: {
      meaning: text(
        '見る対象（host: この機器、network: 通信、either: どちらでもよい）',
        'What it has to watch: this machine, the network, or either',
      ),
      source: text('製品の既定値', "The product's default"),
    },
    maxRulesAgeDays: rulesAgeNote,
    unseenLeftToPeople: leftToPeople(
      'この機器に侵入検知がないときは、ほかの場所での検知を人が確かめる',
      'Where there is no intrusion detection here a person looks at that elsewhere',
    ),
    referenceMaxAgeDays: productNamesAge,
  },
  reference: ['product-names'],
  absences: ['none', 'stopped'],
  reasons: {
    active: text('侵入検知が稼働している。', 'Intrusion detection runs.'),
    'watched-with-the-host': text(
      'コンテナはホストとともに監視する。',
      'A container is watched with its host.',
    ),
    none: text('知られている侵入検知の製品がない。', 'No intrusion detection that is known here.'),
    stopped: text('侵入検知の製品が停止している。', 'The intrusion detection is stopped.'),
    'rules-too-old': text('侵入検知の規則が古い。', 'The rules are too old.'),
    'not-told': text(
      '侵入検知の製品が動いているか分からない。',
      'It is not told whether the intrusion detection runs.',
    ),
  },
  remediation: {
    linux: text(
      '侵入検知の製品を導入して稼働させる（例: `systemctl enable --now wazuh-agent`、`systemctl enable --now suricata`）。Suricataの規則は `suricata-update` で更新し、閉じたネットワークでは庁内の配布元を使う。',
      'Install and start intrusion detection, for example `systemctl enable --now wazuh-agent` or `systemctl enable --now suricata`. Update the rules of Suricata with `suricata-update`, on a closed network from an internal source.',
    ),
    windows: text(
      '侵入検知の製品（Wazuhなど）を導入し、サービスを自動起動にする。',
      'Install intrusion detection (Wazuh or another) and let its service start automatically.',
    ),
    macos: text('侵入検知の製品（Wazuhなど）を導入する。', 'Install intrusion detection (Wazuh or another).'),
  },
  evaluate({ state }, { watches, maxRulesAgeDays, unseenLeftToPeople }, { now }) {
    const expected = text('侵入検知が稼働し、規則が新しい', 'intrusion detection runs with recent rules');
    if (state.container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'watched-with-the-host', observed, expected };
    }
    const agents = state.agents.filter(
      (agent) =>
        agent.purpose === 'intrusion-detection' && (watches === 'either' || agent.watches === watches),
    );
    const base = { observed: shownAgents(agents), expected };
    const [best] = agents
      .map((agent) => verdictOf(agent, maxRulesAgeDays, now))
      .toSorted((a, b) => ranking.indexOf(a.reason) - ranking.indexOf(b.reason));
    if (best?.outcome === 'pass') return { ...best, ...base };
    const [first] = state.unread;
    if (first) return { outcome: 'error', reason: first.code, ...base };
    if (best) return { ...best, ...base };
    return { outcome: unseenLeftToPeople ? 'not-applicable' : 'fail', reason: 'none', ...base };
  },
});

function verdictOf({ running, rulesAt }: MonitoringAgent, maxDays: number, now: Date): Verdict {
  if (running === false) return { outcome: 'fail', reason: 'stopped' };
  if (running === null) return { outcome: 'unknown', reason: 'not-told' };
  if (rulesAt === null) return { outcome: 'pass', reason: 'active' };
  const until = Date.parse(rulesAt) + maxDays * dayMs;
  if (now.getTime() > until) return { outcome: 'fail', reason: 'rules-too-old' };
  return { outcome: 'pass', reason: 'active', validUntil: new Date(until + 1).toISOString() };
}
