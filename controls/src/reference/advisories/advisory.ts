import * as z from 'zod/mini';

export const severities = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** One vulnerability that a version of a package repairs, whatever form its issuer published it in. */
export const Advisory = z.strictObject({
  /** The issuer's own: `DSA-5678-1`, `DEBIAN-CVE-2026-1234`, `RHSA-2026:1234`. */
  id: z.string(),
  cves: z.array(z.string()),
  /** The first version that has it; left out where every version before `fixed` does. */
  introduced: z.optional(z.string()),
  /** The first version without it. */
  fixed: z.string(),
  /** Null: the issuer does not say. */
  severity: z.nullable(z.enum(severities)),
  /** `YYYY-MM-DD`; null: the issuer does not say. */
  publishedOn: z.nullable(z.iso.date()),
  /** It is about one stream of a module: packages of another stream have versions that do not compare. */
  inModule: z.optional(z.boolean()),
});
export type Advisory = z.infer<typeof Advisory>;

/** What a package name of a feed names: what was built, or what it was built from. */
export type PackageNames = 'source' | 'binary';

/** A feed that claims to know every advisory for a release of a distribution. */
export type AdvisoryFeed = {
  name: string;
  source: string;
  /** The day whose state it shows, `YYYY-MM-DD`. */
  asOf: string;
  sha256: string;
  names: PackageNames;
};

/** The advisories that were in force for the release of one host, at the moment of judging. */
export type HostAdvisories = {
  /** Feeds that cover its release; [] = none does. */
  feeds: readonly AdvisoryFeed[];
  /** What a feed says of one package. */
  of: (feed: string, packageName: string) => readonly Advisory[];
};

export const noAdvisories: HostAdvisories = { feeds: [], of: () => [] };
