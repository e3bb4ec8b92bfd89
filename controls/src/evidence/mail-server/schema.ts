import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

export const mailProducts = ['postfix', 'exim', 'sendmail', 'opensmtpd', 'exchange', 'iis-smtp'] as const;

/** Words as written, with plain variables filled in; what could not be filled in keeps its `$`. Null = not written. */
const Words = z.nullable(z.array(z.string().check(z.maxLength(300))).check(z.maxLength(100)));
const Flag = z.nullable(z.boolean());

/** One line of master.cf that takes mail by SMTP, with the values that it overrides. */
export const SmtpService = z.strictObject({
  /** Name or address and port, e.g. `smtp`, `submission`, `127.0.0.1:10025`. */
  name: z.string().check(z.maxLength(100)),
  /** It takes mail from this machine alone. */
  loopbackOnly: z.boolean(),
  /** `smtpd_relay_restrictions`. */
  relayRestrictions: Words,
  /** `smtpd_recipient_restrictions`. */
  recipientRestrictions: Words,
  /** `mynetworks`. */
  networks: Words,
  /** `mynetworks_style`. */
  networksStyle: z.nullable(z.string().check(z.maxLength(300))),
  /** `smtpd_sasl_auth_enable`. */
  authentication: Flag,
  /** `smtpd_tls_auth_only`. */
  authenticationOnlyOverTls: Flag,
  /** `smtpd_tls_security_level`; `wrapper` = TLS from the first byte. */
  tls: z.nullable(z.enum(['none', 'may', 'encrypt', 'wrapper', 'other'])),
});
export type SmtpService = z.infer<typeof SmtpService>;

/** Which mail server is installed, and by what Postfix takes mail. */
export const MailServer = z.strictObject({
  unread: unreadList,
  /** [] = none of the known ones. */
  installed: z.array(z.enum(mailProducts)).check(z.maxLength(10)),
  /** Null = not installed, or see `unread`. */
  postfix: z.nullable(
    z.strictObject({
      /** `compatibility_level`, on which defaults depend; null = not written. */
      compatibilityLevel: z.nullable(z.string().check(z.maxLength(20))),
      services: z.array(SmtpService).check(z.maxLength(30)),
      /** There are more services, or longer lists. */
      truncated: z.boolean(),
    }),
  ),
});
export type MailServer = z.infer<typeof MailServer>;
