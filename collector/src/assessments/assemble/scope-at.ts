import type { System } from '../../store/assessments/system-repository.ts';
import { scopeOf } from '../coverage.ts';
import type { Scope } from '../coverage.ts';
import { pause } from '../pause.ts';
import type { AssembleOptions } from './options.ts';

/** Hosts that take a millisecond or so together. */
const hostsAtOnce = 50;

/** As it was set at the moment; where it was set up only later, as it was set up then. */
export async function systemAt(id: string, moment: number, { repositories, answeredAt }: AssembleOptions) {
  const atMoment = (await repositories.systems.list(moment)).find((system) => system.id === id);
  return atMoment ?? repositories.systems.get(id, answeredAt);
}

/** Which machines the assessment is about: hosts as they had enrolled, reported and been revoked by the moment. */
export async function scopeAt(
  system: System,
  moment: number,
  options: Pick<AssembleOptions, 'repositories' | 'staleAfterMs' | 'answeredAt' | 'signal'>,
): Promise<Scope> {
  const { repositories, staleAfterMs, answeredAt } = options;
  const all = await repositories.hosts.all();
  const labels = new Set(system.labels);
  const known = [];
  for (const [place, host] of all.entries()) {
    if (place % hostsAtOnce === 0) await pause(options.signal);
    if (Date.parse(host.enrolledAt) > moment) continue;
    const belongs = labels.size === 0 || labels.has(host.label);
    const held = belongs ? await repositories.reports.statementAt(host.id, moment) : null;
    const isRevoked = host.status === 'revoked' && Date.parse(host.statusAt ?? '') <= moment;
    known.push({
      id: host.id,
      name: held?.statement.host.name ?? host.name,
      platform: held?.statement.host.platform ?? host.platform,
      lastReportAt: held?.heardAt ?? null,
      label: host.label,
      belongs,
      revoked: isRevoked ? (host.statusReason ?? '') : null,
    });
  }
  const ledger =
    (await repositories.systems.ledger(system.id, moment)) ??
    (await repositories.systems.ledger(system.id, answeredAt));
  return scopeOf(known, ledger, moment, staleAfterMs);
}
