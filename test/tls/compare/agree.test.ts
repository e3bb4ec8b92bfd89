import { expect, test } from 'vitest';
import { agreements, withProof } from './agree.ts';
import { emptyProtocols } from './reading.ts';
import type { ProtocolReading, Reading } from './reading.ts';

function reading(tool: Reading['tool'], tls12: Partial<ProtocolReading>): Reading {
  const protocols = emptyProtocols();
  const told = { offered: true, suites: [], order: null, serverDecides: null, ...tls12 };
  return { tool, remarks: [], protocols: { ...protocols, 'TLSv1.2': told } };
}

const verdicts = (ours: Partial<ProtocolReading>, ...tools: Partial<ProtocolReading>[]) =>
  agreements(
    reading('ours', ours),
    reading('sslscan', tools[0] ?? {}),
    tools[1] ? reading('testssl', tools[1]) : null,
  )
    .filter(({ protocol }) => protocol === 'TLSv1.2')
    .map(({ about, verdict }) => `${about} ${verdict}`);

const server = { suites: [0xc02f, 0xc030], order: [0xc02f, 0xc030], serverDecides: true };

test('what all three say alike is equal, in the server’s order', () => {
  expect(verdicts(server, { suites: [0xc02f, 0xc030] }, server)).toEqual([
    'protocol equal',
    'suites equal',
    'order equal',
  ]);
});

test('a suite less, another order, or no order where both tools agree differs', () => {
  const tools = [{ suites: [0xc02f, 0xc030] }, server] as const;
  const fewer = { ...server, suites: [0xc02f], order: [0xc02f] };
  expect(verdicts(fewer, ...tools)).toEqual(['protocol equal', 'suites differs', 'order differs']);
  const turned = { ...server, order: [0xc030, 0xc02f] };
  expect(verdicts(turned, ...tools)).toContain('order differs');
  expect(verdicts({ ...server, serverDecides: false, order: null }, ...tools)).toContain('order differs');
  expect(verdicts({ ...server, offered: false }, ...tools)).toContain('protocol differs');
});

test('what the tools do not agree on is no failure of ours, and is named', () => {
  const more = { suites: [0xc02f, 0xc030, 0x009e] };
  expect(verdicts(server, more, server)).toEqual([
    'protocol equal',
    'suites tools-disagree',
    'order tools-disagree',
  ]);
  const [, suites] = agreements(
    reading('ours', server),
    reading('sslscan', more),
    reading('testssl', server),
  ).filter(({ protocol }) => protocol === 'TLSv1.2');
  expect(suites?.disputed).toEqual([0x009e]);
});

test('without testssl, sslscan alone has to be equal', () => {
  expect(verdicts(server, { suites: [0xc02f, 0xc030] })).toEqual([
    'protocol equal',
    'suites equal',
    'order equal',
  ]);
  expect(verdicts(server, { suites: [0xc030, 0xc02f] })).toContain('order differs');
});

test("the client's order is the client's for testssl and us", () => {
  const client = { suites: [0xc030, 0xc02f], serverDecides: false };
  expect(verdicts(client, { suites: [0xc02f, 0xc030] }, client)).toEqual([
    'protocol equal',
    'suites equal',
    'order equal',
  ]);
});

test('more than both tools is proven by the server’s own answer, or differs', () => {
  const tool = { suites: [0xc02f] };
  const found = agreements(reading('ours', server), reading('sslscan', tool), reading('testssl', tool));
  const about = (accepts: boolean) =>
    withProof(found, () => accepts).find((one) => one.about === 'suites' && one.protocol === 'TLSv1.2')
      ?.verdict;
  expect(about(true)).toBe('sees-more');
  expect(about(false)).toBe('differs');
  const fewer = agreements(reading('ours', tool), reading('sslscan', server), reading('testssl', server));
  expect(withProof(fewer, () => true).map(({ verdict }) => verdict)).toContain('differs');
});
