import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { eventMonitoring } from '../../evidence/event-monitoring/index.ts';
import { securityAgents } from '../../evidence/security-agents/index.ts';
import { agentsTableAge } from '../agent-verdict.ts';
import { defineControl } from '../define.ts';
import { endpointDetectionActive } from '../endpoint-detection-active/index.ts';
import { intrusionDetectionActive, rulesAgeNote } from '../intrusion-detection-active/index.ts';

export const attackDetectionActive = defineControl({
  id: 'attack-detection-active',
  title: text('攻撃を見つける仕組みが稼働している', 'Something that detects attacks is active'),
  description: text(
    '端末の振る舞いを見る製品（EDR）か侵入検知の、少なくとも一方がこの機器で稼働していることを確かめる。どちらで備えるかを問わない項目のためのもので、それぞれの条件は endpoint-detection-active と intrusion-detection-active と同じである。',
    'At least one of endpoint detection (EDR) and intrusion detection is active on this machine, for items that leave open which of them it is. The conditions of each are those of endpoint-detection-active and intrusion-detection-active.',
  ),
  needs: { agents: securityAgents, state: eventMonitoring },
  reference: ['security-agents', 'product-names'],
  absences: ['none', 'not-active'],
  params: z.object({
    maxRulesAgeDays: z._default(z.number().check(z.positive()), 30),
    referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365),
  }),
  parameters: {
    maxRulesAgeDays: rulesAgeNote,
    referenceMaxAgeDays: agentsTableAge,
  },
  reasons: {
    'endpoint-detection': text('EDRが稼働している。', 'Endpoint detection is active.'),
    'intrusion-detection': text('侵入検知が稼働している。', 'Intrusion detection is active.'),
    'watched-with-the-host': text(
      'コンテナはホストとともに監視する。',
      'A container is watched with its host.',
    ),
    none: text(
      '知られているEDRも侵入検知もない。',
      'Neither endpoint detection nor intrusion detection that is known.',
    ),
    'not-active': text(
      'EDRか侵入検知はあるが、稼働していないか、規則が古い。',
      'There is endpoint or intrusion detection, but it does not run, or its rules are old.',
    ),
    'not-told': text(
      'EDRか侵入検知はあるが、稼働しているか分からない。',
      'There is endpoint or intrusion detection; whether it is active is not told.',
    ),
    'reference-too-old': text('エージェントの表が古い。', 'The table of agents is too old.'),
  },
  remediation: endpointDetectionActive.remediation,
  evaluate({ agents, state }, { maxRulesAgeDays, referenceMaxAgeDays }, context) {
    const endpoint = endpointDetectionActive.evaluate({ agents }, { referenceMaxAgeDays }, context);
    const intrusion = intrusionDetectionActive.evaluate(
      { state },
      { watches: 'either', maxRulesAgeDays, unseenLeftToPeople: false },
      context,
    );
    const both = [endpoint, intrusion];
    const base = {
      observed: text(
        both.map(({ observed }) => observed.ja).join(' / '),
        both.map(({ observed }) => observed.en).join(' / '),
      ),
      expected: text('EDRか侵入検知が稼働している', 'endpoint detection or intrusion detection is active'),
    };
    if (intrusion.outcome === 'not-applicable') return { ...intrusion, ...base };
    if (endpoint.outcome === 'pass') return { ...endpoint, ...base, reason: 'endpoint-detection' };
    if (intrusion.outcome === 'pass') return { ...intrusion, ...base, reason: 'intrusion-detection' };
    const unread = both.find(({ outcome }) => outcome === 'error');
    if (unread) return { outcome: 'error', reason: unread.reason, ...base };
    if (both.some(({ outcome }) => outcome === 'unknown')) {
      const isOld = endpoint.reason === 'reference-too-old' && intrusion.outcome !== 'unknown';
      return { outcome: 'unknown', reason: isOld ? 'reference-too-old' : 'not-told', ...base };
    }
    const isNone = endpoint.reason === 'no-agent' && intrusion.reason === 'none';
    return { outcome: 'fail', reason: isNone ? 'none' : 'not-active', ...base };
  },
});
