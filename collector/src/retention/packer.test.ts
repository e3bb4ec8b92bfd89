import { expect, test } from 'vitest';
import { Packer } from './packer.ts';

const hosts = Array.from({ length: 10 }, (_, index) => `host-${index}`);

function packing(fails: (hostIds: readonly string[]) => boolean) {
  const asked: (readonly string[])[] = [];
  const errors: unknown[] = [];
  const packer = new Packer({
    packs: {
      pack: (hostIds) => {
        asked.push(hostIds);
        return fails(hostIds)
          ? Promise.reject(new Error(`no pack of ${hostIds.join(', ')}`))
          : Promise.resolve(hostIds.length);
      },
    },
    gate: { state: null },
    onError: (error) => errors.push(error),
  });
  return { packer, asked, errors };
}

test('hosts whose sixteenth report has come are packed a few at a time, each once', async () => {
  const { packer, asked, errors } = packing(() => false);
  for (const host of hosts) packer.stored(host, 16);
  for (const host of hosts) packer.stored(host, 17);
  packer.stored('host-9', 32);
  await packer.settle();
  expect(asked.map((some) => some.length)).toEqual([4, 4, 2]);
  expect(asked.flat()).toEqual(hosts);
  expect(errors).toEqual([]);
});

test('a host that cannot be packed is told of, and those of its transaction are packed without it', async () => {
  const { packer, asked, errors } = packing((some) => some.includes('host-2'));
  for (const host of hosts) packer.stored(host, 16);
  await packer.settle();
  expect(errors).toEqual([new Error('no pack of host-2')]);
  const packed = asked.filter((some) => !some.includes('host-2')).flat();
  expect(packed.toSorted()).toEqual(hosts.filter((host) => host !== 'host-2'));
});
