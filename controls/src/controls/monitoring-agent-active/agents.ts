import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { MonitoringAgent } from '../../evidence/event-monitoring/schema.ts';

/** Each agent with whether it runs. */
export function shownAgents(agents: readonly MonitoringAgent[]): Text {
  if (agents.length === 0) return text('なし', 'none');
  const parts = agents.slice(0, 8).map(({ product, running, rulesAt }) => {
    const state =
      running === null
        ? text('稼働不明', 'not told whether it runs')
        : running
          ? text('稼働', 'runs')
          : text('停止', 'stopped');
    const rules = rulesAt === null ? text('', '') : text(`、規則 ${rulesAt}`, `, rules of ${rulesAt}`);
    return text(`${product}（${state.ja}${rules.ja}）`, `${product} (${state.en}${rules.en})`);
  });
  return text(parts.map(({ ja }) => ja).join('、'), parts.map(({ en }) => en).join(', '));
}
