import { controls, referenceKinds, shippedReference, stampOf } from '@tenken/controls';
import type { ReferenceKind } from '@tenken/controls';
import type { Feed } from '../store/feeds/feed-repository.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** What decides now: what was carried in, and where nothing newer was, what came with the product. */
export function feedsInForce(held: readonly Feed[], now: number): FeedInForce[] {
  return [...shipped(held), ...held.map(statedFeed)].map((one) => ({ ...one, ...ageOf(one, now) }));
}

/** A part of what decides now, where it is from, and how old it is. */
export type FeedInForce = Stated & {
  ageDays: number;
  /** Null: no control says how old it may be. */
  limitDays: number | null;
  tooOld: boolean;
};

type Stated = {
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
function shipped(held: readonly Feed[]): Stated[] {
  const sources: Partial<Record<ReferenceKind, string>> = {
    'application-support': shippedReference.applicationSupport.source,
    'forbidden-software': shippedReference.forbiddenSoftware.source,
    'os-support': shippedReference.osSupport.source,
    'product-names': shippedReference.productNames.source,
    'security-agents': shippedReference.securityAgents.source,
  };
  return referenceKinds.flatMap((kind): Stated[] => {
    const stamp = stampOf(kind, shippedReference);
    if (!stamp || held.some((feed) => feed.kind === kind && feed.asOf >= stamp.asOf)) return [];
    const source = sources[kind] ?? '';
    return [
      { name: kind, kind, source, ...stamp, covers: [], entries: null, signer: null, inForceSince: null },
    ];
  });
}

function statedFeed({ name, kind, source, asOf, covers, entries, sha256, signer, inForceAt }: Feed): Stated {
  const inForceSince = inForceAt === null ? null : new Date(inForceAt).toISOString();
  return { name, kind, source, asOf, covers, entries, sha256, signer, inForceSince };
}

/** By the strictest of the controls that rest on it, with their defaults. */
function ageOf(
  { kind, asOf }: Stated,
  now: number,
): { ageDays: number; limitDays: number | null; tooOld: boolean } {
  const limits = controls
    .filter(({ reference }) => reference?.some((one) => one === kind))
    .map(({ params }) => Number(params.parse({})['referenceMaxAgeDays']));
  const limitDays = limits.length === 0 ? null : Math.min(...limits);
  const ageDays = Math.floor((now - Date.parse(asOf)) / dayMs);
  return { ageDays, limitDays, tooOld: limitDays !== null && now - Date.parse(asOf) >= limitDays * dayMs };
}
