import type { AnyControl, Checklist, DeclarationKind } from '@tenken/controls';
import { own } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { ExpiryKind } from '../api/alert-schemas.ts';
import { declarationTitles } from '../assessments/declaration-titles.ts';
import { dateAt } from '../assessments/moments.ts';
import { feedsInForce } from '../feeds/feeds-in-force.ts';
import type { AlertStateRepository, Ending } from '../store/alerts/alert-state-repository.ts';
import type { FeedRepository } from '../store/feeds/feed-repository.ts';
import type { AlertEvent } from './entry.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** What ended longer ago is no news for anybody. */
const longPastMs = 30 * dayMs;

/** A certificate of the collector's own. */
export type OwnCertificate = { id: string; title: Text; notAfterAt: number };

export type EndingSources = {
  states: Pick<AlertStateRepository, 'endings'>;
  feeds: Pick<FeedRepository, 'inForceAt'>;
  certificates: () => readonly OwnCertificate[];
  controls: readonly AnyControl[];
  checklists: readonly Checklist[];
};

/**
 * What ends within some days, or has ended lately, one event a subject and stage: soon, and over. The one function that
 * says so to alerts.
 */
export async function endingsWithin(
  wanted: { of: readonly ExpiryKind[]; withinDays: number },
  sources: EndingSources,
  now: number,
): Promise<AlertEvent[]> {
  const until = now + wanted.withinDays * dayMs;
  const kinds = wanted.of.filter((kind) => kind !== 'feed');
  const found = await sources.states.endings(kinds, {
    now,
    until,
    untilDay: dateAt(until),
    sinceDay: dateAt(now - longPastMs),
  });
  const events = found.map((ending) =>
    eventOf(ending.of, ending.subject, ending.on, titleOf(ending, sources), ending.hosts, now),
  );
  if (wanted.of.includes('feed')) {
    for (const feed of feedsInForce(await sources.feeds.inForceAt(Number.MAX_SAFE_INTEGER), now)) {
      if (feed.limitDays === null) continue;
      const endsAt = Date.parse(feed.asOf) + feed.limitDays * dayMs;
      if (endsAt < until) events.push(eventOf('feed', feed.name, endsAt, same(feed.name), 1, now));
    }
  }
  if (wanted.of.includes('certificate')) {
    for (const { id, title, notAfterAt } of sources.certificates()) {
      if (notAfterAt < until) events.push(eventOf('certificate', id, notAfterAt, title, 1, now));
    }
  }
  return events;
}

function eventOf(
  of: ExpiryKind,
  subject: string,
  on: number | string,
  title: Text,
  count: number,
  now: number,
): AlertEvent {
  const day = typeof on === 'string' ? on : dateAt(on);
  const isOver = typeof on === 'string' ? day < dateAt(now) : on <= now;
  return {
    subject: `${of}:${subject}:${day}:${isOver ? 'over' : 'soon'}`,
    topic: of,
    entry: { kind: 'expiry', of, on: day, title, count, at: new Date(now).toISOString() },
  };
}

function titleOf(ending: Ending, { controls, checklists }: EndingSources): Text {
  const { of, control, checklist, item, declared, name, hosts } = ending;
  const ofControl = controls.find(({ id }) => id === control)?.title ?? same(control ?? '');
  switch (of) {
    case 'finding':
      return {
        ja: `${ofControl.ja}（${hosts}台）`,
        en: `${ofControl.en} (${hosts} ${hosts === 1 ? 'host' : 'hosts'})`,
      };
    case 'certificate':
      return { ja: `${name ?? ''} の証明書`, en: `certificate of ${name ?? ''}` };
    case 'waiver':
      return { ja: `${name ?? ''}: ${ofControl.ja}`, en: `${name ?? ''}: ${ofControl.en}` };
    case 'plan':
    case 'attestation': {
      const form = checklists.find(({ id }) => id === checklist)?.title ?? same(checklist ?? '');
      return { ja: `${name ?? ''}: ${form.ja} ${item ?? ''}`, en: `${name ?? ''}: ${form.en} ${item ?? ''}` };
    }
    case 'declaration': {
      const kind = own(declarationTitles, declared as DeclarationKind) ?? same(declared ?? '');
      return { ja: `${name ?? ''}: ${kind.ja}`, en: `${name ?? ''}: ${kind.en}` };
    }
    default:
      return of satisfies never;
  }
}

function same(name: string): Text {
  return { ja: name, en: name };
}
