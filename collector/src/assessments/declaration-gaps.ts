import { declarationKinds } from '@tenken/controls';
import type { ChecklistItem, DeclarationKind } from '@tenken/controls';

/** A declaration that items ask for and nobody has made, or whose date of review is past. */
export type DeclarationGap = {
  kind: DeclarationKind;
  state: 'missing' | 'overdue';
  /** `YYYY-MM-DD`; null where it is missing. */
  reviewOn: string | null;
  /** Ids of the items that use it. */
  items: string[];
};

/**
 * What has to be declared first, since many items become checkable only with it.
 *
 * @param items those that the check asks for
 * @param today `YYYY-MM-DD`
 */
export function declarationGaps(
  items: readonly Pick<ChecklistItem, 'id' | 'declarations'>[],
  declared: readonly { kind: string; reviewOn: string }[],
  today: string,
): DeclarationGap[] {
  return declarationKinds.flatMap((kind): DeclarationGap[] => {
    const using = items.filter(({ declarations }) => declarations?.includes(kind)).map(({ id }) => id);
    const held = declared.find((one) => one.kind === kind);
    if (using.length === 0 || (held && today <= held.reviewOn)) return [];
    return [{ kind, state: held ? 'overdue' : 'missing', reviewOn: held?.reviewOn ?? null, items: using }];
  });
}
