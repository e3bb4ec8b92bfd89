import type { TimeSync } from '../../evidence/time-sync/schema.ts';
import type { Judgement } from '../define.ts';
import { isDeclared } from '../internet-route-absent/in-network.ts';
import { namesAmong } from '../name-patterns.ts';

type Verdict = Pick<Judgement, 'outcome' | 'reason'> & {
  /** Sources that are not declared. */
  others: string[];
};

export function judgeSources(clock: TimeSync, approved: readonly string[]): Verdict {
  if (clock.container) return verdict('not-applicable', 'clock-of-the-host');
  const followsNothing =
    clock.synchronized === false || (clock.follows === 'nothing' && clock.synchronized === null);
  // Whatever the programs are, one that could not be looked at may be what keeps the clock.
  const [first] = clock.unread;
  if (first) return verdict('error', first.code);
  if (clock.clients.length === 0 || followsNothing) return verdict('fail', 'follows-nothing');
  if (clock.sources.length === 0) return verdict('unknown', 'source-not-told');
  if (approved.length === 0) return verdict('unknown', 'nothing-declared');
  const others = clock.sources.filter(({ name }) => !isApproved(name, approved));
  const servers = others.filter(({ type }) => type === 'server');
  const wrong = servers.filter(({ name }) => isComparable(name, approved));
  const followed = wrong.find(({ selected }) => selected);
  if (followed) return verdict('fail', 'follows-unapproved', [followed]);
  if (wrong.length > 0) return verdict('fail', 'configured-unapproved', wrong);
  if (servers.length > 0) return verdict('unknown', 'not-comparable', servers);
  if (others.length > 0) return verdict('unknown', 'device-not-declared', others);
  if (clock.sources.some(({ selected }) => selected)) return verdict('pass', 'follows-approved');
  // A domain may name sources that stand in no list of this machine.
  if (clock.follows?.includes('domain')) return verdict('unknown', 'source-not-told');
  return verdict('pass', 'configured-approved');
}

function verdict(
  outcome: Judgement['outcome'],
  reason: string,
  others: readonly TimeSync['sources'][number][] = [],
): Verdict {
  return { outcome, reason, others: others.map(({ name }) => name) };
}

function isApproved(name: string, approved: readonly string[]): boolean {
  return isDeclared(name, approved) || namesAmong(approved)(name);
}

/** A name and an address may be the same machine; only what has the same form can be told apart. */
function isComparable(name: string, approved: readonly string[]): boolean {
  return approved.some((entry) => isAddress(entry) === isAddress(name));
}

function isAddress(entry: string): boolean {
  const [host = ''] = entry.trim().split('/');
  return isDeclared(host, [host]);
}
