import { text } from '@tenken/shared';
import type { HealthRule } from '../check.ts';

/** Many silent hosts at once are a matter of the network or of this collector, not of the hosts. */
export const hosts: HealthRule = ({ hosts: { total, silent, quarantined, olderAgents } }) => {
  const isManySilent = silent >= 3 && silent * 2 > total;
  const older = olderAgents ?? 0;
  const isOk = !isManySilent && quarantined === 0 && older === 0;
  return {
    id: 'hosts',
    title: text('機器からの報告', 'Reports of hosts'),
    state: isOk ? 'ok' : 'warning',
    detail: text(
      `${total} 台のうち、報告が途絶えたもの ${silent} 台、隔離中 ${quarantined} 台${olderAgents === null ? '' : `、古いエージェント ${older} 台`}。`,
      `Of ${total} hosts, ${silent} are silent and ${quarantined} in quarantine${olderAgents === null ? '' : `; ${older} have an older agent than the minimum`}.`,
    ),
    action: isOk
      ? null
      : text(
          '途絶えた機器が多いときは、エージェント用ポートまでのネットワークとファイアウォールを確かめてください。隔離は tenken host release、古いエージェントは更新で解消します。',
          "Where many are silent, look at the network and the firewall on the way to the agents' port. tenken host release ends a quarantine; older agents have to be updated.",
        ),
    observed: { total, silent, quarantined, olderAgents },
  };
};
