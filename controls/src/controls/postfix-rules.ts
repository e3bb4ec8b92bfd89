import { isWideIpv4, isWideIpv6 } from './address-lists.ts';
import type { MailServer, SmtpService } from '../evidence/mail-server/schema.ts';

type Postfix = NonNullable<MailServer['postfix']>;

/** `closed`: strangers' mail to others is refused. `open`: it is passed on. Null = it depends on what is not read. */
export type Relay = 'closed' | 'open' | null;

/** Of a list the first word that decides counts; at its end mail is let through. Both lists have to let it. */
export function relayOf(service: SmtpService, { compatibilityLevel }: Postfix): Relay {
  const { relayRestrictions, recipientRestrictions } = service;
  const relay =
    relayRestrictions === null
      ? // Not written it refuses, unless Postfix is told to behave as before 2.10.
        levelOf(compatibilityLevel) >= 1
        ? 'closed'
        : null
      : endOf(relayRestrictions);
  const recipient = endOf(recipientRestrictions ?? []);
  if (relay === 'closed' || recipient === 'closed') return 'closed';
  return relay === null || recipient === null ? null : 'open';
}

/** 0 where it is not written or not a number. */
export function levelOf(compatibilityLevel: string | null): number {
  return /^\d{1,4}(\.\d{1,4})*$/.test(compatibilityLevel ?? '')
    ? Number.parseInt(compatibilityLevel ?? '', 10)
    : 0;
}

const refusing = new Set(['reject_unauth_destination', 'defer_unauth_destination', 'reject', 'defer']);
/** They let in whom the item means to let in: own machines, people who signed in, mail for this server. */
const ofKnown = new Set([
  'permit_mynetworks',
  'permit_inet_interfaces',
  'permit_sasl_authenticated',
  'permit_auth_destination',
]);

/** @see https://www.postfix.org/postconf.5.html#smtpd_relay_restrictions */
function endOf(words: readonly string[]): Relay {
  let isWarning = false;
  for (const word of words.map((one) => one.toLowerCase())) {
    // What follows is only logged.
    if (word === 'warn_if_reject') {
      isWarning = true;
      continue;
    }
    if (!isWarning && refusing.has(word)) return 'closed';
    if (word === 'permit') return 'open';
    const isHarmless =
      ofKnown.has(word) || refusing.has(word) || /^reject_\w+$/.test(word) || word === 'defer_if_reject';
    // Tables, policy servers, classes of one's own and variables may let in anybody.
    if (!isHarmless) return null;
    isWarning = false;
  }
  return 'open';
}

export type Networks = { reach: 'this-machine' | 'some' | 'everybody' | 'not-told'; shown: string };

/** Whom `permit_mynetworks` lets in. */
export function networksOf(
  { networks, networksStyle }: SmtpService,
  { compatibilityLevel }: Postfix,
): Networks {
  if (networks !== null) {
    const reaches = networks.map((word) => reachOf(word));
    const shown = networks.slice(0, 6).join(' ') || '-';
    for (const reach of ['everybody', 'not-told', 'some'] as const) {
      if (reaches.includes(reach)) return { reach, shown };
    }
    return { reach: 'this-machine', shown };
  }
  const style = networksStyle ?? (levelOf(compatibilityLevel) >= 2 ? 'host' : 'subnet');
  const shown = `mynetworks_style ${style}`;
  if (style === 'host') return { reach: 'this-machine', shown };
  // The whole network of class A, B or C of the provider.
  if (style === 'class') return { reach: 'everybody', shown };
  return { reach: style === 'subnet' ? 'some' : 'not-told', shown };
}

function reachOf(word: string): Networks['reach'] {
  if (word.startsWith('!')) return 'this-machine';
  const ipv6 = /^\[([0-9a-f:.]+)\](?:\/(\d{1,3}))?$/i.exec(word);
  if (ipv6) {
    const prefix = Number(ipv6[2] ?? 128);
    if (ipv6[1] === '::1' && prefix === 128) return 'this-machine';
    // Loopback of IPv4 in addresses of IPv6, as Debian writes it.
    if (/^::ffff:127\./i.test(ipv6[1] ?? '') && prefix >= 104) return 'this-machine';
    return isWideIpv6(ipv6[1] ?? '', prefix) ? 'everybody' : 'some';
  }
  const ipv4 = /^\[?(\d{1,3})(?:\.\d{1,3}){0,3}\]?(?:\/(\d{1,2}))?$/.exec(word);
  if (!ipv4) return 'not-told';
  const length = Number(ipv4[2] ?? 32);
  if (isWideIpv4(length)) return 'everybody';
  return ipv4[1] === '127' ? 'this-machine' : 'some';
}

/** Either list lets in everybody of `mynetworks`. */
export function letsInNetworks({ relayRestrictions, recipientRestrictions }: SmtpService): boolean {
  const words = [...(relayRestrictions ?? ['permit_mynetworks']), ...(recipientRestrictions ?? [])];
  return words.some((word) => word.toLowerCase() === 'permit_mynetworks');
}
