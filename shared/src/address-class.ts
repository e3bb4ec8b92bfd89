import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { text } from './text.ts';
import type { Text } from './text.ts';

/**
 * What an address is for, where it is not the address of some machine on the Internet. Only the host that would connect
 * knows whether such a one may be measured: what it reaches depends on where one stands.
 */
export const addressClasses = {
  metadata: text('クラウドのメタデータ用アドレス', 'cloud metadata address'),
  unspecified: text('未指定アドレス', 'unspecified address'),
  loopback: text('ループバック', 'loopback address'),
  'link-local': text('リンクローカル', 'link-local address'),
  private: text('プライベートアドレス', 'private address'),
  'carrier-nat': text('通信事業者NAT用アドレス', 'address behind carrier NAT'),
  multicast: text('マルチキャスト', 'multicast address'),
  reserved: text('予約アドレス', 'reserved address'),
} as const satisfies Record<string, Text>;

export type AddressClass = keyof typeof addressClasses;

/** IANA's special-purpose registries; the first that fits. Documentation networks lead nowhere and are left out. */
const networks: readonly [AddressClass, readonly string[]][] = [
  [
    'metadata',
    [
      // AWS, Azure, Google and most others; AWS tasks; AWS over IPv6; Alibaba; Oracle; Azure's own agent channel.
      '169.254.169.254/32',
      '169.254.170.2/32',
      '169.254.170.23/32',
      'fd00:ec2::254/128',
      'fd00:ec2::23/128',
      'fd20:ce::254/128',
      '100.100.100.200/32',
      '192.0.0.192/32',
      '168.63.129.16/32',
    ],
  ],
  ['unspecified', ['0.0.0.0/8', '::/128']],
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['link-local', ['169.254.0.0/16', 'fe80::/10']],
  // fec0::/10 was private until RFC 3879; 64:ff9b:1::/48 leads to IPv4 networks that its operator chooses.
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fec0::/10', '64:ff9b:1::/48']],
  ['carrier-nat', ['100.64.0.0/10']],
  ['multicast', ['224.0.0.0/4', 'ff00::/8']],
  // Teredo hides an IPv4 address behind a server's; 100::/64 discards.
  ['reserved', ['192.0.0.0/24', '198.18.0.0/15', '240.0.0.0/4', '100::/64', '2001::/23', '5f00::/16']],
];

const lists = networks.map(([name, blocks]): [AddressClass, BlockList] => [name, networkList(blocks)]);

/** A set of networks, each `ADDRESS/BITS` or one address. @throws {RangeError} for one that is none */
export function networkList(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const network = parsedNetwork(block);
    if (network === null) throw new RangeError(`${block} is no network`);
    list.addSubnet(network.address, network.bits, network.family);
  }
  return list;
}

export type Network = { address: string; bits: number; family: 'ipv4' | 'ipv6' };

/** `10.1.2.0/24`, `2001:db8::/32` or one address; null = none of them. */
export function parsedNetwork(block: string): Network | null {
  const [, address = '', digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(block) ?? [];
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) && !address.includes('%') ? 'ipv6' : null;
  if (family === null) return null;
  const most = family === 'ipv4' ? 32 : 128;
  const bits = digits === undefined ? most : Number(digits);
  return bits <= most ? { address, bits, family } : null;
}

/** What the address, or the IPv4 address that it carries, is for; null = that of some machine on the Internet. */
export function addressClass(address: string): AddressClass | null {
  const carried = carriedIpv4(address);
  const plain = carried ?? withoutZone(address);
  return lists.find(([, list]) => contains(list, plain))?.[0] ?? null;
}

/** Whether the address, or the IPv4 address that it carries, is in the list. */
export function contains(list: BlockList, address: string): boolean {
  const plain = carriedIpv4(address) ?? withoutZone(address);
  return list.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
}

/**
 * The IPv4 address that packets to this IPv6 address end at: mapped (::ffff:0:0/96), compatible (::/96), translated
 * (::ffff:0:0:0/96), NAT64 (64:ff9b::/96), 6to4 (2002::/16) and ISATAP; null = none.
 */
export function carriedIpv4(address: string): string | null {
  const words = ipv6Words(withoutZone(address));
  if (words === null) return null;
  const start = words.slice(0, 6).join(':');
  const [, first = 0, second = 0, , isatapStart, isatap] = words;
  const [high = 0, low = 0] = words.slice(6);
  if (words[0] === 0x2002) return dotted(first, second);
  const isCompatible = start === '0:0:0:0:0:0' && (high > 0 || low > 1);
  const isEmbedded = [`0:0:0:0:0:65535`, `0:0:0:0:65535:0`, `100:65435:0:0:0:0`].includes(start);
  const isIsatap = (isatapStart === 0 || isatapStart === 0x200) && isatap === 0x5efe;
  return isCompatible || isEmbedded || isIsatap ? dotted(high, low) : null;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

/** The eight words of an IPv6 address; null = it is none. */
function ipv6Words(address: string): number[] | null {
  if (!isIPv6(address)) return null;
  // The last four bytes may be written as an IPv4 address.
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [before = '', after] = plain.split('::');
  const words = (part: string) =>
    part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16));
  if (after === undefined) return words(before);
  const missing = 8 - words(before).length - words(after).length;
  return [...words(before), ...Array.from({ length: missing }, () => 0), ...words(after)];
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, '');
}
