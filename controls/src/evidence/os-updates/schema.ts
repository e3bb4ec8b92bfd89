import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Name = z.string().check(z.maxLength(200));
const Count = z.int().check(z.minimum(0));
const Instant = z.nullable(z.iso.datetime());

/** Which repairs the system's own package manager knows of and has not installed, and how fresh that knowledge is. */
export const OsUpdates = z.strictObject({
  unread: unreadList,
  /** The kernel, and so the reboot, is the host's. */
  container: z.boolean(),
  manager: z.enum(['apt', 'dnf4', 'dnf5', 'zypper', 'windows-update', 'softwareupdate']),
  /** Version of the running system where its updates are whole versions (macOS), else null. */
  systemVersion: z.nullable(Name),
  /**
   * The system is set up to learn of security updates and to prefer them: a security index on apt, advisories in
   * the repository that brings the C library on RPM systems, a kind of update server that policy allows on Windows;
   * null = there is no index at all.
   */
  securitySource: z.nullable(z.boolean()),
  index: z.strictObject({
    /** When the mirror or vendor made what pending updates are computed from; null = it does not say. */
    builtAt: Instant,
    /** When this machine last fetched it. */
    refreshedAt: Instant,
    /** The package manager is told to accept expired indexes; null = it has no such check. */
    expiryCheckDisabled: z.nullable(z.boolean()),
  }),
  /** Of all pending updates, also those that `pending` has no room for. */
  counts: z.strictObject({ security: Count, unclassified: Count, other: Count }),
  /** Security updates first, then the unclassified ones, by name. Held, pinned and phased updates are among them. */
  pending: z
    .array(
      z.strictObject({
        name: Name,
        installed: z.nullable(Name),
        candidate: z.nullable(Name),
        /** Null = the repository does not tell what its updates are for. */
        security: z.nullable(z.boolean()),
        severity: z.nullable(Name),
      }),
    )
    .check(z.maxLength(150)),
  /** Packages that somebody told the package manager not to update; [] = none. */
  heldBack: z.array(Name).check(z.maxLength(100)),
  /** When the installed software last changed, as far as the package database tells. */
  lastInstalledAt: Instant,
  reboot: z.strictObject({
    /** Null = neither a mark nor the kernels tell; always null in a container. */
    needed: z.nullable(z.boolean()),
    /** What says so, e.g. `/run/reboot-required`, `kernel`, `RebootRequired`. */
    because: z.array(Name).check(z.maxLength(20)),
  }),
  /** Null = not applicable (container, Windows, macOS). */
  kernel: z.nullable(
    z.strictObject({
      /** `uname -r` and, where it differs within one name, the package version it was built from. */
      running: Name,
      runningVersion: z.nullable(Name),
      /** Newest installed kernel of the same flavour; null = no installed package is of that flavour. */
      newestInstalled: z.nullable(Name),
      newestInstalledVersion: z.nullable(Name),
    }),
  ),
});
export type OsUpdates = z.infer<typeof OsUpdates>;
export type PendingUpdate = OsUpdates['pending'][number];
