import { TenkenError } from '@tenken/shared';
import type { CommandDesk } from './desk/at-desk.ts';
import { plain } from './output/print.ts';

type Wanted = { checklist?: string; system?: string; draft?: boolean };

/**
 * The assessment that a pack is made of where nobody names one.
 *
 * @throws {TenkenError} `usage`, `assessment-unknown`
 */
export async function newestAssessment(
  desk: Pick<CommandDesk, 'listAssessments'>,
  { checklist, system, draft = false }: Wanted,
): Promise<string> {
  if (checklist === undefined) {
    throw new TenkenError('usage', 'Name an assessment by its id, or a checklist with --checklist.');
  }
  const found = await desk.listAssessments({ checklist, system });
  // A final pack is of what is closed; a newer one may be open already.
  const first = (draft ? undefined : found.find(({ state }) => state === 'closed')) ?? found[0];
  if (!first) {
    throw new TenkenError(
      'assessment-unknown',
      `There is no assessment of ${plain(checklist)}. Begin one with tenken assess open.`,
    );
  }
  const systems = new Set(found.map(({ systemId }) => systemId));
  if (systems.size > 1) {
    throw new TenkenError('usage', `Several systems have one: say --system ${[...systems].join(' or ')}.`);
  }
  return first.id;
}
