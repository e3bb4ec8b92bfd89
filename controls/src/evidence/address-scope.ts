import * as z from 'zod/mini';

/**
 * What an address says of where it is used. `tunnelled`: 6to4 and Teredo, which carry IPv6 over IPv4 by themselves.
 */
export const AddressScope = z.enum([
  'loopback',
  'link-local',
  'private',
  'shared',
  'unique-local',
  'global',
  'tunnelled',
  'other',
]);
export type AddressScope = z.infer<typeof AddressScope>;

/** By the special-purpose registries of IANA (RFC 6890); what is no address is `other`. */
export function addressScope(address: string): AddressScope {
  const plain = address
    .toLowerCase()
    .replace(/%.*$/, '')
    .replace(/\/\d+$/, '');
  return plain.includes(':') ? scopeOfIpv6(plain) : scopeOfIpv4(plain);
}

export function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

function scopeOfIpv4(address: string): AddressScope {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  const [a = 0, b = 0] = parts ?? [];
  if (!parts || parts.some((part) => part > 255) || a === 0 || a >= 224) return 'other';
  if (a === 127) return 'loopback';
  if (a === 169 && b === 254) return 'link-local';
  if (a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168)) return 'private';
  return a === 100 && b >= 64 && b <= 127 ? 'shared' : 'global';
}

function scopeOfIpv6(address: string): AddressScope {
  if (!/^[0-9a-f:.]+$/.test(address)) return 'other';
  if (address === '::1') return 'loopback';
  if (/^fe[89ab]/.test(address)) return 'link-local';
  if (/^f[cd]/.test(address)) return 'unique-local';
  if (address.startsWith('2002:') || /^2001:(?:0{1,4}:|:)/.test(address)) return 'tunnelled';
  return /^[23][0-9a-f]{3}:/.test(address) ? 'global' : 'other';
}
