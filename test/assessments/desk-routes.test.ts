import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { hashPassword } from '../../collector/src/access/passwords.ts';
import type { Role } from '../../collector/src/access/permissions.ts';
import { containing } from '../support/containing.ts';
import { nextYear } from '../support/console.ts';
import { collectorOfFile, enrolHere } from '../support/own-collector.ts';
import { Visitor } from '../support/people.ts';
import { failingMachine, reportReplayed } from '../support/replayed-agent.ts';

const here = collectorOfFile();
const { folder, data } = here;
const scratch = join(data, 'scratch');
/** Apart from what says where the collector is reached. */
const scratchFiles = () => readdirSync(scratch).filter((name) => name !== 'running.json');
const password = 'a long password for all of them';
// What a collector that was killed has left.
mkdirSync(join(scratch, 'pack-left'), { recursive: true });
writeFileSync(join(scratch, 'pack-left', 'pack.zip'), 'half');

let sato: Visitor;
let guard: Visitor;
let id: string;

async function visitor(name: string, role: Role): Promise<Visitor> {
  const made = { name, displayName: `課長 ${name}`, role, passwordHash: await hashPassword(password) };
  await here.collector.context.repositories.accounts.create(made, { actor: 'console:test', now: Date.now() });
  const one = new Visitor({
    url: here.collector.url,
    authority: here.collector.context.authority.certificate,
  });
  await one.signIn({ name, password });
  return one;
}

const organisation = (kinds: Record<string, string>, hasAggregator = false) => ({
  labels: ['juki'],
  organisation: { name: '点検市', kinds, hasAggregator },
});

beforeAll(async () => {
  sato = await visitor('sato', 'compliance');
  guard = await visitor('guard', 'security');
  const agent = await enrolHere(here.collector, { label: 'juki' }, join(folder, 'agent'));
  await reportReplayed(agent, failingMachine, 'fail-01');
  const body = organisation({ nwsystem: 'inquirer', mynaportal: 'administrative-organ' }, true);
  await sato.call('PUT', '/api/v1/systems/juki', { body });
  const opened = await sato.call('POST', '/api/v1/assessments', {
    body: { system: 'juki', checklist: 'nwsystem', rule: 'occasional' },
  });
  id = String(opened.json['id']);
});

type Item = { item: { id: string }; role: string | null; mark: string; remarks: string; revision: number };
type Counted = { id: string; relationship: string; outcomes: { fail?: number } };
type State = { items: (Item & { next: string[]; waivers: string[]; controls: Counted[] })[] };

const stateOf = async () => (await sato.call('GET', `/api/v1/assessments/${id}`)).json as State;
const itemOf = async (number: string) => (await stateOf()).items.find(({ item }) => item.id === number);
const edit = (item: string, body: unknown) =>
  sato.call('PATCH', `/api/v1/assessments/${id.slice(0, 8)}/items/${item}`, { body });

test('the state of an assessment says of each open item what to do', async () => {
  const { items } = await stateOf();
  expect(items).toHaveLength(92);
  expect(items.find(({ item }) => item.id === '1')).toMatchObject({ role: null, next: ['answer'] });
  expect(items.find(({ item }) => item.id === '44')?.next).toEqual(
    expect.arrayContaining(['repair', 'plan', 'waive', 'answer']),
  );
  expect(items.find(({ item }) => item.id === '30')).toMatchObject({ role: 'not-applicable', next: [] });
});

describe('an item', () => {
  test('takes no mark that is not supported, and nothing is changed', async () => {
    const before = await itemOf('44');
    const log = await here.collector.context.repositories.audit.list({ limit: 1 });
    for (const [item, body, title] of [
      ['44', { role: 'done' }, 'mark-unsupported'],
      ['44', { role: 'planned' }, 'mark-unsupported'],
      ['44', { role: 'not-applicable', remarks: '関係ない' }, 'mark-unsupported'],
      ['30', { role: 'done' }, 'mark-unsupported'],
      ['93', { role: 'done' }, 'item-unknown'],
      ['1', {}, 'usage'],
      ['1', { remarks: '   ' }, 'usage'],
    ] as const) {
      const answer = await edit(item, body);
      expect(answer.json, JSON.stringify(body)).toMatchObject({ title });
    }
    expect(await itemOf('44')).toEqual(before);
    expect(await here.collector.context.repositories.audit.list({ limit: 1 })).toEqual(log);
  });

  test('takes a choice and a text, and both are taken back', async () => {
    const draft = (await itemOf('1'))?.remarks;
    const chosen = await edit('1', {
      role: 'not-applicable',
      remarks: '該当するシステムがない',
      revision: 0,
    });
    expect([chosen.status, chosen.json]).toMatchObject([200, { mark: '－', revision: 1 }]);
    expect(await itemOf('1')).toMatchObject({ mark: '－', remarks: '該当するシステムがない', revision: 1 });
    const stale = await edit('1', { remarks: 'ほかの人の文', revision: 0 });
    expect([stale.status, stale.json]).toMatchObject([409, { title: 'edited-meanwhile' }]);
    expect((await edit('1', { role: null })).json).toMatchObject({ role: null, mark: '' });
    expect((await edit('1', { remarks: null })).json).toMatchObject({ remarksBy: 'draft', remarks: draft });
  });

  test('is not answered or planned where no check asks it of this organisation', async () => {
    const at = (checklist: string, item: string) =>
      `/api/v1/systems/juki/checklists/${checklist}/items/${item}`;
    const answer = { answer: 'done', until: nextYear };
    const plan = { owner: '佐藤', due: nextYear, text: '直す' };
    for (const [path, body] of [
      [`${at('nwsystem', '30')}/attestation`, answer],
      [`${at('nwsystem', '30')}/plan`, plan],
      [`${at('mynaportal', '1.1')}/attestation`, answer],
    ] as const) {
      const refused = await sato.call('PUT', path, { body });
      expect([refused.status, refused.json], path).toMatchObject([409, { title: 'item-not-asked' }]);
    }
    const taken = await sato.call('PUT', `${at('nwsystem', '2')}/attestation`, {
      body: { ...answer, files: [{ name: '../規程.pdf', content: Buffer.from('%PDF').toString('base64') }] },
    });
    expect(taken.status, JSON.stringify(taken.json)).toBe(200);
    expect(await itemOf('2')).toMatchObject({
      mark: '〇',
      attestation: {
        person: '課長 sato',
        account: 'account:sato',
        attachments: [{ name: '規程.pdf', bytes: 4, mediaType: 'application/pdf' }],
      },
    });
    // A little too large, and so large that nobody would read it: who sends all of it hears why it is refused.
    for (const mebibytes of [10, 24]) {
      const tooMuch = Buffer.alloc(mebibytes * 1024 * 1024 + 1).toString('base64');
      const large = await sato.call('PUT', `${at('nwsystem', '2')}/attestation`, {
        body: { ...answer, files: [{ name: 'a', content: tooMuch }] },
      });
      expect([large.status, large.json]).toMatchObject([413, { title: 'body-too-large' }]);
    }
  });
});

test('an exception is asked for by one and decided by another', async () => {
  const body = {
    control: 'os-patched',
    because: 'compensating',
    reason: '仮想パッチ',
    until: nextYear,
  };
  const asked = await guard.call('POST', '/api/v1/systems/juki/waivers', { body });
  expect(asked.status).toBe(201);
  const decision = `/api/v1/waivers/${String(asked.json['id'])}/decision`;
  const own = await guard.call('POST', decision, { body: { approved: true } });
  expect([own.status, own.json]).toMatchObject([409, { title: 'same-person' }]);
  const chief = await visitor('chief', 'security');
  const renamed = await chief.call('POST', decision, { body: { approved: true, person: '課長　guard' } });
  expect([renamed.status, renamed.json]).toMatchObject([409, { title: 'same-person' }]);
  const waived = async () => (await stateOf()).items.filter(({ waivers }) => waivers.length > 0);
  expect(await waived()).toEqual([]);
  expect((await chief.call('POST', decision, { body: { approved: true } })).status).toBe(204);
  const failing = (await stateOf()).items.filter(({ controls }) =>
    controls.some(
      (one) => one.id === 'os-patched' && one.relationship !== 'related' && one.outcomes.fail === 1,
    ),
  );
  expect(failing.length).toBeGreaterThan(0);
  const ids = failing.map((one) => ({ id: one.item.id, waivers: [String(asked.json['id'])] }));
  expect((await waived()).map((one) => ({ id: one.item.id, waivers: one.waivers }))).toEqual(ids);
  const { json } = await sato.call('GET', '/api/v1/systems/juki/waivers');
  expect(json).toMatchObject({
    waivers: [
      {
        requestedBy: { name: '課長 guard', account: 'account:guard' },
        decision: { approved: true, by: { name: '課長 chief', account: 'account:chief' } },
      },
    ],
  });
});

test.each([
  ['a ledger that is no CSV', 'PUT', '/api/v1/systems/juki/ledger', 'PK\u0003\u0004', 400, 'ledger-invalid'],
  ['a ledger without columns', 'PUT', '/api/v1/systems/juki/ledger', 'a,b\n1,2\n', 400, 'ledger-invalid'],
  [
    'wording of nothing',
    'PUT',
    '/api/v1/checklists/nwsystem/wording',
    'a,b\n1,2\n',
    400,
    'template-mismatch',
  ],
] as const)('%s is refused', async (_, method, path, content, status, title) => {
  const headers = { 'content-type': 'application/octet-stream' };
  const csrf = String(sato.csrfToken);
  const answer = await raw(method, path, Buffer.from(content), { ...headers, 'x-tenken-csrf': csrf });
  expect([answer.status, answer.title]).toEqual([status, title]);
});

test('a body that is no file is told how to be sent', async () => {
  const answer = await sato.call('PUT', '/api/v1/systems/juki/ledger', { body: {} });
  expect([answer.status, answer.json]).toMatchObject([415, { title: 'content-type-wrong' }]);
});

describe('a pack', () => {
  test('is no final one while the assessment is open, and a draft at any time', async () => {
    expect(scratchFiles()).toEqual([]);
    const path = `/api/v1/assessments/${id}/pack`;
    const final = await sato.call('GET', path);
    expect([final.status, final.json]).toMatchObject([409, { title: 'assessment-blocked' }]);
    const draft = await sato.call('GET', `${path}?state=draft`);
    expect([draft.status, draft.type]).toEqual([200, 'application/zip']);
    expect(JSON.parse(String(draft.headers['x-tenken-pack']))).toMatchObject({
      assessment: id,
      state: 'draft',
    });
    const wrong = await raw('POST', `${path}?state=draft`, Buffer.from('no workbook'), {
      'content-type': 'application/octet-stream',
      'x-tenken-csrf': String(sato.csrfToken),
    });
    expect([wrong.status, wrong.title]).toEqual([400, 'template-unusable']);
    expect(scratchFiles()).toEqual([]);
  });

  test('is made one at a time; who goes away ends the work, and leaves nothing', async () => {
    const path = `/api/v1/assessments/${id}/pack?state=draft`;
    const before = await here.collector.context.repositories.audit.list({ limit: 1 });
    const first = request(`${here.collector.url}${path}`, {
      ca: here.collector.context.authority.certificate,
      headers: { cookie: `__Host-tenken=${sato.cookie}` },
    });
    first.on('error', () => undefined);
    first.end();
    await vi.waitUntil(() => scratchFiles().some((name) => name.startsWith('pack-')), 20_000);
    const second = await sato.call('GET', path);
    expect([second.status, second.json]).toMatchObject([503, { title: 'pack-busy' }]);
    expect(Number(second.headers['retry-after'])).toBeGreaterThan(0);
    first.destroy();
    await vi.waitUntil(() => scratchFiles().length === 0, 20_000);
    expect(await here.collector.context.repositories.audit.list({ limit: 1 })).toEqual(before);
    expect((await sato.call('GET', path)).status).toBe(200);
  });
});

async function raw(
  method: string,
  path: string,
  body: Buffer,
  headers: Record<string, string>,
): Promise<{ status: number; title: unknown }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; title: unknown }>();
  const outgoing = request(`${here.collector.url}${path}`, {
    method,
    ca: here.collector.context.authority.certificate,
    headers: {
      ...headers,
      cookie: `__Host-tenken=${sato.cookie}`,
      origin: here.collector.url,
      'content-length': body.length,
    },
  });
  outgoing.on('error', reject);
  outgoing.on('response', (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    response.on('end', () => {
      const { title } = JSON.parse(text) as { title: unknown };
      resolve({ status: response.statusCode ?? 0, title });
    });
  });
  outgoing.end(body);
  return promise;
}

test('who reviews or approves gives an assessment back with a reason; what was signed is told, and nobody signs unseen', async () => {
  const { audit, signOffs } = here.collector.context.repositories;
  const opened = await sato.call('POST', '/api/v1/assessments', {
    body: { system: 'juki', checklist: 'nwsystem', rule: 'periodic' },
  });
  const asked = String(opened.json['id']);
  const at = (step: string) => `/api/v1/assessments/${asked}/${step}`;
  const freeze = async (now: number) => {
    const change = { actor: 'account:sato', person: '課長 sato', now };
    await signOffs.freeze(asked, now, 'a'.repeat(64), change);
    return new Date(now).toISOString();
  };
  const reviewer = await visitor('reviewer', 'compliance');
  const back = (who: Visitor, body: unknown) => who.call('POST', at('sending-back'), { body });

  expect(await back(reviewer, { reason: '直す' })).toMatchObject({ status: 409 });
  const first = await freeze(Date.now() - 2000);
  expect(await back(sato, { reason: '直す' })).toMatchObject({ status: 409, json: { title: 'same-person' } });
  expect(await back(guard, { reason: '直す' })).toMatchObject({ status: 403 });
  expect(await back(reviewer, { reason: '  ' })).toMatchObject({ status: 400, json: { title: 'usage' } });
  expect(await reviewer.call('POST', at('review'), { body: { frozenAt: first } })).toMatchObject({
    status: 200,
  });
  const open = { state: 'open', frozen: null, reviewed: null };
  expect(await back(reviewer, { reason: '根拠が古い', frozenAt: first })).toMatchObject({
    status: 200,
    json: open,
  });
  expect((await sato.call('PATCH', at('items/1'), { body: { remarks: '直した' } })).status).toBe(200);

  const second = await freeze(Date.now());
  for (const step of ['review', 'sending-back', 'closing']) {
    const body = { frozenAt: first, ...(step === 'sending-back' && { reason: '見たのは前の固定' }) };
    const unseen = await reviewer.call('POST', at(step), { body });
    expect([step, unseen.status, unseen.json['title']]).toEqual([step, 409, 'edited-meanwhile']);
  }
  expect((await reviewer.call('POST', at('review'), { body: { frozenAt: second } })).status).toBe(200);
  const closing = { person: '課長 reviewer', reviewerApproves: true };
  expect((await reviewer.call('POST', at('closing'), { body: closing })).status).toBe(200);
  expect(await back(guard, { reason: '遅い' })).toMatchObject({ status: 403 });
  expect(await back(reviewer, { reason: '遅い' })).toMatchObject({
    status: 409,
    json: { title: 'assessment-blocked', why: { ja: containing('承認済み') } },
  });

  const told = { name: '課長 reviewer', account: 'account:reviewer', reason: '根拠が古い' };
  expect((await sato.call('GET', at('sent-back'))).json).toMatchObject({
    sentBack: [
      {
        ...told,
        frozen: { name: '課長 sato', account: 'account:sato', at: first, asOf: first },
        reviewed: { name: '課長 reviewer', account: 'account:reviewer' },
      },
    ],
  });
  const lines = await audit.list({ limit: 50, filter: { subject: asked } });
  expect(
    lines
      .map(({ action }) => action)
      .toReversed()
      .filter((action) => action !== 'item-edited'),
  ).toEqual([
    'assessment-opened',
    'assessment-frozen',
    'assessment-reviewed',
    'assessment-sent-back',
    'assessment-frozen',
    'assessment-reviewed',
    'assessment-closed',
  ]);
});
