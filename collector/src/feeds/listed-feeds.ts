import { controls, referenceKinds, shippedReference, stampOf } from '@tenken/controls';
import type { ReferenceKind } from '@tenken/controls';
import type { Feed } from '../store/feed-repository.ts';

const dayMs = 24 * 60 * 60 * 1000;

export type ListedFeed = Omit<StatedFeed, 'covers'> & { covers: string[] } & ReturnType<typeof ageOf>;

/** Reference data in force, carried in or come with the product, with its age and how old it may be. */
export function listedFeeds(held: readonly Feed[], now: number): ListedFeed[] {
  return [...shipped(held), ...held.map(statedFeed)].map((one) => ({
    ...one,
    covers: [...one.covers],
    ...ageOf(one, now),
  }));
}

type StatedFeed = {
  name: string;
  kind: string;
  source: string;
  asOf: string;
  covers: readonly string[];
  entries: number | null;
  sha256: string;
  /** Null: it came with the product. */
  signer: string | null;
  inForceSince: string | null;
};

/** What comes with the product, where nothing newer was carried in. */
function shipped(held: readonly Feed[]): StatedFeed[] {
  const sources: Partial<Record<ReferenceKind, string>> = {
    'application-support': shippedReference.applicationSupport.source,
    'forbidden-software': shippedReference.forbiddenSoftware.source,
    'os-support': shippedReference.osSupport.source,
    'product-names': shippedReference.productNames.source,
    'security-agents': shippedReference.securityAgents.source,
  };
  return referenceKinds.flatMap((kind): StatedFeed[] => {
    const stamp = stampOf(kind, shippedReference);
    if (!stamp || held.some((feed) => feed.kind === kind && feed.asOf >= stamp.asOf)) return [];
    const source = sources[kind] ?? '';
    return [
      { name: kind, kind, source, ...stamp, covers: [], entries: null, signer: null, inForceSince: null },
    ];
  });
}

function statedFeed({
  name,
  kind,
  source,
  asOf,
  covers,
  entries,
  sha256,
  signer,
  inForceAt,
}: Feed): StatedFeed {
  const inForceSince = inForceAt === null ? null : new Date(inForceAt).toISOString();
  return { name, kind, source, asOf, covers, entries, sha256, signer, inForceSince };
}

/** By the strictest of the controls that rest on it, with their defaults. */
function ageOf(
  { kind, asOf }: StatedFeed,
  now: number,
): { ageDays: number; limitDays: number | null; tooOld: boolean } {
  const limits = controls
    .filter(({ reference }) => reference?.some((one) => one === kind))
    .map(({ params }) => Number(params.parse({})['referenceMaxAgeDays']));
  const limitDays = limits.length === 0 ? null : Math.min(...limits);
  const ageDays = Math.floor((now - Date.parse(asOf)) / dayMs);
  return { ageDays, limitDays, tooOld: limitDays !== null && now - Date.parse(asOf) >= limitDays * dayMs };
}
