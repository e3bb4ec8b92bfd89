import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { firstReachable, NameBook } from './name-book.ts';

test('a name that changes is asked for once: everybody gets the first answer', async () => {
  const lookup = vi
    .fn()
    .mockResolvedValueOnce([{ address: '192.0.2.1', family: 4 }])
    .mockResolvedValue([{ address: '127.0.0.1', family: 4 }]);
  const names = new NameBook({ lookup });
  const found = await Promise.all([1, 2, 3].map(() => names.addresses('changes.example.jp')));
  expect(found).toEqual(found.map(() => ({ addresses: ['192.0.2.1'], problem: null })));
  expect(lookup).toHaveBeenCalledTimes(1);
});

test('an address is not looked up', async () => {
  const lookup = vi.fn();
  const names = new NameBook({ lookup });
  expect(await names.addresses('2001:db8::1')).toEqual({ addresses: ['2001:db8::1'], problem: null });
  expect(await names.addresses('192.0.2.1', 6)).toMatchObject({
    addresses: [],
    problem: { en: '192.0.2.1 has no IPv6 address' },
  });
  expect(lookup).not.toHaveBeenCalled();
});

test('both families come in the order of the system, each address once', async () => {
  const entries = ['2001:db8::1', '192.0.2.1', '192.0.2.1', '192.0.2.2'];
  const lookup = async () => entries.map((address) => ({ address, family: 0 }));
  const names = new NameBook({ lookup });
  expect((await names.addresses('a')).addresses).toEqual(['2001:db8::1', '192.0.2.1', '192.0.2.2']);
  expect((await names.addresses('a', 4)).addresses).toEqual(['192.0.2.1', '192.0.2.2']);
  expect((await names.addresses('a', 6)).addresses).toEqual(['2001:db8::1']);
});

test.each([
  [
    'a name that nobody knows',
    () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })),
    'no name',
  ],
  [
    'name servers that fail',
    () => Promise.reject(Object.assign(new Error(), { code: 'EAI_AGAIN' })),
    'answers',
  ],
  ['a resolver that hangs', () => new Promise<never>(() => undefined), 'no name server answers'],
  ['a name without addresses', async () => [], 'no address'],
  ['an answer that is no address', async () => [{ address: 'localhost', family: 4 }], 'no address'],
])('%s is told in words', async (_what, lookup, problem) => {
  const found = await new NameBook({ lookup, timeoutMs: 20 }).addresses('a');
  expect(found.addresses).toEqual([]);
  expect(found.problem?.en).toContain(problem);
});

test('of several addresses the first that takes a connection', async () => {
  const server = createServer().listen(0, '127.0.0.2');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  expect(await firstReachable(['127.0.0.3', '127.0.0.2', '127.0.0.1'], port)).toEqual({
    address: '127.0.0.2',
    connections: 2,
  });
  expect(await firstReachable(['127.0.0.3', '127.0.0.4'], port)).toEqual({ address: null, connections: 2 });
  expect(await firstReachable(['127.0.0.3'], port)).toEqual({ address: '127.0.0.3', connections: 0 });
});
