import type { ItemTag } from '../store/assessments/item-history-repository.ts';

/** As much of an id as tells it from those before it. */
const shownCharacters = 8;

export const nothingWritten: ItemTag = { revision: 0, attestation: null, plan: null };

/** An item's entity tag: of what people wrote of it, not of what machines show, which changes by itself. */
export function writtenTag({ revision, attestation, plan }: ItemTag): string {
  const short = (id: string | null) => id?.slice(0, shownCharacters) ?? '0';
  return `"${revision}-${short(attestation)}-${short(plan)}"`;
}

/** @returns null for what is no tag of an item; ids are cut to their beginning */
export function readTag(written: string): ItemTag | null {
  const [, revision, attestation, plan] =
    /^"(\d{1,9})-(0|[0-9a-f]{8})-(0|[0-9a-f]{8})"$/.exec(written.trim()) ?? [];
  if (revision === undefined || attestation === undefined || plan === undefined) return null;
  const id = (text: string) => (text === '0' ? null : text);
  return { revision: Number(revision), attestation: id(attestation), plan: id(plan) };
}
