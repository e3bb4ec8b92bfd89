import { expect, test } from 'vitest';
import type { InventoryHost } from './inventory/inventory.ts';
import { isTooMany, ringsOf, toleranceOf } from './rings.ts';

const hosts = Array.from({ length: 20 }, (_, index): InventoryHost => ({
  name: `h${index}`,
  address: { user: 'root', host: `h${index}`, port: 22 },
  groups: index % 10 === 7 ? ['canary'] : [],
  label: '',
  keyFile: null,
  jump: null,
  notBySsh: null,
}));
const cut = (rings: string | null) =>
  ringsOf(hosts, rings).map(({ name, hosts: in_ }) => `${name}:${in_.length}`);

test('one ring unless told', () => {
  expect(cut(null)).toEqual(['all:20']);
});

test('a group first, then shares of all hosts that count those before, then the rest', () => {
  expect(cut('canary,25%,50%')).toEqual(['canary:2', '25%:3', '50%:5', 'the rest:10']);
  expect(cut('10%,100%')).toEqual(['10%:2', '100%:18']);
});

test('every host is in one ring, whatever the rings', () => {
  for (const rings of ['canary,canary', '1%', '100%', '5%,canary,50%']) {
    const names = ringsOf(hosts, rings).flatMap((ring) => ring.hosts.map(({ name }) => name));
    expect(names.toSorted()).toEqual(hosts.map(({ name }) => name).toSorted());
  }
});

test('a group that nobody is in is a slip', () => {
  expect(() => ringsOf(hosts, 'canari')).toThrow(/canari/);
  expect(() => ringsOf(hosts, '120%')).toThrow(/120%/);
});

test('a number of hosts, or a share of the ring', () => {
  const ring = { name: 'r', hosts: hosts.slice(0, 10) };
  const ten = toleranceOf('10%');
  const two = toleranceOf('2');
  if (!ten || !two) throw new Error('both can be read');
  expect([isTooMany(1, ring, ten), isTooMany(2, ring, ten)]).toEqual([false, true]);
  expect([isTooMany(2, ring, two), isTooMany(3, ring, two)]).toEqual([false, true]);
  expect(isTooMany(1, { name: 'r', hosts: hosts.slice(0, 1) }, ten)).toBe(true);
  for (const text of ['', '-1', '1.5', 'ten', '101%']) expect(toleranceOf(text), text).toBeNull();
});
