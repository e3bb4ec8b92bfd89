import { isOlderAgent } from '../agents/agent-version.ts';
import type { HostFilter, HostPage, HostQuery } from '../api/result-schemas.ts';
import type { CertificateState, HostSummary } from '../api/schemas.ts';
import { contactOf } from '../api/views.ts';
import type { CollectorContext } from '../context.ts';
import type { HostListFilter } from '../store/hosts/host-filter.ts';
import type { ListedHost } from '../store/hosts/host-list.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { namesakes } from './namesakes.ts';

type Context = Pick<CollectorContext, 'repositories' | 'now' | 'staleAfterMs' | 'agentPolicy'>;

/** One page of hosts, with how many there are. @throws {Refusal} `cursor-invalid` */
export async function hostPage(context: Context, query: HostQuery): Promise<HostPage> {
  const { limit, cursor, sort, ...asked } = query;
  const filter = listFilter(asked, context);
  const { hostList, tallies } = context.repositories;
  const silentBefore = silentBeforeOf(context);
  const list = `hosts ${sort}`;
  const after = readCursor(list, cursor, 2);
  const { hosts, last } = await hostList.page(filter, { sort, after, limit }, silentBefore);
  return {
    total: await tallies.hosts(),
    shown: await hostList.count(filter, silentBefore),
    hosts: await summaries(context, hosts),
    namesakes: await namesakes(context, hosts),
    next: last && writeCursor(list, last),
  };
}

/** Every host that a filter lets through, in order, a page at a time. */
export async function* allHosts(
  context: Context,
  { sort, ...asked }: HostFilter & Pick<HostQuery, 'sort'>,
): AsyncGenerator<HostSummary> {
  const filter = listFilter(asked, context);
  const silentBefore = silentBeforeOf(context);
  for (let after: Awaited<ReturnType<typeof readCursor>> = null; ;) {
    const { hosts, last } = await context.repositories.hostList.page(
      filter,
      { sort, after, limit: rowsAtOnce },
      silentBefore,
    );
    yield* await summaries(context, hosts);
    if (last === null) return;
    after = last;
    // A long list leaves room for others.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** How long a certificate has left is asked as of now. */
function listFilter({ certificate, ...rest }: HostFilter, { now }: Context): HostListFilter {
  if (certificate === undefined) return rest;
  return { ...rest, certificate: { states: certificate, now: now().getTime() } };
}

const rowsAtOnce = 200;

export function silentBeforeOf({ now, staleAfterMs }: Pick<Context, 'now' | 'staleAfterMs'>): number {
  return now().getTime() - staleAfterMs;
}

async function summaries(context: Context, hosts: readonly ListedHost[]): Promise<HostSummary[]> {
  const ids = hosts.map(({ id }) => id);
  const times = await context.repositories.enrolments.certificateTimes(ids);
  return hosts.map((host) => ({
    ...host,
    certificate: certificateState(times.get(host.id), context.now().getTime()),
    agentOutdated: isOlderAgent(host.agentVersion, context.agentPolicy.minimum),
    contact: contactOf(host, context.now(), context.staleAfterMs),
  }));
}

/** Agents renew after two thirds of the time: in the last quarter something keeps them from it. */
function certificateState(
  times: { from: number; until: number } | undefined,
  now: number,
): CertificateState | null {
  if (times === undefined) return null;
  const left = times.until - now;
  const state = left <= 0 ? 'expired' : left < (times.until - times.from) / 4 ? 'ending' : 'good';
  return { state, notAfterAt: new Date(times.until).toISOString() };
}
