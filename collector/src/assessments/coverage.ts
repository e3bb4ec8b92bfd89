import type { Ledger } from '../store/assessments/system-repository.ts';
import { foldedName } from './folded-name.ts';
import { namesakesOf } from './told-apart.ts';
import type { Coverage, HostReference, ReportingHost } from './record.ts';

/** A host as it was known at the moment. */
export type KnownHost = {
  id: string;
  name: string;
  platform: string;
  lastReportAt: number | null;
  label: string;
  /** Whether its label is one of the system's. */
  belongs: boolean;
  /** Why a person has ended its certificates by the moment; null: nobody has. */
  revoked: string | null;
};

export type Scope = {
  coverage: Coverage;
  /** Hosts whose findings count, by name: those of the ledger that have enrolled, or all. */
  hosts: HostReference[];
  /** Those of them that report. */
  reporting: ReportingHost[];
  /** Machines in scope of which nothing is known that counts: silent ones and those that never enrolled. */
  missing: number;
  /** Names that several machines in scope bear. */
  namesakes: ReadonlySet<string>;
};

/**
 * Which machines an assessment is about. Without a ledger nobody knows what has not enrolled; with one, every line of
 * it that is not excluded has to be seen. One host stands for one line of its name; one whose certificates were ended
 * stands for none, so a machine that was set up anew counts once.
 *
 * @param all hosts of the collector, of other systems too
 * @param moment and `staleAfterMs`: a host that has not reported for longer is silent
 */
export function scopeOf(
  all: readonly KnownHost[],
  ledger: Ledger | null,
  moment: number,
  staleAfterMs: number,
): Scope {
  const hosts = all.filter(({ belongs, revoked }) => belongs && revoked === null);
  const elsewhere = Map.groupBy(
    all.filter(({ belongs, revoked }) => !belongs && revoked === null),
    ({ name }) => foldedName(name),
  );
  const unlisted = new Set(hosts);
  const inScope: { host: KnownHost; assetNumber: string | null }[] = [];
  const neverEnrolled: Coverage['neverEnrolled'] = [];
  const excluded: Coverage['excluded'] = [];
  if (ledger) {
    const byName = Map.groupBy(hosts, ({ name }) => foldedName(name));
    for (const { assetNumber, name, excludedReason } of ledger.assets) {
      const found = byName.get(foldedName(name)) ?? [];
      for (const host of found) unlisted.delete(host);
      if (excludedReason !== null) excluded.push({ assetNumber, name, reason: excludedReason });
      else if (found.length === 0) {
        const labels = (elsewhere.get(foldedName(name)) ?? []).map(({ label }) => label);
        neverEnrolled.push({ assetNumber, name, otherLabels: [...new Set(labels)].toSorted() });
      } else inScope.push(...found.map((host) => ({ host, assetNumber })));
    }
  } else {
    inScope.push(...hosts.map((host) => ({ host, assetNumber: null })));
    unlisted.clear();
  }
  const references = inScope
    .map(({ host, assetNumber }) => ({ ...referenceTo(host, assetNumber), lastReportAt: host.lastReportAt }))
    .toSorted(byNameThenId);
  const isSilent = ({ lastReportAt }: { lastReportAt: number | null }) =>
    lastReportAt === null || lastReportAt < moment - staleAfterMs;
  const silent = references.filter(isSilent);
  return {
    coverage: {
      basis: ledger ? 'ledger' : 'enrolled',
      ledger: ledger && {
        sha256: ledger.sha256,
        importedAt: new Date(ledger.importedAt).toISOString(),
        rows: ledger.assets.length,
      },
      inScope: references.length + neverEnrolled.length,
      reporting: references.length - silent.length,
      silent: silent.map(({ lastReportAt, ...host }) => ({
        ...host,
        lastReportAt: lastReportAt === null ? null : new Date(lastReportAt).toISOString(),
      })),
      neverEnrolled,
      excluded,
      unlisted: [...unlisted].map((host) => referenceTo(host, null)).toSorted(byNameThenId),
      revoked: all
        .flatMap((host) =>
          host.belongs && host.revoked !== null ? { ...referenceTo(host, null), reason: host.revoked } : [],
        )
        .toSorted(byNameThenId),
    },
    hosts: references.map(({ id, name, platform, assetNumber }) => ({ id, name, platform, assetNumber })),
    reporting: references.flatMap(({ lastReportAt, ...host }) =>
      lastReportAt === null || isSilent({ lastReportAt })
        ? []
        : { ...host, lastReportAt: new Date(lastReportAt).toISOString() },
    ),
    missing: silent.length + neverEnrolled.length,
    namesakes: namesakesOf([...references, ...neverEnrolled]),
  };
}

function referenceTo({ id, name, platform }: KnownHost, assetNumber: string | null): HostReference {
  return { id, name, platform, assetNumber };
}

/** By code points: the same order on every machine. */
function byNameThenId(a: { name: string; id: string }, b: { name: string; id: string }): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
