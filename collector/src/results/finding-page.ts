import type { FindingPage, FindingQuery } from '../api/result-schemas.ts';
import type { Finding } from '../api/schemas.ts';
import { findingView } from '../api/views.ts';
import type { CollectorContext } from '../context.ts';
import type { FindingListFilter } from '../store/findings/finding-filter.ts';
import type { ListedFinding } from '../store/findings/finding-list.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { Place } from './cursor.ts';
import { namesakes } from './namesakes.ts';

type Context = Pick<CollectorContext, 'repositories' | 'controls'>;

/** One page of findings, with how many there are. @throws {Refusal} `cursor-invalid` */
export async function findingPage(context: Context, query: FindingQuery): Promise<FindingPage> {
  const { findingList } = context.repositories;
  const { limit, cursor, sort } = query;
  const filter = filterOf(query);
  const list = `findings ${sort}`;
  const after = readCursor(list, cursor, 4);
  const { findings, last } = await findingList.page(filter, { sort, after, limit });
  return {
    shown: await findingList.count(filter, sort),
    findings: findings.map((finding) => viewOf(context, finding)),
    namesakes: await namesakes(
      context,
      findings.map(({ hostId, hostName }) => ({ id: hostId, name: hostName })),
    ),
    next: last && writeCursor(list, last),
  };
}

/** Every finding that a filter lets through, in order, a page at a time. */
export async function* allFindings(
  context: Context,
  query: Omit<FindingQuery, 'limit' | 'cursor'>,
): AsyncGenerator<Finding> {
  const filter = filterOf(query);
  for (let after: Place | null = null; ;) {
    const { findings, last } = await context.repositories.findingList.page(filter, {
      sort: query.sort,
      after,
      limit: rowsAtOnce,
    });
    for (const finding of findings) yield viewOf(context, finding);
    if (last === null) return;
    after = last;
    // A long list leaves room for others.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const rowsAtOnce = 200;

function filterOf(query: Omit<FindingQuery, 'limit' | 'cursor'>): FindingListFilter {
  const { since, until, host, control, variant, outcome, reason, platform, label, system, text } = query;
  return {
    host,
    control,
    variant,
    outcome,
    reason,
    platform,
    label,
    system,
    text,
    sinceAt: since === undefined ? undefined : Date.parse(since),
    untilAt: until === undefined ? undefined : Date.parse(until),
  };
}

function viewOf(context: Context, { hostName, hostPlatform, ...finding }: ListedFinding): Finding {
  const control = context.controls.find(({ id }) => id === finding.control);
  return findingView(finding, control, { name: hostName, platform: hostPlatform });
}
