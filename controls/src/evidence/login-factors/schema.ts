import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

/** Besides a password that is typed in: what somebody has or is. */
export const factorKinds = [
  'smart-card',
  'security-key',
  'one-time-password',
  'biometric',
  'push',
  'device',
  'ssh-key',
  'windows-hello',
] as const;

const Factor = z.strictObject({
  kind: z.enum(factorKinds),
  /** Module or setting, e.g. `pam_u2f`. */
  by: z.string().check(z.maxLength(100)),
});

/** One way to sign in to this machine. */
export const LoginWay = z.strictObject({
  /** PAM service, `winlogon`, `rdp`, `sshd`, `loginwindow`, `screen-sharing`. */
  name: z.string().check(z.maxLength(64)),
  reach: z.enum(['local', 'remote']),
  /** It is switched on; null = not told. */
  open: z.nullable(z.boolean()),
  /** Somebody who knows a password and has nothing else gets in; null = it depends on what is not seen here. */
  passwordAlone: z.nullable(z.boolean()),
  /** Somebody who holds a card, key or device, or whose finger it is, gets in and is asked for nothing else. */
  factorAlone: z.nullable(z.boolean()),
  /** An SSH key gets in without anything else; whether the key has a passphrase is seen nowhere. */
  keyAlone: z.nullable(z.boolean()),
  /** People who have not set up the second factor get in without it; null = not told. */
  unenrolledPass: z.nullable(z.boolean()),
  factors: z.array(Factor).check(z.maxLength(20)),
  /** Conditions under which less is asked, e.g. `Match User backup`. */
  exceptions: z.array(z.string().check(z.maxLength(200))).check(z.maxLength(20)),
});
export type LoginWay = z.infer<typeof LoginWay>;

/** What each way of signing in asks for, as far as this machine decides it. */
export const LoginFactors = z.strictObject({
  unread: unreadList,
  ways: z.array(LoginWay).check(z.maxLength(30)),
  /** Products of others that take part in signing in and decide by settings of their own; [] = none. */
  otherProducts: z.array(z.string().check(z.maxLength(150))).check(z.maxLength(20)),
});
export type LoginFactors = z.infer<typeof LoginFactors>;

export type Factor = LoginWay['factors'][number];
