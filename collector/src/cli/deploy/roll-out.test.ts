import { expect, test } from 'vitest';
import type { InventoryHost } from './inventory/inventory.ts';
import type { DeployOutcome, HostResult } from './results.ts';
import { rollOut } from './roll-out.ts';
import type { RollOutOptions } from './roll-out.ts';

const host = (name: string): InventoryHost => ({
  name,
  address: { user: 'root', host: name, port: 22 },
  groups: [],
  label: '',
  keyFile: null,
  jump: null,
  notBySsh: null,
});
const hosts = Array.from({ length: 12 }, (_, index) => host(`h${index}`));
const rings = [
  { name: 'first', hosts: hosts.slice(0, 4) },
  { name: 'second', hosts: hosts.slice(4) },
];

function result(name: string, outcome: DeployOutcome): HostResult {
  const reason = outcome === 'upgraded' ? null : 'why';
  return { host: name, outcome, from: null, to: null, changes: [], reason };
}

async function run(outcomeOf: (name: string) => DeployOutcome, more: Partial<RollOutOptions> = {}) {
  const worked: string[] = [];
  let now = 0;
  let most = 0;
  const end = await rollOut({
    rings,
    tolerance: { kind: 'hosts', most: 1 },
    parallel: 3,
    signal: new AbortController().signal,
    known: new Map(),
    async work({ name }) {
      worked.push(name);
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => {
        setTimeout(resolve, 2);
      });
      now -= 1;
      return result(name, outcomeOf(name));
    },
    onRing: () => undefined,
    onResult: () => undefined,
    ...more,
  });
  return { ...end, worked, most };
}

test('all of them, a few at a time, told in their order', async () => {
  const { results, stopped, most } = await run(() => 'upgraded');
  expect(results.map((one) => one.host)).toEqual(hosts.map(({ name }) => name));
  expect([stopped, most]).toEqual([null, 3]);
});

test('more failures than are allowed keep the next ring from being touched', async () => {
  const { results, stopped, worked } = await run((name) =>
    name === 'h0' ? 'rolled-back' : name === 'h1' ? 'failed' : 'upgraded',
  );
  expect(stopped).toEqual({ why: 'too-many-failures', ring: 'first' });
  expect(worked.every((name) => ['h0', 'h1', 'h2', 'h3'].includes(name))).toBe(true);
  expect(results).toHaveLength(12);
  expect(results.filter(({ outcome }) => outcome === 'not-attempted').length).toBe(12 - worked.length);
});

test('as many as are allowed do not, and each ring counts for itself', async () => {
  const { stopped } = await run((name) => (name === 'h0' || name === 'h9' ? 'failed' : 'upgraded'));
  expect(stopped).toBeNull();
});

test('hosts that could not be changed say nothing of the version', async () => {
  const { stopped } = await run((name) => (name === 'h3' ? 'upgraded' : 'unreachable'));
  expect(stopped).toBeNull();
});

test('a person stops it: what is being worked on ends, nothing else begins', async () => {
  const stop = new AbortController();
  const { results, stopped, worked } = await run(
    (name) => {
      if (name === 'h1') stop.abort();
      return 'upgraded';
    },
    { signal: stop.signal },
  );
  expect(stopped?.why).toBe('interrupted');
  expect(worked.length).toBeLessThan(7);
  expect(results.filter(({ outcome }) => outcome === 'upgraded').length).toBe(worked.length);
});

test('what an interrupted run has done is not done again', async () => {
  const known = new Map([['h5', result('h5', 'upgraded')]]);
  const { results, worked } = await run(() => 'upgraded', { known });
  expect(worked).not.toContain('h5');
  expect(results).toHaveLength(12);
});
