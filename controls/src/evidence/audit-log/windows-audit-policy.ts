import { ProbeError } from '@tenken/shared';
import type { AuditEvent, RecordedEvent } from './schema.ts';

/**
 * Positions within each category, in the order of the nine categories. Newer versions of Windows only add at the
 * end of a category: `Access Rights` as the twelfth of the second came with build 26200. Null = of no use here.
 */
const layout: readonly (readonly (AuditEvent | null)[])[] = [
  // System: state change, extension, integrity, IPsec driver, other.
  ['system-state', 'system-extension', 'system-integrity', null, null],
  // Logon: logon, logoff, lockout, IPsec main mode, special logon, IPsec quick and extended mode, other, network
  // policy server, claims, group membership, access rights.
  ['logon', 'logoff', 'account-lockout', null, 'special-logon', null, null, 'other-logon', ...nothing(4)],
  // Object access: file system, registry, kernel object, SAM, other, certification, application, handles, share,
  // packet drop, connection, detailed share, removable storage, central policy.
  ['file-access', ...nothing(7), 'file-share', ...nothing(3), 'removable-storage', null],
  // Privilege use: sensitive, non-sensitive, other.
  ['privilege-use', null, null],
  // Detailed tracking: process creation, termination, DPAPI, RPC, plug and play, token rights.
  ['process-creation', ...nothing(5)],
  // Policy change: audit, authentication, authorization, firewall, filtering platform, other.
  ['audit-policy-change', 'authentication-policy-change', 'authorization-policy-change', ...nothing(3)],
  // Account management: user, computer, security group, distribution group, application group, other.
  ['account-management', null, 'group-management', ...nothing(3)],
  // Directory service: access, changes, replication, detailed replication.
  nothing(4),
  // Account logon: credential validation, Kerberos service ticket, other, Kerberos authentication.
  ['credential-validation', ...nothing(3)],
];

/** As Windows 7 had them, the fewest that any supported version has. */
const fewest = [5, 9, 12, 3, 4, 6, 6, 4, 4];

function nothing(count: number): null[] {
  return Array.from({ length: count }, () => null);
}

/**
 * The audit policy in force, as the local security authority keeps it in `HKLM\SECURITY\Policy\PolAdtEv`: the names
 * and words of `auditpol` are translated, these numbers are not. Little-endian: 4 bytes, the number of categories,
 * the offset of the list of counts, then 16 bits for each subcategory (bit 0 success, bit 1 failure), one spare
 * value, and the number of subcategories of each category.
 *
 * @param hex as the registry gives binary values
 * @throws {ProbeError} `unparsable` where the counts are not those of a known version
 */
export function parseAuditPolicy(hex: string): RecordedEvent[] {
  if (!/^(?:[0-9a-f]{2})*$/i.test(hex)) throw new ProbeError('unparsable', 'PolAdtEv is no hexadecimal text');
  const bytes = Buffer.from(hex, 'hex');
  const categories = bytes.length >= 12 ? bytes.readUInt32LE(4) : 0;
  const countsAt = bytes.length >= 12 ? bytes.readUInt32LE(8) : 0;
  if (categories !== layout.length || countsAt + 2 * categories !== bytes.length) {
    throw new ProbeError('unparsable', `PolAdtEv has ${bytes.length} bytes and ${categories} categories`);
  }
  const counts = layout.map((_, index) => bytes.readUInt16LE(countsAt + 2 * index));
  const isKnown = counts.every(
    (count, index) => count >= (fewest[index] ?? 0) && count <= (layout[index]?.length ?? 0),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!isKnown || 12 + 2 * total > countsAt) {
    throw new ProbeError('unparsable', `PolAdtEv counts ${counts.join(',')}: no version that is known`);
  }
  const events: RecordedEvent[] = [];
  let offset = 12;
  for (const [index, count] of counts.entries()) {
    for (let position = 0; position < count; position += 1, offset += 2) {
      const value = bytes.readUInt16LE(offset);
      if (value > 3) throw new ProbeError('unparsable', `PolAdtEv holds the setting ${value}`);
      const event = layout[index]?.[position];
      if (event && value > 0) events.push({ event, success: (value & 1) !== 0, failure: (value & 2) !== 0 });
    }
  }
  return events;
}
