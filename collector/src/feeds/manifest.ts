import { distributionRelease, releasePattern } from '@tenken/controls';
import type { PackageNames, ReferenceKind } from '@tenken/controls';
import { text } from '@tenken/shared';
import * as z from 'zod';
import { ToldError } from '../told-error.ts';

/** How much is taken in of what somebody carries here. */
export const feedLimits = {
  bundleBytes: 1024 * 1024 * 1024,
  manifestBytes: 1024 * 1024,
  parts: 64,
  partBytes: 2 * 1024 * 1024 * 1024,
  /** A table of support periods has some ten thousand. */
  tableBytes: 8 * 1024 * 1024,
  /** One document of a vendor; the largest have some megabytes. */
  lineBytes: 32 * 1024 * 1024,
  advisories: 10_000_000,
} as const;

/** Tables that a bundle can hold beside advisories. */
export const tableKinds = [
  'application-support',
  'forbidden-software',
  'os-support',
  'product-names',
  'security-agents',
] as const satisfies ReferenceKind[];
export type TableKind = (typeof tableKinds)[number];

const advisoryFormats = ['csaf', 'osv', 'oval'] as const;

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/);
const common = { name, source: z.string().min(1).max(500), asOf: z.iso.date() };

/** What a part holds, whoever says so: the description that a bundle is made from, and its manifest. */
const advisories = {
  ...common,
  kind: z.literal('advisories'),
  format: z.enum(advisoryFormats),
  /** Releases of which it holds every advisory: whoever signs the bundle says so. */
  covers: z.array(z.string().regex(releasePattern)).min(1).max(50),
};
const table = { ...common, kind: z.enum(tableKinds), format: z.literal('table') };

const files = z.array(z.string().min(1)).min(1);

/** `feed.json` beside downloaded files. */
export const Description = z.strictObject({
  parts: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ ...advisories, files }),
        z.strictObject({ ...table, format: z.literal('table').default('table'), files: files.max(1) }),
      ]),
    )
    .min(1)
    .max(feedLimits.parts),
});
export type Description = z.infer<typeof Description>;

const stored = {
  path: z.string().regex(/^parts\/[a-z0-9][a-z0-9-]{0,60}\.(json|jsonl|xml)$/),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
};

/** `manifest.json` of a bundle; `manifest.sig` is the signature over its bytes. */
export const Manifest = z.strictObject({
  format: z.literal('tenken-feed'),
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  /** The signer's, as DER in base64. */
  publicKey: z.string().max(1000),
  parts: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ ...advisories, ...stored }),
        z.strictObject({ ...table, ...stored }),
      ]),
    )
    .min(1)
    .max(feedLimits.parts),
});
export type Manifest = z.infer<typeof Manifest>;
export type Part = Manifest['parts'][number];
export type AdvisoryPart = Extract<Part, { kind: 'advisories' }>;

const dayMs = 24 * 60 * 60 * 1000;

/** What a schema cannot say. @throws {TenkenError} `feed-invalid` */
export function checkParts(
  parts: readonly (Description['parts'][number] | Part)[],
  createdAt: number,
  now: number,
): void {
  const refuse = (ja: string, en: string): never => {
    throw ToldError.of('feed-invalid', text(ja, en));
  };
  // Whose day lies ahead would never be too old.
  if (createdAt > now + dayMs) {
    refuse(
      '作成日時が未来になっている。時計を確かめる。',
      'The bundle says that it was made in the future. Check the clocks.',
    );
  }
  const seen = new Set<string>();
  for (const part of parts) {
    if (seen.has(part.name)) {
      refuse(`${part.name} という部分が2つある。`, `Two parts are called ${part.name}.`);
    }
    seen.add(part.name);
    if (Date.parse(part.asOf) > createdAt + dayMs) {
      refuse(
        `${part.name} は${part.asOf}時点とされ、作成日より後になっている。`,
        `Part ${part.name} shows the state of ${part.asOf}, after the day on which the bundle was made.`,
      );
    }
    if (part.kind === 'advisories') namesOf(part);
    else if (part.name !== part.kind) {
      refuse(
        `種類が ${part.kind} の部分は同じ名前でなければならず、${part.name} は使えない。`,
        `A part of kind ${part.kind} has that name too, not ${part.name}.`,
      );
    }
  }
}

/**
 * Whether advisories of this part name source packages. @throws {TenkenError} `feed-invalid` where some do and some not
 */
export function namesOf(part: Pick<AdvisoryPart, 'name' | 'covers'>): PackageNames {
  const kinds = new Set(part.covers.map((release) => (isOfSources(release) ? 'source' : 'binary')));
  const [first = 'binary', other] = kinds;
  if (other === undefined) return first;
  throw ToldError.of(
    'feed-invalid',
    text(
      `${part.name} が deb と rpm の両方のディストリビューションを対象にしている。部分を分ける。`,
      `Part ${part.name} covers distributions of both deb and rpm. Make a part for each.`,
    ),
  );
}

/** Debian and Ubuntu publish by source package, the rpm distributions by what is installed. */
function isOfSources(release: string): boolean {
  return /^(debian|ubuntu):/.test(release);
}

/** As `os-release` would say it: what a feed writes in many ways. */
export function releaseOf(id: string, version: string): string {
  return distributionRelease({ id, versionId: version }) ?? '';
}
