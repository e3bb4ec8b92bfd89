import { canonicalJson, sha256 } from '@tenken/shared';
import type { AnyControl } from '../controls/define.ts';
import type { Checklist } from './schema.ts';

/** A control with the parameters under which it is judged. */
export type Requirement = {
  control: AnyControl;
  /** Overrides only; {} for the control's own defaults. */
  parameters: Record<string, unknown>;
  /** `default`, or the SHA-256 of the canonical overrides. */
  variant: string;
};

export const defaultVariant = 'default';

export function variantOf(parameters: Record<string, unknown> | undefined): string {
  return parameters && Object.keys(parameters).length > 0
    ? sha256(canonicalJson(parameters))
    : defaultVariant;
}

/** Each control with its defaults, and once more for every stricter set that an item asks for. */
export function requirements(
  controls: readonly AnyControl[],
  checklists: readonly Checklist[],
): Requirement[] {
  const found = new Map<string, Requirement>();
  for (const control of controls) {
    found.set(`${control.id} ${defaultVariant}`, { control, parameters: {}, variant: defaultVariant });
  }
  for (const { items } of checklists) {
    for (const mapping of items.flatMap((item) => item.controls)) {
      const control = controls.find(({ id }) => id === mapping.id);
      const variant = variantOf(mapping.with);
      if (control) {
        found.set(`${control.id} ${variant}`, { control, parameters: mapping.with ?? {}, variant });
      }
    }
  }
  return [...found.values()];
}
