import type { FastifyRequest } from 'fastify';
import type { ItemEvent } from '../api/assessment-schemas.ts';
import { nothingWritten, readTag, writtenTag } from '../assessments/item-tag.ts';
import { nextStepsOf } from '../assessments/next-steps.ts';
import type { ItemRecord } from '../assessments/record.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import type { ItemEvent as StoredEvent, ItemTag } from '../store/assessments/item-history-repository.ts';

export type Tags = ReadonlyMap<string, ItemTag>;

/** What people have written of the items of an assessment so far. @throws {TenkenError} `assessment-unknown` */
export async function tagsOf(
  { repositories: { assessments, itemHistory } }: CollectorContext,
  id: string,
): Promise<Tags> {
  return itemHistory.tags(await assessments.get(id));
}

export function itemView(item: ItemRecord, tags: Tags) {
  const tag = writtenTag(tags.get(item.item.id) ?? nothingWritten);
  return { ...item, tag, next: nextStepsOf(item) };
}

/**
 * What whoever asks has read of the item; null where they do not say.
 *
 * @throws {Refusal} 400 for what is no tag of an item
 */
export function readBefore(request: FastifyRequest): ItemTag | null {
  const written = request.headers['if-match'];
  if (written === undefined || written === '*') return null;
  const tag = readTag(written);
  if (tag) return tag;
  throw new Refusal(400, 'request-invalid', 'If-Match needs the ETag with which the item was read, or *.');
}

/** Who did what with an item, with the names of people. */
export async function eventViews(
  { repositories: { accounts } }: CollectorContext,
  events: readonly StoredEvent[],
): Promise<ItemEvent[]> {
  const names = new Map((await accounts.list()).map((one) => [`account:${one.name}`, one.displayName]));
  return events.map((event) => ({
    kind: event.kind,
    at: new Date(event.at).toISOString(),
    by: event.by,
    name: names.get(event.by) ?? event.by,
    endedAt: event.kind === 'edit' || event.endedAt === null ? null : new Date(event.endedAt).toISOString(),
    role: event.kind === 'edit' ? (event.role as ItemEvent['role']) : null,
    answer: event.kind === 'answer' ? event.answer : null,
    text: event.kind === 'edit' ? event.remarks : event.kind === 'answer' ? event.note : event.text,
    person: event.kind === 'answer' ? event.person : event.kind === 'plan' ? event.owner : null,
    until: event.kind === 'answer' ? event.expiresOn : event.kind === 'plan' ? event.dueOn : null,
  }));
}
