import { TenkenError } from '@tenken/shared';
import type { Change, SignedChange } from '../../audit/audit-entry.ts';
import { oneLineName } from '../checked-input.ts';

/** Who stands at the desk, and when. */
export type Who = Change & {
  /** Their name as forms print it unless they write another; null where nobody knows it. */
  person: string | null;
};

/**
 * The name that is printed: the one that was written, else that of whoever stands here.
 *
 * @throws {TenkenError} `person-missing`, `usage` for what is no name
 */
export function printedName(written: string | undefined, { actor, person }: Who): string {
  const name = (written ?? person ?? '').toWellFormed().trim();
  if (name === '') {
    throw new TenkenError(
      'person-missing',
      `Forms print a name and a position, and nobody knows those of ${actor}. Write them with --person, e.g. --person "情報政策課 課長 鈴木花子".`,
    );
  }
  return oneLineName(name);
}

/** @throws {TenkenError} `person-missing`, `usage` */
export function signed(written: string | undefined, who: Who): SignedChange {
  return { actor: who.actor, now: who.now, person: printedName(written, who) };
}
