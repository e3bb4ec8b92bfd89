import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

/** Programs that send logs to other machines. */
export const forwarderProducts = [
  'rsyslog',
  'syslog-ng',
  'systemd-journal-upload',
  'audisp-remote',
  'windows-event-forwarding',
  'fluent-bit',
  'fluentd',
  'filebeat',
  'winlogbeat',
  'elastic-agent',
  'splunk-forwarder',
  'wazuh-agent',
  'nxlog',
  'vector',
  'alloy',
  'azure-monitor-agent',
  'amazon-cloudwatch-agent',
  'google-cloud-ops-agent',
] as const;

export const Destination = z.strictObject({
  /** As configured: a name or an address. */
  address: z.string().check(z.maxLength(255)),
  port: z.nullable(z.int()),
  /** `other`: the program has a way of its own, or does not say. */
  transport: z.enum(['udp', 'tcp', 'tls', 'relp', 'http', 'https', 'other']),
});
export type Destination = z.infer<typeof Destination>;

export const Forwarder = z.strictObject({
  product: z.enum(forwarderProducts),
  /** Null = it may, and we may not see it. */
  running: z.nullable(z.boolean()),
  /** [] = its configuration names none, or is kept where it cannot be read. */
  destinations: z.array(Destination).check(z.maxLength(20)),
  /**
   * A connection to a destination stands now, by the kernel's list or by the program's own word; null = its way of
   * sending keeps none, or this was not told.
   */
  connected: z.nullable(z.boolean()),
});
export type Forwarder = z.infer<typeof Forwarder>;
export type ForwarderProduct = Forwarder['product'];

/** Which programs send this machine's logs elsewhere, and where to. */
export const LogForwarding = z.strictObject({
  unread: unreadList,
  /** A container: its host collects the logs. */
  container: z.boolean(),
  /** [] = we looked and there are none. */
  forwarders: z.array(Forwarder).check(z.maxLength(forwarderProducts.length)),
});
export type LogForwarding = z.infer<typeof LogForwarding>;
