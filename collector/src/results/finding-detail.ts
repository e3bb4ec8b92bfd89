import { variantOf } from '@tenken/controls';
import type { Checklist } from '@tenken/controls';
import type { FindingDetail } from '../api/result-schemas.ts';
import { findingView } from '../api/views.ts';
import { dateAt } from '../assessments/moments.ts';
import type { CollectorContext } from '../context.ts';

type Context = Pick<CollectorContext, 'repositories' | 'controls' | 'checklists' | 'now'>;

/**
 * One finding with what hangs on it; null where there is none.
 *
 * @param withWaivers for whoever may see assessments
 */
export async function findingDetail(
  context: Context,
  hostId: string,
  control: string,
  variant: string,
  withWaivers: boolean,
): Promise<FindingDetail | null> {
  const { findings, hosts } = context.repositories;
  const [host, stored] = [await hosts.find(hostId), await findings.find(hostId, control, variant)];
  if (!host || !stored) return null;
  const known = context.controls.find(({ id }) => id === control);
  return {
    finding: findingView(stored, known, host),
    host: { id: host.id, name: host.name, platform: host.platform, label: host.label },
    waivers: withWaivers ? await waiversOf(context, host, control) : [],
    items: itemsWith(context.checklists, control, variant),
  };
}

/** Waivers that cover it, decided or not, whose last day is not over. */
async function waiversOf(
  { repositories: { systems, answers }, now }: Context,
  host: { id: string; label: string },
  control: string,
): Promise<FindingDetail['waivers']> {
  const moment = now().getTime();
  const today = dateAt(moment);
  const found: FindingDetail['waivers'] = [];
  for (const system of await systems.list(moment)) {
    if (system.labels.length > 0 && !system.labels.includes(host.label)) continue;
    for (const waiver of await answers.waivers(system.id, moment)) {
      const covers = waiver.control === control && (waiver.hostId === null || waiver.hostId === host.id);
      if (!covers || waiver.expiresOn < today) continue;
      const { id, reasonKind, reason, expiresOn, decision } = waiver;
      found.push({
        id,
        system: system.id,
        reasonKind,
        reason,
        expiresOn,
        approved: decision?.approved ?? null,
      });
    }
  }
  return found;
}

function itemsWith(
  checklists: readonly Checklist[],
  control: string,
  variant: string,
): FindingDetail['items'] {
  return checklists.flatMap((checklist) =>
    checklist.items
      .filter(({ controls }) =>
        controls.some((mapping) => mapping.id === control && variantOf(mapping.with) === variant),
      )
      .map(({ id, title }) => ({
        checklist: checklist.id,
        checklistTitle: checklist.title,
        item: id,
        title,
      })),
  );
}
