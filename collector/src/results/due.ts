import { referenceKinds, referenceTitles, shippedReference, stampOf } from '@tenken/controls';
import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { Due, DueEntry } from '../api/result-schemas.ts';
import { declarationTitles } from '../assessments/declaration-titles.ts';
import { dateAt } from '../assessments/moments.ts';
import type { CollectorContext } from '../context.ts';
import { dateOfDay, dayNumber } from '../store/tallies/days.ts';
import type { DueSaying } from '../store/findings/due-repository.ts';

type Context = Pick<CollectorContext, 'repositories' | 'controls' | 'checklists' | 'now'>;

const nothing = {
  control: null,
  system: null,
  checklist: null,
  item: null,
  assessment: null,
  host: null,
} as const;

/**
 * What ends by itself within some days or has ended, the soonest first.
 *
 * @param withSayings also what people said of systems
 */
export async function due(context: Context, days: number, withSayings: boolean): Promise<Due> {
  const now = context.now();
  const entries = [
    ...(await dueFindings(context, now.getTime(), days)),
    ...(withSayings ? await dueSayings(context, now.getTime(), days) : []),
    ...(await dueCertificates(context, now.getTime())),
    ...(await dueFeeds(context, now.getTime(), days)),
  ];
  const today = dateAt(now.getTime());
  return {
    asOf: now.toISOString(),
    entries: entries
      .map((entry) => ({ ...entry, overdue: entry.on < today }))
      .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)),
  };
}

type Entry = Omit<DueEntry, 'overdue'>;

async function dueFindings({ repositories, controls }: Context, now: number, days: number): Promise<Entry[]> {
  const today = dayNumber(now);
  const found: Entry[] = [];
  for (const one of await repositories.due.findings(today, today + days)) {
    const title = controls.find(({ id }) => id === one.control)?.title ?? text(one.control, one.control);
    found.push({
      ...nothing,
      kind: 'finding',
      on: dateOfDay(one.day),
      control: one.control,
      host: one.hosts === 1 ? await repositories.due.hostOf(one) : null,
      title,
      count: one.hosts,
    });
  }
  return found;
}

async function dueSayings(context: Context, now: number, days: number): Promise<Entry[]> {
  const { due: repository, hosts, assessments } = context.repositories;
  const sayings = await repository.sayings(now, dateOfDay(dayNumber(now) + days));
  const named = await hosts.byId(sayings.flatMap(({ hostId }) => hostId ?? []));
  const opened = sayings.some(({ checklist }) => checklist !== null) ? await assessments.list() : [];
  return sayings.map((saying) => {
    const { kind, on, system, control, checklist, item, hostId } = saying;
    const host = hostId === null ? undefined : named.get(hostId);
    return {
      kind,
      on,
      system,
      control,
      checklist,
      item,
      assessment: opened.find((one) => one.systemId === system && one.checklist === checklist)?.id ?? null,
      host: host ? { id: host.id, name: host.name } : null,
      title: titleOf(saying, context),
      count: 1,
    };
  });
}

function titleOf(saying: DueSaying, { controls, checklists }: Context): Text {
  const { control, checklist, item, declared } = saying;
  if (declared !== null) return own(declarationTitles, declared) ?? text(declared, declared);
  if (control !== null) {
    return controls.find(({ id }) => id === control)?.title ?? text(control, control);
  }
  const known = checklists.find(({ id }) => id === checklist)?.items.find(({ id }) => id === item);
  return known
    ? text(`${known.number} ${known.title.ja}`, `${known.number} ${known.title.en}`)
    : text(item ?? '', item ?? '');
}

async function dueCertificates({ repositories }: Context, now: number): Promise<Entry[]> {
  const certificates = await repositories.due.certificates(now);
  const byDay = Map.groupBy(certificates, ({ endsAt }) => dateAt(endsAt));
  return [...byDay].map(([on, ofDay]) => {
    const [first] = ofDay;
    const only = ofDay.length === 1 && first ? { id: first.id, name: first.name } : null;
    const title = text('エージェントの証明書', "agents' certificates");
    return { ...nothing, kind: 'certificate', on, host: only, title, count: ofDay.length };
  });
}

/** Reference data that becomes too old to judge by: the strictest control decides. */
async function dueFeeds({ repositories, controls }: Context, now: number, days: number): Promise<Entry[]> {
  const until = dateOfDay(dayNumber(now) + days);
  const feeds = await repositories.feeds.inForceAt(now);
  const found: Entry[] = [];
  for (const kind of referenceKinds) {
    const carried = feeds.filter((feed) => feed.kind === kind).map(({ asOf }) => asOf);
    const shipped = stampOf(kind, shippedReference)?.asOf;
    const newest = [...carried, ...(shipped === undefined ? [] : [shipped])].toSorted().at(-1);
    const limits = controls
      .filter(({ reference }) => reference?.includes(kind))
      .map(({ params }) => Number(own(params.parse({}), 'referenceMaxAgeDays')));
    const least = Math.min(...limits.filter((limit) => limit > 0));
    if (newest === undefined || !Number.isFinite(least)) continue;
    const on = dateAt(Date.parse(newest) + least * 24 * 60 * 60 * 1000);
    if (on <= until) found.push({ ...nothing, kind: 'feed', on, title: referenceTitles[kind], count: 1 });
  }
  return found;
}
