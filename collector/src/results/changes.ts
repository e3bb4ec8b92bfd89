import { text } from '@tenken/shared';
import type { Changes, ChangesQuery } from '../api/result-schemas.ts';
import { reasonText } from '../api/views.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { momentIn, readCursor, writeCursor } from './cursor.ts';
import { namesakes } from './namesakes.ts';

type Context = Pick<CollectorContext, 'repositories' | 'controls' | 'now'>;

const dayMs = 24 * 60 * 60 * 1000;

/**
 * What changed between two moments, of one host or control if told.
 *
 * @throws {Refusal} `cursor-invalid`, `moments-order`
 */
export async function changes(
  context: Context,
  query: ChangesQuery,
  of: { host?: string; control?: string | undefined } = {},
): Promise<Changes> {
  const written = readCursor('changes', query.cursor, 5);
  // The pages of one list are about one time, also when it ends now.
  const [to, from] = written ? [momentIn(written[0]), momentIn(written[1])] : spanOf(query, context.now());
  if (from > to) {
    throw new Refusal(400, 'moments-order', '`from` is later than `to`. Send the earlier moment as `from`.');
  }
  const filter = {
    from,
    to,
    ...(of.host !== undefined && { host: of.host }),
    ...(of.control !== undefined && { control: of.control }),
  };
  const found = await context.repositories.changes.page(
    { ...filter, kinds: query.kind ?? [] },
    {
      after: written && written.slice(2),
      limit: query.limit,
    },
  );
  const { exact, firstHosts, ...counts } = await context.repositories.changes.counts(filter);
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    counts,
    firstHosts,
    exact,
    changes: found.changes.map((change) => {
      const control = context.controls.find(({ id }) => id === change.control);
      return {
        ...change,
        controlTitle: control?.title ?? text(change.control, change.control),
        reasonText: reasonText(control, change.reason),
        at: new Date(change.at).toISOString(),
      };
    }),
    namesakes: await namesakes(
      context,
      found.changes.map(({ hostId, hostName }) => ({ id: hostId, name: hostName })),
    ),
    next: found.last && writeCursor('changes', [to, from, ...found.last]),
  };
}

/** The last 24 hours unless told. */
function spanOf({ from, to }: ChangesQuery, now: Date): [to: number, from: number] {
  const end = to === undefined ? now.getTime() : Date.parse(to);
  return [end, from === undefined ? end - dayMs : Date.parse(from)];
}
