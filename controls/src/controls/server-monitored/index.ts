import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { eventMonitoring } from '../../evidence/event-monitoring/index.ts';
import { osRelease } from '../../evidence/os-release/index.ts';
import { defineControl } from '../define.ts';
import { isTerminal } from '../machine-role.ts';
import { monitoringAgentActive } from '../monitoring-agent-active/index.ts';

export const serverMonitored = defineControl({
  id: 'server-monitored',
  title: text('サーバーを監視するエージェントが稼働している', 'A monitoring agent runs on the server'),
  description: text(
    'サーバーについて、負荷、障害、通信の量などを監視サーバーに知らせるエージェントが稼働していることを確かめる。条件は monitoring-agent-active と同じである。クライアント用のWindowsとmacOSは端末とみなして対象としない。Linuxはサーバーか端末かを示さないため、全て対象とする。エージェントを使わずに監視するサーバーは、例外として扱う。',
    'On a server an agent runs that reports load, failures, traffic and the like to a monitoring server, under the conditions of monitoring-agent-active. Windows for clients and macOS count as terminals and are left out. Linux does not tell which of the two it is and is always asked. A server that is monitored without an agent is a matter for a waiver.',
  ),
  needs: { state: eventMonitoring, os: osRelease },
  params: z.object({
    products: z._default(z.array(z.string()), []),
    referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365),
  }),
  parameters: monitoringAgentActive.parameters,
  reference: ['product-names'],
  absences: ['none', 'stopped'],
  reasons: {
    ...monitoringAgentActive.reasons,
    'a-terminal': text('端末である。', 'The machine is a terminal.'),
  },
  remediation: monitoringAgentActive.remediation,
  evaluate({ state, os }, params, context) {
    const judged = monitoringAgentActive.evaluate({ state }, params, context);
    return isTerminal(os) ? { ...judged, outcome: 'not-applicable', reason: 'a-terminal' } : judged;
  },
});
