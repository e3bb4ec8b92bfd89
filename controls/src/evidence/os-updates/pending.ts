import type { OsUpdates, PendingUpdate } from './schema.ts';

const maxListed = 150;

/** Sorted, counted and cut: what is cut still counts. */
export function pendingUpdates(all: readonly PendingUpdate[]): Pick<OsUpdates, 'counts' | 'pending'> {
  const sorted = all.toSorted(
    (a, b) => rank(a) - rank(b) || order(a.name, b.name) || order(a.candidate, b.candidate),
  );
  return {
    counts: {
      security: all.filter(({ security }) => security === true).length,
      unclassified: all.filter(({ security }) => security === null).length,
      other: all.filter(({ security }) => security === false).length,
    },
    pending: sorted.slice(0, maxListed).map((update) => ({
      name: update.name.slice(0, 200),
      installed: update.installed?.slice(0, 200) ?? null,
      candidate: update.candidate?.slice(0, 200) ?? null,
      security: update.security,
      severity: update.severity?.slice(0, 200) ?? null,
    })),
  };
}

function rank({ security }: PendingUpdate): number {
  if (security === true) return 0;
  return security === null ? 1 : 2;
}

function order(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0;
}
