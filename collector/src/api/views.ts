import { commonReasons, defaultVariant, itemResult } from '@tenken/controls';
import type { AnyControl, Checklist, ChecklistItem } from '@tenken/controls';
import { own, platforms, text } from '@tenken/shared';
import type { Outcome, Platform, Text } from '@tenken/shared';
import { itemRequirements } from '../store/findings/requirement-sets.ts';
import type { OutcomeCounts } from './outcome-counts.ts';
import type { StoredFinding } from '../store/findings/finding-repository.ts';
import type * as schemas from './schemas.ts';

export function reasonText(control: AnyControl | undefined, reason: string): Text {
  return own(control?.reasons, reason) ?? own(commonReasons, reason) ?? text(reason, reason);
}

/** What to do on a system of this platform; null where nothing is to be done or nobody has written it. */
export function remediationOf(
  control: AnyControl | undefined,
  outcome: Outcome,
  platform: string,
): Text | null {
  if (outcome === 'pass' || outcome === 'not-applicable') return null;
  const known = platforms.find((candidate) => candidate === platform);
  return (known && control?.remediation[known]) ?? null;
}

/** A stored finding with everything that a person needs to read it. */
export function findingView(
  finding: StoredFinding,
  control: AnyControl | undefined,
  host: { name: string; platform: string },
): schemas.Finding {
  return {
    ...finding,
    hostName: host.name,
    controlTitle: control?.title ?? text(finding.control, finding.control),
    reasonText: reasonText(control, finding.reason),
    remediation: remediationOf(control, finding.outcome, host.platform),
  };
}

/** Silent from the same age on at which a host's evidence proves nothing any more. */
export function contactOf(
  host: { lastReportAt: string | null },
  now: Date,
  staleAfterMs: number,
): schemas.Contact {
  if (host.lastReportAt === null) return 'never';
  return now.getTime() - Date.parse(host.lastReportAt) > staleAfterMs ? 'silent' : 'reporting';
}

/** Where every kind of evidence that the control needs has a probe. */
export function platformsOf(control: AnyControl): Platform[] {
  return platforms.filter((platform) =>
    Object.values(control.needs).every((kind) => kind.probes[platform] !== undefined),
  );
}

/** A control as lists show it: outcomes are those under its own limits. */
export function controlSummary(control: AnyControl, counts: OutcomeCounts): schemas.ControlSummary {
  return {
    id: control.id,
    title: control.title,
    description: control.description,
    platforms: platformsOf(control),
    outcomes: counts.sums({ control: control.id, variant: defaultVariant }),
  };
}

const results = new WeakMap<ChecklistItem, { counted: string; result: Outcome }>();

/**
 * The result of an item over all hosts, from tallies: which outcomes exist is all that the roll-up needs. Rolled up anew
 * when a number in it is another.
 */
export function resultOf(item: ChecklistItem, counts: OutcomeCounts): Outcome {
  const { counting } = itemRequirements(item);
  const counted = counting.map((requirement) => counts.told(requirement)).join(';');
  const known = results.get(item);
  if (known?.counted === counted) return known.result;
  const result = itemResult(
    item,
    counting.flatMap((requirement) => counts.of(requirement)),
  );
  results.set(item, { counted, result });
  return result;
}

export function resultCounts(
  checklist: Checklist,
  counts: OutcomeCounts,
): schemas.ChecklistSummary['results'] {
  const sums: schemas.ChecklistSummary['results'] = {};
  for (const item of checklist.items) {
    const result = resultOf(item, counts);
    sums[result] = (sums[result] ?? 0) + 1;
  }
  return sums;
}

export function itemView(
  item: ChecklistItem,
  controls: readonly AnyControl[],
  counts: OutcomeCounts,
  hosts: { passing: number; total: number },
): schemas.Item {
  const { mapped } = itemRequirements(item);
  return {
    id: item.id,
    number: item.number,
    path: item.path,
    title: item.title,
    summary: item.summary,
    flags: item.flags,
    automation: item.automation,
    manual: item.manual ?? null,
    result: resultOf(item, counts),
    hosts,
    controls: item.controls.map((mapping, index) => {
      const { variant } = mapped[index] ?? { variant: defaultVariant };
      const control = controls.find(({ id }) => id === mapping.id);
      return {
        id: mapping.id,
        title: control?.title ?? text(mapping.id, mapping.id),
        relationship: mapping.relationship,
        variant,
        with: mapping.with ?? {},
        outcomes: counts.sums({ control: mapping.id, variant }),
      };
    }),
  };
}
