import type { OsRelease } from '../../evidence/os-release/schema.ts';
import * as z from 'zod/mini';
import { windowsChannel } from './windows-channel.ts';
import table from './2026-08.json' with { type: 'json' };

const SupportPeriod = {
  product: z.string(),
  /** Last day on which the vendor repairs it without a separate contract. */
  securityEnd: z.iso.date(),
  /** Last day of a long-term support that is free and comes through the same repositories. */
  longTermEnd: z.optional(z.iso.date()),
  /** Last day of a paid extension: counts only for those who bought it. */
  extendedEnd: z.optional(z.iso.date()),
  /** The vendor publishes no date; this one follows from its practice. */
  estimated: z.optional(z.boolean()),
  note: z.optional(z.string()),
};

/** Until when vendors repair their operating systems, as published on one day. */
export const OsSupportTable = z.strictObject({
  asOf: z.iso.date(),
  source: z.string(),
  /** Newest release of each major version of macOS on that day. */
  newestMacos: z.record(z.string(), z.string()),
  versions: z.array(
    z.strictObject({
      ...SupportPeriod,
      ids: z.array(z.string()),
      /** The whole version: SUSE's service packs and Ubuntu's releases have dates of their own. */
      version: z.optional(z.string()),
      /** The part before the first point, where minor releases are steps within one period of support. */
      major: z.optional(z.string()),
    }),
  ),
  windows: z.array(
    z.strictObject({
      ...SupportPeriod,
      build: z.string(),
      /** One build carries several products: 26100 is Windows 11 24H2, LTSC 2024 and Server 2025. */
      channel: z.enum(['home-pro', 'enterprise', 'ltsc', 'iot-ltsc', 'server', 'server-sac']),
    }),
  ),
});
export type OsSupportTable = z.infer<typeof OsSupportTable>;

export type SupportPeriod = OsSupportTable['versions'][number] | OsSupportTable['windows'][number];

export const osSupportTable: OsSupportTable = OsSupportTable.parse(table);

/** Null: the table does not know this system. That says nothing about its support. */
export function supportPeriod(release: OsRelease, from: OsSupportTable): SupportPeriod | null {
  if (release.id === 'windows') {
    const channel = windowsChannel(release);
    return from.windows.find((row) => row.build === release.build && row.channel === channel) ?? null;
  }
  if (release.versionId === null) return null;
  const [major] = release.versionId.split('.');
  return (
    from.versions.find(
      (row) =>
        row.ids.includes(release.id) &&
        (row.version === undefined ? row.major === major : row.version === release.versionId),
    ) ?? null
  );
}
