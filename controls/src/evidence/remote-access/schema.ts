import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

export const rootLogins = ['yes', 'prohibit-password', 'forced-commands-only', 'no'] as const;

/** What sshd's configuration says, for everybody or within one `Match`. */
export const SshSettings = z.strictObject({
  /** Criteria of the `Match`; null = for everybody. */
  match: z.nullable(z.string().check(z.maxLength(200))),
  /** All of these: null = not written here; `other` = written with a word that sshd does not know. */
  permitRootLogin: z.nullable(z.enum([...rootLogins, 'other'])),
  passwordAuthentication: z.nullable(z.enum(['yes', 'no', 'other'])),
  /** `KbdInteractiveAuthentication`, once `ChallengeResponseAuthentication`. */
  keyboardInteractive: z.nullable(z.enum(['yes', 'no', 'other'])),
  permitEmptyPasswords: z.nullable(z.enum(['yes', 'no', 'other'])),
  hostbasedAuthentication: z.nullable(z.enum(['yes', 'no', 'other'])),
  maxAuthTries: z.nullable(z.int()),
});
export type SshSettings = z.infer<typeof SshSettings>;

/** A value that the policy may set, and the machine's own one; null = not set. */
const Setting = z.strictObject({ policy: z.nullable(z.int()), own: z.nullable(z.int()) });
export type Setting = z.infer<typeof Setting>;

/** How this machine lets itself be operated from others. */
export const RemoteAccess = z.strictObject({
  unread: unreadList,
  /** OpenSSH's server; null = not installed, or see `unread`. */
  ssh: z.nullable(
    z.strictObject({
      /** It starts with the machine, or runs; null = not told. */
      open: z.nullable(z.boolean()),
      /** For everybody first, then the `Match` blocks in their order. */
      settings: z.array(SshSettings).check(z.minLength(1), z.maxLength(51)),
      /** There are more `Match` blocks. */
      truncated: z.boolean(),
      /** `PermitRootLogin` that this sshd takes where nobody wrote one: it differs between versions. Null = not told. */
      defaultRootLogin: z.nullable(z.enum([...rootLogins, 'other'])),
    }),
  ),
  /** Remote Desktop of Windows; null = another system, or see `unread`. */
  rdp: z.nullable(
    z.strictObject({
      /** `fDenyTSConnections`: 0 = open. */
      denied: Setting,
      /** `UserAuthentication`: 1 = the user proves who they are before a session is made (NLA). */
      networkLevel: Setting,
      /** `SecurityLayer`: 0 = RDP's own, 1 = negotiated, 2 = TLS. */
      securityLayer: Setting,
      /** `MinEncryptionLevel`, for RDP's own layer: 1 = low, 2 = as the client can, 3 = high, 4 = FIPS. */
      encryptionLevel: Setting,
    }),
  ),
  /** Windows Remote Management; null = another system, or see `unread`. */
  winrm: z.nullable(
    z.strictObject({
      /** Null = there is no such service. */
      running: z.nullable(z.boolean()),
      /** `Start`: 2 = with the machine, 3 = by hand, 4 = never. */
      start: z.nullable(z.int()),
      /** Policy: 1 = allowed, 0 = forbidden. */
      policyUnencrypted: z.nullable(z.int()),
      policyBasic: z.nullable(z.int()),
      /** What the running service works by; null = it does not run, or see `unread`. */
      effective: z.nullable(
        z.strictObject({
          allowUnencrypted: z.boolean(),
          basic: z.boolean(),
          listeners: z
            .array(
              z.strictObject({
                transport: z.enum(['http', 'https', 'other']),
                enabled: z.boolean(),
                port: z.nullable(z.int()),
              }),
            )
            .check(z.maxLength(20)),
        }),
      ),
    }),
  ),
  /** Screen Sharing and Remote Management of macOS; null = another system, or see `unread`. */
  screenSharing: z.nullable(
    z.strictObject({
      open: z.boolean(),
      /** Viewers of others get in with one password of eight characters at most, whoever they are. Null = never set. */
      legacyPassword: z.nullable(z.boolean()),
    }),
  ),
});
export type RemoteAccess = z.infer<typeof RemoteAccess>;
