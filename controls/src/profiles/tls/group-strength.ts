/**
 * `curve`: judged by its strength. `prime`: finite-field Diffie-Hellman, judged by its length. `outside`: strong enough,
 * on none of the usual lists.
 */
export type GroupStrength = { kind: 'curve' | 'prime' | 'outside'; bits: number };

const curve = (bits: number): GroupStrength => ({ kind: 'curve', bits });
const outside = (bits: number): GroupStrength => ({ kind: 'outside', bits });
const prime = (bits: number): GroupStrength => ({ kind: 'prime', bits });

/**
 * Security strength of groups by code point, in bits as NIST SP 800-57 part 1 counts them (half the field of a curve);
 * of `prime` the length of the prime. Binary curves are deprecated by RFC 8422, section 5.1.1; hybrids are as strong as
 * their classical part at least.
 */
const strengths = new Map<number, GroupStrength>([
  [0x0001, curve(80)],
  [0x0002, curve(80)],
  [0x0003, curve(80)],
  [0x0004, curve(96)],
  [0x0005, curve(96)],
  [0x0006, curve(112)],
  [0x0007, curve(112)],
  [0x0008, curve(119)],
  [0x0009, outside(128)],
  [0x000a, outside(128)],
  [0x000b, outside(192)],
  [0x000c, outside(192)],
  [0x000d, outside(256)],
  [0x000e, outside(256)],
  [0x000f, curve(80)],
  [0x0010, curve(80)],
  [0x0011, curve(80)],
  [0x0012, curve(96)],
  [0x0013, curve(96)],
  [0x0014, curve(112)],
  [0x0015, curve(112)],
  [0x0016, outside(128)],
  [0x0017, curve(128)],
  [0x0018, curve(192)],
  [0x0019, curve(256)],
  [0x001a, curve(128)],
  [0x001b, curve(192)],
  [0x001c, curve(256)],
  [0x001d, curve(128)],
  [0x001e, curve(224)],
  [0x001f, curve(128)],
  [0x0020, curve(192)],
  [0x0021, curve(256)],
  [0x0029, outside(128)],
  [0x0100, prime(2048)],
  [0x0101, prime(3072)],
  [0x0102, prime(4096)],
  [0x0103, prime(6144)],
  [0x0104, prime(8192)],
  [0x0200, outside(128)],
  [0x0201, outside(192)],
  [0x0202, outside(256)],
  [0x11eb, curve(128)],
  [0x11ec, curve(128)],
  [0x11ed, curve(192)],
  [0x11ee, outside(128)],
  [0x6399, outside(128)],
]);

/** Undefined for a code that no table knows: it cannot be called safe. */
export function groupStrength(code: number): GroupStrength | undefined {
  return strengths.get(code);
}
