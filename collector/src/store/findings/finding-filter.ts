import { defaultVariant } from '@tenken/controls';
import type { Outcome, Platform } from '@tenken/shared';

export type FindingSort = 'control' | 'host' | 'since' | '-since' | 'until';

export type FindingListFilter = {
  host?: string | undefined;
  control?: string | undefined;
  /** `any` for all. */
  variant: string;
  outcome?: readonly Outcome[] | undefined;
  reason?: string | undefined;
  platform?: readonly Platform[] | undefined;
  label?: string | undefined;
  system?: string | undefined;
  text?: string | undefined;
  /** Findings that hold since this moment or later. @type milliseconds since 1970 */
  sinceAt?: number | undefined;
  /** Findings that end by themselves before this moment. */
  untilAt?: number | undefined;
};

/** The label or system, where nothing else is asked of hosts. */
export function onlyGroup(filter: FindingListFilter): { by: 'label' | 'system'; value: string } | null {
  const { host, label, system, platform, text } = filter;
  if (host !== undefined || platform || text) return null;
  if (label !== undefined) return system === undefined ? { by: 'label', value: label } : null;
  return system === undefined ? null : { by: 'system', value: system };
}

/** The group of a list in which the newest failures of each host are all that can stand before others. */
export function newestOfGroup(filter: FindingListFilter): ReturnType<typeof onlyGroup> {
  const { control, variant, outcome, reason, sinceAt, untilAt } = filter;
  const isWhole = [control, reason, sinceAt, untilAt].every((part) => part === undefined);
  const isFailures = outcome?.[0] === 'fail' && outcome.every((one) => one === 'fail');
  return isWhole && isFailures && variant === defaultVariant ? onlyGroup(filter) : null;
}

/** What its tallies are kept by, as far as the filter asks for it. */
export function groupsOf({ label, system, platform }: FindingListFilter) {
  const groups: { by: 'label' | 'system' | 'platform'; value: string }[] = [];
  if (label !== undefined) groups.push({ by: 'label', value: label });
  if (system !== undefined) groups.push({ by: 'system', value: system });
  if (platform?.[0] !== undefined) groups.push({ by: 'platform', value: platform[0] });
  return groups;
}
