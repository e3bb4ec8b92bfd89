import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Count = z.int().check(z.minimum(0), z.maximum(1_000_000));

/** One way in which a new password is good enough. */
const Accepted = z.strictObject({
  /** Characters; null = not told. */
  minLength: z.nullable(Count),
  /** How many kinds of characters it must mix, of upper case, lower case, digits and others; null = not told. */
  minClasses: z.nullable(z.int().check(z.minimum(0), z.maximum(4))),
});
export type Accepted = z.infer<typeof Accepted>;

/** What happens to somebody who guesses at one way of signing in. */
const Lockout = z.strictObject({
  /** PAM service such as `sshd`, or `all`. */
  service: z.string().check(z.maxLength(64)),
  by: z.enum(['pam_faillock', 'pam_tally2', 'windows', 'macos-policy', 'none']),
  /**
   * Wrong passwords are counted and the account is then refused, as the stack is really carried out; false = it is
   * configured and does not work, or is not there at all; null = it depends on modules that nobody has described.
   */
  works: z.nullable(z.boolean()),
  /** Failures after which it locks; 0 = never; null = not told. */
  attempts: z.nullable(Count),
  /** How long it stays locked; 0 = until an administrator unlocks it; null = not told. */
  lockSeconds: z.nullable(Count),
  /** Time within which the failures must happen; null = not told or without a limit. */
  windowSeconds: z.nullable(Count),
});
export type Lockout = z.infer<typeof Lockout>;

/** What this machine asks of the passwords of its own accounts. Those of a directory follow the directory's rules. */
export const PasswordPolicy = z.strictObject({
  unread: unreadList,
  /** People may sign in with accounts of a directory as well, whose rules are not seen here; null = not told. */
  directoryAccounts: z.nullable(z.boolean()),
  /** What looks at a new password. */
  by: z.enum([
    'pam_pwquality',
    'pam_cracklib',
    'pam_passwdqc',
    'pam_unix',
    'windows',
    'macos-policy',
    'none',
  ]),
  /** A password that is not good enough is refused and not only complained about; null = not told. */
  refuses: z.nullable(z.boolean()),
  /** A password needs to fit one of these; [] = every password is taken. */
  accepted: z.array(Accepted).check(z.maxLength(8)),
  /** Words from a dictionary are refused; null = not told. */
  dictionary: z.nullable(z.boolean()),
  /** Administrators who set passwords of others, or their own, are bound by it as well; null = not told. */
  bindsAdministrators: z.nullable(z.boolean()),
  /** Earlier passwords that may not come back; 0 = none are kept; null = not told. */
  history: z.nullable(Count),
  /** Days after which the password of a new account must be changed; 0 = never; null = not told. */
  maxAgeDays: z.nullable(Count),
  /** The longest such time among existing accounts with a password; 0 = never for at least one; null = not told. */
  longestMaxAgeDays: z.nullable(Count),
  lockouts: z.array(Lockout).check(z.maxLength(20)),
});
export type PasswordPolicy = z.infer<typeof PasswordPolicy>;
