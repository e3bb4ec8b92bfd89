import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Path = z.string().check(z.maxLength(512));
const Seconds = z.int().check(z.minimum(0), z.maximum(2 ** 32));

/** What one person's screen does when nobody touches it. */
const UserLock = z.strictObject({
  /** Account name, on Windows the SID. */
  user: z.string().check(z.maxLength(128)),
  /** `unknown`: a desktop that nobody has written how to read, or a user whose settings could not be seen. */
  mechanism: z.enum(['gnome', 'kde', 'windows-screen-saver', 'macos-screen-lock', 'unknown']),
  /** Desktop sessions that this user may start, e.g. `xfce`; null where there is only one. */
  desktop: z.nullable(z.string().check(z.maxLength(200))),
  /** It starts by itself after an idle time; null = not told. */
  enabled: z.nullable(z.boolean()),
  /** Coming back needs the password; null = not told. */
  requiresPassword: z.nullable(z.boolean()),
  /** Idle time until the screen goes blank or the saver starts; null = not told. */
  idleSeconds: z.nullable(Seconds),
  /** Time from then until the password is asked for. */
  lockDelaySeconds: z.nullable(Seconds),
  /** Every one of these settings is fixed by policy: this user cannot change it. */
  enforced: z.boolean(),
});

/** A place that sets or removes TMOUT, after which an idle bash or ksh ends. */
const ShellTimeout = z.strictObject({
  file: Path,
  /** 0 = switched off or removed; null = not a plain number. */
  seconds: z.nullable(Seconds),
  readonly: z.boolean(),
  exported: z.boolean(),
  /** Inside `if`, `case`, a function, or behind `&&` or `||`: whether it is carried out is not known. */
  conditional: z.boolean(),
});

/** How an unattended screen or shell locks or ends. */
export const ScreenLock = z.strictObject({
  unread: unreadList,
  /** A graphical login starts here; null = desktops are installed but nothing starts them by itself. */
  graphical: z.nullable(z.boolean()),
  /** Everybody who can sit at this screen, as far as the machine tells; [] = no such account. */
  users: z.array(UserLock).check(z.maxLength(100)),
  /** Limits that act on every user whatever they chose, e.g. InactivityTimeoutSecs; [] = none is set. */
  machineLimits: z
    .array(
      z.strictObject({
        name: z.string().check(z.maxLength(100)),
        seconds: Seconds,
        /** Time from then until the password is asked for. */
        lockDelaySeconds: Seconds,
      }),
    )
    .check(z.maxLength(10)),
  /** What happens to idle shells; null on Windows and macOS. */
  shells: z.nullable(
    z.strictObject({
      /** In the order in which a login shell reads them; [] = TMOUT is set nowhere. */
      timeouts: z.array(ShellTimeout).check(z.maxLength(100)),
      /** Programs that root and people log in with, e.g. `bash`; [] = nobody can log in. */
      loginShells: z.array(z.string().check(z.maxLength(64))).check(z.maxLength(50)),
    }),
  ),
});
export type ScreenLock = z.infer<typeof ScreenLock>;

export type UserLock = ScreenLock['users'][number];

/** A user of whom nothing is known. */
export function unknownUser(user: string, desktop: string | null = null): UserLock {
  return {
    user: user.slice(0, 128),
    mechanism: 'unknown',
    desktop: desktop === null ? null : desktop.slice(0, 200),
    enabled: null,
    requiresPassword: null,
    idleSeconds: null,
    lockDelaySeconds: null,
    enforced: false,
  };
}
