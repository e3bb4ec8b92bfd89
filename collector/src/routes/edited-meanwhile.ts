import { TenkenError } from '@tenken/shared';
import { nothingWritten, writtenTag } from '../assessments/item-tag.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import type { Assessment } from '../store/assessments/assessment.ts';
import { eventViews } from './item-view.ts';

type Place = Pick<Assessment, 'id' | 'systemId' | 'checklist'> & { item: string };

/**
 * Does what changes an item. Where somebody else was there first, the refusal shows what they wrote, so that neither
 * text is lost.
 *
 * @param kind what is changed
 * @throws {Refusal} 412 `edited-meanwhile` for who named what they had read with If-Match, 409 for everybody else
 */
export async function unlessEdited<Result>(
  context: CollectorContext,
  { kind, named, place }: { kind: 'edit' | 'answer' | 'plan'; named: boolean; place: () => Promise<Place> },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TenkenError) || error.code !== 'edited-meanwhile') throw error;
    const { item, ...of } = await place();
    const { itemHistory } = context.repositories;
    const events = (await itemHistory.history(of, item)).filter((event) => event.kind === kind);
    const [current] = await eventViews(context, events.slice(0, 1));
    const tag = writtenTag((await itemHistory.tags(of)).get(item) ?? nothingWritten);
    throw new Refusal(named ? 412 : 409, 'edited-meanwhile', error.message, null, {
      tag,
      current: current?.endedAt === null ? current : null,
    });
  }
}
