import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

export const softwareSources = [
  'apk',
  'dpkg',
  'flatpak',
  'homebrew',
  'macos-app',
  'rpm',
  'snap',
  'windows-app',
  'windows-program',
  'windows-user-program',
] as const;
export type SoftwareSource = (typeof softwareSources)[number];

export const maxPackages = 5000;
/** Of the lines as JSON. The whole report of a host may have 262,144 bytes. */
export const maxLineBytes = 144 * 1024;

/** Packages of one source that have publisher and architecture in common. */
const Group = z.strictObject({
  source: z.enum(softwareSources),
  /** As the package tells it; null = it tells none, as with dpkg. */
  publisher: z.nullable(z.string().check(z.maxLength(200))),
  architecture: z.nullable(z.string().check(z.maxLength(32))),
  /**
   * The package manager keeps apart what somebody asked for and what came along because another package needs it:
   * `*` behind a name is the mark of the former.
   */
  marksChosen: z.boolean(),
  /**
   * The package manager tells what each package was built from: `<NAME` or `<NAME=VERSION` stands before the names of
   * packages that were built from another name, or from another version of it.
   */
  tellsSources: z.optional(z.boolean()),
  /**
   * One line for each version: version, the day of installation as `YYYY-MM-DD`, then the names that have both,
   * parted by `|`; first those that were built from their own name. Version and day are empty where they are not told.
   */
  packages: z.array(z.string().check(z.maxLength(8192))).check(z.maxLength(maxPackages)),
});
export type Group = z.infer<typeof Group>;

/**
 * Software that an installer or package manager registered. Programs that somebody merely copied somewhere are not
 * registered and not seen. Order and grouping depend on the content alone.
 */
export const Software = z.strictObject({
  /** Places that list software, are there and could not be read. */
  unread: unreadList,
  /** Places that were found and read; [] = no known one is here. */
  sources: z.array(z.enum(softwareSources)).check(z.maxLength(softwareSources.length)),
  /** Of all that was found, also beyond the limits of this list. */
  total: z.int().check(z.minimum(0)),
  /** Not all of it is in `groups`: there is too much. */
  truncated: z.boolean(),
  groups: z.array(Group).check(z.maxLength(maxPackages)),
});
export type Software = z.infer<typeof Software>;
