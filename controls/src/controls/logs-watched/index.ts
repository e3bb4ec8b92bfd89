import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { eventMonitoring } from '../../evidence/event-monitoring/index.ts';
import { logForwarding } from '../../evidence/log-forwarding/index.ts';
import { securityAgents } from '../../evidence/security-agents/index.ts';
import { agentsTableAge } from '../agent-verdict.ts';
import { attackDetectionActive } from '../attack-detection-active/index.ts';
import { auditLogForwarded } from '../audit-log-forwarded/index.ts';
import { defineControl } from '../define.ts';

export const logsWatched = defineControl({
  id: 'logs-watched',
  title: text(
    'ログを見張る仕組みがあるか、見張る機器へ転送されている',
    'Logs are watched here, or sent to where they can be',
  ),
  description: text(
    'この機器でEDR又は侵入検知が稼働しているか、ログが別の機器へ転送されているかの、少なくとも一方であることを確かめる。機器の上で見張るか、集めて見張るかを問わない項目のためのもので、それぞれの条件は attack-detection-active と audit-log-forwarded と同じである。転送先で実際に監視していることは人が確かめる。',
    'Either endpoint or intrusion detection is active on this machine, or its logs are sent to another one: for items that leave open where logs are watched. The conditions are those of attack-detection-active and audit-log-forwarded. That they are watched where they arrive, a person checks.',
  ),
  needs: { agents: securityAgents, state: eventMonitoring, forwarding: logForwarding },
  reference: ['security-agents', 'product-names'],
  absences: ['neither'],
  params: z.object({ referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365) }),
  parameters: { referenceMaxAgeDays: agentsTableAge },
  reasons: {
    detected: text('EDR又は侵入検知が稼働している。', 'Endpoint or intrusion detection is active.'),
    forwarded: text(
      'ログを別の機器へ転送している。そこで監視していることを確かめる。',
      'Logs are sent to another machine. Check that they are watched there.',
    ),
    'watched-with-the-host': text(
      'コンテナはホストとともに監視する。',
      'A container is watched with its host.',
    ),
    neither: text(
      'EDRも侵入検知も稼働せず、ログも転送されていない。',
      'Neither endpoint nor intrusion detection is active, and logs are sent nowhere.',
    ),
    'not-told': text(
      'EDR、侵入検知又は転送の状態が分からない。',
      'The state of detection or forwarding is not told.',
    ),
    'reference-too-old': text('エージェントの表が古い。', 'The table of agents is too old.'),
  },
  remediation: auditLogForwarded.remediation,
  evaluate({ agents, state, forwarding }, { referenceMaxAgeDays }, context) {
    const detectionParams = { ...attackDetectionActive.params.parse({}), referenceMaxAgeDays };
    const detection = attackDetectionActive.evaluate({ agents, state }, detectionParams, context);
    const sending = auditLogForwarded.evaluate(
      { state: forwarding },
      auditLogForwarded.params.parse({}),
      context,
    );
    const both = [detection, sending];
    const base = {
      observed: text(
        both.map(({ observed }) => observed.ja).join(' / '),
        both.map(({ observed }) => observed.en).join(' / '),
      ),
      expected: text(
        'EDR又は侵入検知の稼働、若しくはログの転送',
        'endpoint or intrusion detection, or logs sent elsewhere',
      ),
    };
    if (detection.outcome === 'not-applicable') {
      return { outcome: 'not-applicable', reason: 'watched-with-the-host', ...base };
    }
    if (detection.outcome === 'pass') return { ...detection, ...base, reason: 'detected' };
    if (sending.outcome === 'pass') return { ...sending, ...base, reason: 'forwarded' };
    const unread = both.find(({ outcome }) => outcome === 'error');
    if (unread) return { outcome: 'error', reason: unread.reason, ...base };
    if (both.some(({ outcome }) => outcome === 'unknown')) {
      const isOld = detection.reason === 'reference-too-old' && sending.outcome !== 'unknown';
      return { outcome: 'unknown', reason: isOld ? 'reference-too-old' : 'not-told', ...base };
    }
    return { outcome: 'fail', reason: 'neither', ...base };
  },
});
