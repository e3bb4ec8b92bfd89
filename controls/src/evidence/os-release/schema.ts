import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Word = z.string().check(z.maxLength(100));

/** Which operating system this is, precisely enough to look up how long its vendor repairs it. */
export const OsRelease = z.strictObject({
  unread: unreadList,
  /** `ID` of os-release (`debian`, `rhel`, …), `windows` or `macos`. */
  id: Word,
  /** `VERSION_ID` of os-release, the Windows version (`10.0`), or the macOS version (`15.7.2`); null = rolling. */
  versionId: z.nullable(Word),
  /** The point release where the system tells it: `13.7`, `24H2`, `15.7.2 (a)`. */
  versionFull: z.nullable(Word),
  /** `VARIANT_ID` of os-release, or Windows' `EditionID` (`Professional`, `EnterpriseS`). */
  edition: z.nullable(Word),
  /** Windows build (`26100`) or macOS build (`24G325`). */
  build: z.nullable(Word),
  /** Update revision of a Windows build: each cumulative update raises it. */
  revision: z.nullable(z.int().check(z.minimum(0))),
  /** `Client`, `Server` or `Server Core` on Windows. */
  installationType: z.nullable(Word),
  /** `SUPPORT_END` of os-release, the vendor's own word on the machine; null = it says nothing. */
  supportEndDate: z.nullable(z.iso.date()),
});
export type OsRelease = z.infer<typeof OsRelease>;
