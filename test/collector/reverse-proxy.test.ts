import { expect, test } from 'vitest';
import type { Collector } from '../../collector/src/server.ts';
import { ownCollector } from '../support/own-collector.ts';
import { Visitor } from '../support/people.ts';

const proxy = '127.0.0.9';
const stranger = '127.0.0.8';

let guesses = 0;

/** Where the collector thinks that the newest refused sign-in came from. */
async function addressSeen(
  collector: Collector,
  from: string,
  headers: Record<string, string>,
): Promise<unknown> {
  const served = { url: collector.url, authority: collector.context.authority.certificate };
  // Each name has a brake of its own.
  const body = { name: `somebody-${(guesses += 1)}`, password: 'a guess of many' };
  const answer = await new Visitor(served, from).call('POST', '/api/v1/session', { body, headers });
  expect(answer.status).toBe(401);
  const [newest] = await collector.context.repositories.audit.list({ limit: 1 });
  expect(newest?.action).toBe('sign-in-refused');
  return newest?.details['address'];
}

test('F37: who asks is believed of a proxy that was named, and of nobody else', async () => {
  const collector = await ownCollector({ trustedProxies: ['127.0.0.9/32'] });
  const told = { 'x-forwarded-for': '198.51.100.7' };
  expect(await addressSeen(collector, proxy, told)).toBe('198.51.100.7');
  expect(await addressSeen(collector, stranger, told)).toBe(stranger);
  // What a client wrote itself stands before what the proxy adds.
  const forged = { 'x-forwarded-for': '127.0.0.1, 198.51.100.8' };
  expect(await addressSeen(collector, proxy, forged)).toBe('198.51.100.8');
  for (const name of ['true-client-ip', 'x-real-ip', 'forwarded']) {
    expect(await addressSeen(collector, proxy, { [name]: 'for=198.51.100.9' })).toBe(proxy);
  }
});

test('F37: without a named proxy no header is believed, not even from this machine', async () => {
  const collector = await ownCollector();
  expect(await addressSeen(collector, '127.0.0.1', { 'x-forwarded-for': '198.51.100.7' })).toBe('127.0.0.1');
});

test('what is open on this machine alone is not open through a proxy', async () => {
  const collector = await ownCollector({ trustedProxies: [proxy] });
  const served = { url: collector.url, authority: collector.context.authority.certificate };
  const ask = (from: string, headers: Record<string, string>) =>
    new Visitor(served, from).call('GET', '/metrics', { headers });
  expect((await ask('127.0.0.1', {})).status).toBe(200);
  expect((await ask(proxy, { 'x-forwarded-for': '198.51.100.7' })).status).toBe(401);
  expect((await ask(proxy, { 'x-forwarded-for': '127.0.0.1' })).status).toBe(401);
});

test('everybody comes from the proxy: limits of one address do not hold for it, and do for others', async () => {
  const collector = await ownCollector({ trustedProxies: [proxy], limits: { connectionsPerAddress: 1 } });
  const served = { url: collector.url, authority: collector.context.authority.certificate };
  const four = (from: string) =>
    Promise.allSettled(Array.from({ length: 4 }, () => new Visitor(served, from).call('GET', '/readyz')));
  expect((await four(proxy)).map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
  expect((await four(stranger)).some(({ status }) => status === 'rejected')).toBe(true);
});

test('a page that people see under another name may send, and no other site may', async () => {
  const publicUrl = 'https://tenken.example.jp';
  const collector = await ownCollector({ publicUrl, trustedProxies: [proxy] });
  expect(collector.setUp?.address).toMatch(/^https:\/\/tenken\.example\.jp\/setup#/);
  const served = { url: collector.url, authority: collector.context.authority.certificate };
  const from = (origin: string) =>
    new Visitor(served, proxy).call('POST', '/api/v1/session', {
      origin,
      body: { name: 'somebody', password: 'a guess of many' },
    });
  expect((await from(publicUrl)).status).toBe(401);
  expect((await from('https://tenken.example.jp.evil.example')).status).toBe(403);
  expect((await from('http://tenken.example.jp')).status).toBe(403);
});
