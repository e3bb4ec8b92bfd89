import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { eventMonitoring } from '../../evidence/event-monitoring/index.ts';
import { defineControl } from '../define.ts';
import { productNamesAge } from '../product-names-age.ts';
import { shownAgents } from './agents.ts';

export const monitoringAgentActive = defineControl({
  id: 'monitoring-agent-active',
  title: text('機器を監視するエージェントが稼働している', 'A monitoring agent runs'),
  description: text(
    'この機器の稼働や事象を監視サーバーへ知らせるエージェント（Zabbix、Hinemos、JP1など）が稼働していることを確かめる。エージェントを使わない監視はこの機器から分からない。監視サーバーでの検知の条件と通知は人が確かめる。',
    'An agent that reports the state and the events of this machine to a monitoring server (Zabbix, Hinemos, JP1 and others) runs. Monitoring without an agent cannot be seen from here. What the server takes as an event, and whom it tells, is for people to check.',
  ),
  needs: { state: eventMonitoring },
  params: z.object({
    products: z._default(z.array(z.string()), []),
    referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365),
  }),
  parameters: {
    products: {
      meaning: text(
        '認める製品（空なら知られている製品の全て）',
        'Products that count; none named = all that are known',
      ),
      source: text('製品の既定値', "The product's default"),
    },
    referenceMaxAgeDays: productNamesAge,
  },
  reference: ['product-names'],
  absences: ['none', 'stopped'],
  reasons: {
    active: text('監視のエージェントが稼働している。', 'A monitoring agent runs.'),
    'watched-with-the-host': text(
      'コンテナはホストとともに監視する。',
      'A container is watched with its host.',
    ),
    none: text(
      '知られている監視のエージェントがない。エージェントを使わない監視をしている場合は、監視サーバーで確かめて例外とする。',
      'No monitoring agent that is known here. Where the machine is monitored without one, check on the server and make it an exception.',
    ),
    stopped: text('監視のエージェントが停止している。', 'The monitoring agent is stopped.'),
    'not-told': text(
      '監視のエージェントが動いているか分からない。',
      'It is not told whether the monitoring agent runs.',
    ),
  },
  remediation: {
    linux: text(
      '監視のエージェントを導入し、`systemctl enable --now zabbix-agent2` などで稼働させ、監視サーバーに登録する。',
      'Install the monitoring agent, start it with `systemctl enable --now zabbix-agent2` or alike, and register the machine on the server.',
    ),
    windows: text(
      '監視のエージェントを導入し、サービスを自動起動にして、監視サーバーに登録する。',
      'Install the monitoring agent, let its service start automatically, and register the machine on the server.',
    ),
    macos: text(
      '監視のエージェントを導入し、監視サーバーに登録する。',
      'Install the monitoring agent and register the machine on the server.',
    ),
  },
  evaluate({ state }, { products }) {
    const expected = text('監視のエージェントが稼働', 'a monitoring agent runs');
    if (state.container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'watched-with-the-host', observed, expected };
    }
    const agents = state.agents.filter(
      ({ purpose, product }) =>
        purpose === 'monitoring' && (products.length === 0 || products.includes(product)),
    );
    const base = { observed: shownAgents(agents), expected };
    if (agents.some(({ running }) => running === true)) return { outcome: 'pass', reason: 'active', ...base };
    const [first] = state.unread;
    if (first) return { outcome: 'error', reason: first.code, ...base };
    if (agents.some(({ running }) => running === null)) {
      return { outcome: 'unknown', reason: 'not-told', ...base };
    }
    return { outcome: 'fail', reason: agents.length > 0 ? 'stopped' : 'none', ...base };
  },
});
