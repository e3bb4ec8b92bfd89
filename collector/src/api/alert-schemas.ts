import * as z from 'zod';
import { Text } from './schemas.ts';

/** What people are told without looking, and where to; the page's forms send these very shapes. */

const name = z.string().trim().min(1).max(100);
const id = z.string().max(64);
const label = z.string().max(200);

export const expiryKinds = [
  'finding',
  'feed',
  'certificate',
  'waiver',
  'plan',
  'attestation',
  'declaration',
] as const;
export type ExpiryKind = (typeof expiryKinds)[number];

export const AlertTrigger = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('failure'),
    /** None: any control. */
    controls: z.array(z.string().regex(/^[a-z0-9-]{1,64}$/)).max(200),
    /** None: hosts of any label. */
    labels: z.array(label).max(100),
  }),
  z.strictObject({
    kind: z.literal('coverage'),
    /** Told when fewer hosts than this share of all report. */
    belowPercent: z.number().min(1).max(100),
  }),
  z.strictObject({
    kind: z.literal('expiry'),
    withinDays: z.int().min(1).max(365),
    of: z.array(z.enum(expiryKinds)).min(1).max(expiryKinds.length),
  }),
  z.strictObject({ kind: z.literal('silence'), labels: z.array(label).max(100) }),
  z.strictObject({ kind: z.literal('quarantine') }),
]);
export type AlertTrigger = z.infer<typeof AlertTrigger>;

const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'Write the time in Japan as HH:MM');

/** A digest without news is sent as well: it shows that somebody still looks. */
const evenIfNothing = z.boolean().default(true);

export const AlertSchedule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('at-once'),
    /** The shortest time between two messages; what happens meanwhile is gathered. */
    everyMinutes: z.int().min(5).max(1440),
  }),
  z.strictObject({ kind: z.literal('daily'), at: time, evenIfNothing }),
  /** `on`: 1 is Monday, 7 Sunday. */
  z.strictObject({ kind: z.literal('weekly'), on: z.int().min(1).max(7), at: time, evenIfNothing }),
]);
export type AlertSchedule = z.infer<typeof AlertSchedule>;

export const AlertRuleInput = z
  .strictObject({
    name,
    enabled: z.boolean(),
    trigger: AlertTrigger,
    schedule: AlertSchedule,
    channels: z.array(id).min(1).max(20),
    language: z.enum(['ja', 'en']),
  })
  .meta({ id: 'WantedAlertRule' });
export type AlertRuleInput = z.infer<typeof AlertRuleInput>;

const instant = z.string().nullable();

export const AlertRuleView = z
  .object({
    id,
    ...AlertRuleInput.shape,
    /** What waits for this rule's next message. */
    gathered: z.int(),
    lastMessageAt: instant,
    nextMessageAt: instant,
  })
  .meta({ id: 'AlertRule' });
export type AlertRuleView = z.infer<typeof AlertRuleView>;

const hostName = z
  .string()
  .trim()
  .regex(
    /^(?:[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?|[0-9a-f:.]{2,45})$/i,
    'Write a host name or an address, without a port',
  );
const port = z.int().min(1).max(65_535);
/** Its certificates are the only ones that count; null for those that the system trusts. */
const authority = z.string().max(32_768).nullable();
const address = z.email().max(254);

export const ChannelSettings = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('mail'),
    host: hostName,
    port,
    /** `starttls`: refused when the server does not offer it. `none`: in clear, without a password. */
    security: z.enum(['tls', 'starttls', 'none']),
    authority,
    from: address,
    to: z.array(address).min(1).max(50),
    /** Null: the server wants no password. */
    user: z.string().min(1).max(200).nullable(),
    /** `file`: the password is in a file of this machine that its configuration names for this host. */
    password: z.enum(['stored', 'file']),
  }),
  z.strictObject({ kind: z.literal('webhook'), url: z.url().max(2000), authority }),
  // The address of these is itself the secret; `origin` is what may be seen of it, and is made of the secret.
  z.strictObject({ kind: z.literal('teams'), authority, origin: z.string().max(300).optional() }),
  z.strictObject({ kind: z.literal('slack'), authority, origin: z.string().max(300).optional() }),
  z.strictObject({
    kind: z.literal('syslog'),
    host: hostName,
    port,
    transport: z.enum(['udp', 'tcp', 'tls']),
    format: z.enum(['cef', 'json']),
    /** RFC 5424: 13 is log audit, 16 to 23 are for local use. */
    facility: z.int().min(0).max(23),
    authority,
  }),
]);
export type ChannelSettings = z.infer<typeof ChannelSettings>;
export type ChannelKind = ChannelSettings['kind'];

export const ChannelInput = z
  .strictObject({
    name,
    settings: ChannelSettings,
    /**
     * Never shown again. Mail: the password. Webhook: the key of the signature. Teams and Slack: the whole address. What
     * is stored stays where this is left out and the destination stays the same.
     */
    secret: z.string().min(1).max(2000).optional(),
  })
  .meta({ id: 'WantedAlertChannel' });
export type ChannelInput = z.infer<typeof ChannelInput>;

export const ChannelView = z
  .object({
    id,
    name: z.string(),
    settings: ChannelSettings,
    hasSecret: z.boolean(),
    /** Where messages go, without what is secret in it. */
    destination: z.string(),
    /** How many rules send here. */
    rules: z.int(),
  })
  .meta({ id: 'AlertChannel' });
export type ChannelView = z.infer<typeof ChannelView>;

export const messageStates = ['waiting', 'sent', 'given-up'] as const;
export type MessageState = (typeof messageStates)[number];

export const AlertMessageView = z
  .object({
    id,
    /** Null: a test. */
    rule: z.string().nullable(),
    channel: z.string(),
    subject: z.string(),
    text: z.string(),
    state: z.enum(messageStates),
    attempts: z.int(),
    madeAt: z.string(),
    sentAt: instant,
    nextAttemptAt: instant,
    lastError: Text.nullable(),
  })
  .meta({ id: 'AlertMessage' });
export type AlertMessageView = z.infer<typeof AlertMessageView>;

export const TestResult = z
  .object({
    sent: z.boolean(),
    messageId: z.string(),
    /** What went wrong, with what the other side said. */
    error: Text.nullable(),
    tookMs: z.int(),
  })
  .meta({ id: 'AlertTestResult' });
export type TestResult = z.infer<typeof TestResult>;

/** What a rule would tell of the last seven days, or of now. */
export const AlertPreview = z
  .object({
    kind: z.enum(['last-seven-days', 'now']),
    /** Things that it would have told, counting ends at a limit. */
    things: z.int(),
    exact: z.boolean(),
    messages: z.int(),
    examples: z.array(z.string()),
  })
  .meta({ id: 'AlertPreview' });
export type AlertPreview = z.infer<typeof AlertPreview>;
