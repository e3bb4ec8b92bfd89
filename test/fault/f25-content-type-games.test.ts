import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { sendRaw } from '../support/raw-request.ts';
import { unchanged } from '../support/refusals.ts';
import { sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';

const served = collectorWithAgents(1);

const json = 'content-type: application/json';
const gzip = 'content-encoding: gzip';
const good = () => gzipSync(JSON.stringify(sampleReport(served.agent, 1)));
// Read, this would be answered with 400: a refusal by header must come first.
const unreadable = Buffer.from('neither gzip nor JSON');

const games: [name: string, headers: string[]][] = [
  ['no type', [gzip]],
  ['an empty type', ['content-type:', gzip]],
  ['a tab and more', ['content-type: application/json\tx', gzip]],
  ['a tab and a parameter', ['content-type: application/json\t; charset=utf-8', gzip]],
  ['a space and more', ['content-type: application/json x', gzip]],
  ['a charset', ['content-type: application/json; charset=utf-8', gzip]],
  ['a bare semicolon', ['content-type: application/json;', gzip]],
  ['a comma and another type', ['content-type: application/json, text/plain', gzip]],
  ['a longer type', ['content-type: application/jsonx', gzip]],
  ['a structured suffix', ['content-type: application/vnd.tenken+json', gzip]],
  ['upper case', ['content-type: Application/JSON', gzip]],
  ['a form', ['content-type: application/x-www-form-urlencoded', gzip]],
  ['plain text', ['content-type: text/plain', gzip]],
  ['a non-breaking space', ['content-type: application/json\xa0', gzip]],
  ['the type twice', [json, json, gzip]],
  ['the type and another one', [json, 'content-type: text/plain', gzip]],
  ['another type and the type', ['content-type: text/plain', json, gzip]],
  ['brotli', [json, 'content-encoding: br']],
  ['zstd', [json, 'content-encoding: zstd']],
  ['deflate', [json, 'content-encoding: deflate']],
  ['gzip twice in one header', [json, 'content-encoding: gzip, gzip']],
  ['gzip twice in two headers', [json, gzip, gzip]],
  ['gzip and then identity', [json, 'content-encoding: gzip, identity']],
  ['x-gzip', [json, 'content-encoding: x-gzip']],
  ['GZIP', [json, 'content-encoding: GZIP']],
  ['identity', [json, 'content-encoding: identity']],
  ['an empty encoding', [json, 'content-encoding:']],
];

function post(headers: readonly string[], body: Buffer): ReturnType<typeof sendRaw> {
  const { collector, agent } = served;
  const head = [
    'POST /api/v1/reports HTTP/1.1',
    'host: localhost',
    ...headers,
    `content-length: ${body.length}`,
  ];
  return sendRaw(collector.agentUrl, agent, head, body);
}

test.each(games)('F25: %s is answered with 415 before anything is parsed', async (_name, headers) => {
  await unchanged(served.collector, async () => {
    for (const body of [good(), unreadable]) {
      const answer = await post(headers, body);
      expect(answer.status).toBe(415);
      expect(answer.text).toMatch(/content-type: application\/problem\+json/i);
      expect(answer.text).toMatch(/"detail":"Send Content-(Type|Encoding): /);
    }
  });
});

test('F25: the exact type is taken, with gzip and without', async () => {
  const plain = Buffer.from(JSON.stringify(sampleReport(served.agent, 2)));
  expect((await post([json, gzip], good())).status).toBe(201);
  expect((await post([json], plain)).status).toBe(201);
});
