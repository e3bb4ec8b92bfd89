import { request } from 'node:https';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { hashPassword } from '../../collector/src/access/passwords.ts';
import type { Role } from '../../collector/src/access/permissions.ts';
import type { Subject } from '../../collector/src/notices.ts';
import { nextYear } from '../support/console.ts';
import type { Answer } from '../support/https.ts';
import { containing } from '../support/containing.ts';
import { collectorOfFile, enrolHere } from '../support/own-collector.ts';
import { Visitor } from '../support/people.ts';
import { failingMachine, reportReplayed } from '../support/replayed-agent.ts';

// What the page of the workbench stands on: single items with tags, packs in the making, waivers of all systems.
const here = collectorOfFile();
const password = 'a long password for all of them';
let sato: Visitor;
let suzuki: Visitor;
let host = '';
let id = '';

async function visitor(name: string, role: Role): Promise<Visitor> {
  const { repositories, authority } = here.collector.context;
  const made = { name, displayName: `課長 ${name}`, role, passwordHash: await hashPassword(password) };
  await repositories.accounts.create(made, { actor: 'console:test', now: Date.now() });
  const one = new Visitor({ url: here.collector.url, authority: authority.certificate });
  await one.signIn({ name, password });
  return one;
}

beforeAll(async () => {
  sato = await visitor('sato', 'compliance');
  suzuki = await visitor('suzuki', 'compliance');
  const agent = await enrolHere(here.collector, { label: 'juki' }, join(here.folder, 'agent'));
  await reportReplayed(agent, failingMachine, '<b>fail-01');
  const body = { labels: ['juki'], organisation: { name: '点検市', kinds: { nwsystem: 'inquirer' } } };
  await sato.call('PUT', '/api/v1/systems/juki', { body });
  const opened = await sato.call('POST', '/api/v1/assessments', {
    body: { system: 'juki', checklist: 'nwsystem', rule: 'occasional' },
  });
  id = String(opened.json['id']);
  host = (await here.collector.context.repositories.hosts.all())[0]?.id ?? '';
});

const itemPath = (item: string) => `/api/v1/assessments/${id}/items/${item}`;
const answerPath = (item: string, what: 'attestation' | 'plan') =>
  `/api/v1/systems/juki/checklists/nwsystem/items/${item}/${what}`;
const sheetOf = (item: string) => sato.call('GET', itemPath(item));
const tagOf = async (item: string) => String((await sheetOf(item)).headers['etag']);
const edit = (who: Visitor, item: string, tag: string, body: unknown): Promise<Answer> =>
  who.call('PATCH', itemPath(item), { body, headers: { 'if-match': tag } });

describe('one item', () => {
  test('is judged by itself as it is judged with all others, with its findings and no other', async () => {
    const sheet = await sheetOf('44');
    expect([sheet.status, sheet.headers['etag']]).toEqual([200, '"0-0-0"']);
    const all = await sato.call('GET', `/api/v1/assessments/${id}`);
    const items = all.json['items'] as { item: { id: string } }[];
    const { item, findings, findingsTotal } = sheet.json as {
      item: { controls: { id: string }[] };
      findings: { control: string; outcome: string; host: { name: string } }[];
      findingsTotal: number;
    };
    expect(item).toEqual(items.find((one) => one.item.id === '44'));
    expect(findings).toHaveLength(findingsTotal);
    expect(findings[0]).toMatchObject({ outcome: 'fail', host: { name: '<b>fail-01' } });
    const counted = item.controls.map((control) => control.id);
    expect(findings.filter(({ control }) => !counted.includes(control))).toEqual([]);
  });

  test('is not overwritten: who comes second sees the text and the name of who came first', async () => {
    const tag = await tagOf('1');
    const first = await edit(sato, '1', tag, { remarks: '佐藤の文' });
    expect([first.status, first.headers['etag']]).toEqual([200, '"1-0-0"']);
    const second = await edit(suzuki, '1', tag, { remarks: '鈴木の文' });
    expect([second.status, second.json]).toMatchObject([
      412,
      {
        title: 'edited-meanwhile',
        tag: '"1-0-0"',
        current: { kind: 'edit', text: '佐藤の文', by: 'account:sato', name: '課長 sato' },
      },
    ]);
    expect((await sheetOf('1')).json['item']).toMatchObject({ remarks: '佐藤の文', revision: 1 });
    const merged = await edit(suzuki, '1', '"1-0-0"', { remarks: '佐藤の文\n鈴木の文' });
    expect(merged.status).toBe(200);
    const wrong = await edit(suzuki, '1', '"of another kind"', { remarks: 'x' });
    expect([wrong.status, wrong.json]).toMatchObject([400, { title: 'request-invalid' }]);
    const { history } = (await sheetOf('1')).json as { history: { text: string; name: string }[] };
    expect(history.map(({ text, name }) => [text, name])).toEqual([
      ['佐藤の文\n鈴木の文', '課長 suzuki'],
      ['佐藤の文', '課長 sato'],
    ]);
  });

  test('has an answer and a plan of its own tag: an edit of the text does not stand in their way', async () => {
    const tag = await tagOf('2');
    await edit(sato, '2', tag, { remarks: '文' });
    const answer = { answer: 'done', until: nextYear, note: '一' };
    const put = (who: Visitor, what: 'attestation' | 'plan', body: unknown, read = tag) =>
      who.call('PUT', answerPath('2', what), { body, headers: { 'if-match': read } });
    expect((await put(sato, 'attestation', answer)).status).toBe(200);
    // The text is older than the answer, and of the evidence nothing has changed.
    expect((await sheetOf('2')).json['item']).toMatchObject({ remarksOutdated: true, outdatedBy: 'answer' });
    const second = await put(suzuki, 'attestation', { ...answer, note: '二' });
    expect([second.status, second.json]).toMatchObject([412, { current: { kind: 'answer', text: '一' } }]);
    const plan = { owner: '佐藤', due: nextYear, text: '直す' };
    expect((await put(sato, 'plan', plan)).status).toBe(200);
    expect((await put(suzuki, 'plan', plan)).status).toBe(412);
    const read = await tagOf('2');
    expect((await put(suzuki, 'plan', { ...plan, text: '替える' }, read)).status).toBe(200);
    // Without a tag the newest is replaced, as scripts do it.
    const bare = await suzuki.call('PUT', answerPath('2', 'attestation'), { body: answer });
    expect(bare.status).toBe(200);
    const { json } = await sato.call('GET', `/api/v1/assessments/${id}/written`);
    expect((json['items'] as Record<string, string>)['2']).toBe(await tagOf('2'));
    // What nobody here has read is not taken back either.
    for (const what of ['attestation', 'plan'] as const) {
      const path = answerPath('2', what);
      const late = await sato.call('DELETE', path, { headers: { 'if-match': tag } });
      expect([late.status, late.json]).toMatchObject([412, { title: 'edited-meanwhile', current: {} }]);
    }
    const seen = { 'if-match': await tagOf('2') };
    expect((await sato.call('DELETE', answerPath('2', 'plan'), { headers: seen })).status).toBe(204);
    // Somebody else took it back first.
    const gone = await suzuki.call('DELETE', answerPath('2', 'plan'), { headers: seen });
    expect([gone.status, gone.json]).toMatchObject([412, { current: null }]);
    expect((await sheetOf('2')).json['item']).toMatchObject({ attestation: { answer: 'done' } });
    expect((await sato.call('DELETE', answerPath('2', 'plan'))).status).toBe(404);
    expect((await sheetOf('2')).json['item']).toMatchObject({ plan: null });
  });

  test('keeps attached files when its answer changes, and gives them as downloads only', async () => {
    const content = '<script>alert(1)</script>';
    const files = [{ name: 'x"\r\n規程.html', content: Buffer.from(content).toString('base64') }];
    const answer = { answer: 'done', until: nextYear };
    const path = answerPath('3', 'attestation');
    expect((await sato.call('PUT', path, { body: { ...answer, files } })).status).toBe(200);
    await sato.call('PUT', path, { body: { ...answer, note: '更新', keepFiles: true } });
    type Attested = { attestation: { note: string; attachments: { sha256: string; bytes: number }[] } };
    const { attestation } = (await sheetOf('3')).json['item'] as Attested;
    const attached = async () => ((await sheetOf('3')).json['item'] as Attested).attestation.attachments;
    expect(attestation).toMatchObject({ note: '更新', attachments: [{ bytes: content.length }] });
    // One goes, the other stays, also where it is attached once more; and what went can still be fetched.
    const [kept] = attestation.attachments;
    const two = [...files, { name: '誤.pdf', content: Buffer.from('%PDF').toString('base64') }];
    const again = { body: { ...answer, files: two, keepFiles: true } };
    expect((await sato.call('PUT', path, again)).status).toBe(200);
    const wrong = await attached();
    expect(new Set(wrong.map(({ bytes }) => bytes))).toEqual(new Set([4, content.length]));
    expect(wrong).toHaveLength(2);
    const goes = wrong.find(({ bytes }) => bytes === 4)?.sha256 ?? '';
    const less = { body: { ...answer, keepFiles: true, dropFiles: [goes] } };
    expect((await sato.call('PUT', path, less)).status).toBe(200);
    expect((await attached()).map(({ sha256 }) => sha256)).toEqual([kept?.sha256]);
    expect((await sato.call('GET', `/api/v1/attachments/${goes}`)).status).toBe(200);
    const file = await sato.call('GET', `/api/v1/attachments/${kept?.sha256}`);
    expect([file.status, file.type]).toEqual([200, 'application/octet-stream']);
    expect(String(file.headers['content-disposition'])).toMatch(/^attachment; filename\*=UTF-8''[\w%.-]+$/);
    expect(file.headers['x-content-type-options']).toBe('nosniff');
    expect((await sato.call('GET', `/api/v1/attachments/${'0'.repeat(64)}`)).status).toBe(404);
  });

  test('says in both languages why a mark is not supported', async () => {
    const refused = await edit(sato, '44', await tagOf('44'), { role: 'done' });
    expect([refused.status, refused.json]).toMatchObject([
      409,
      { title: 'mark-unsupported', why: { ja: containing('認められない') } },
    ]);
  });
});

describe('a pack in the making', () => {
  const start = (body: unknown) => sato.call('POST', `/api/v1/assessments/${id}/pack-jobs`, { body });
  const stateOf = async (job: string) => (await sato.call('GET', `/api/v1/pack-jobs/${job}`)).json;

  test('shows how far it is, is fetched when it is there, and told in the audit log', async () => {
    const told: Subject[] = [];
    const end = here.collector.context.notices.listen((subject) => told.push(subject));
    const started = await start({ state: 'draft' });
    expect([started.status, started.json]).toMatchObject([202, { state: 'working', assessment: id }]);
    const job = String(started.json['id']);
    const early = await sato.call('GET', `/api/v1/pack-jobs/${job}/pack`);
    expect([early.status, early.json]).toMatchObject([409, { title: 'pack-not-ready' }]);
    const busy = await start({ state: 'draft' });
    expect([busy.status, busy.json]).toMatchObject([503, { title: 'pack-busy' }]);
    const stages = new Set<unknown>();
    await vi.waitUntil(
      async () => {
        const { state, stage } = await stateOf(job);
        stages.add((stage as { stage: string } | null)?.stage);
        return state === 'ready';
      },
      { timeout: 60_000, interval: 50 },
    );
    end();
    expect(stages.size).toBeGreaterThan(2);
    expect(told.filter((subject) => subject === 'jobs').length).toBeGreaterThanOrEqual(2);
    const { pack } = (await stateOf(job)) as { pack: { fingerprint: string; bytes: number } };
    const log = here.collector.context.repositories.audit;
    const exported = async () =>
      (await log.list({ limit: 50 })).filter(({ action }) => action === 'pack-exported').length;
    expect(await exported()).toBe(0);
    for (const time of [1, 2]) {
      const { status, type, bytes } = await fetched(`/api/v1/pack-jobs/${job}/pack`);
      expect([status, type, bytes]).toEqual([200, 'application/zip', pack.bytes]);
      expect(await exported()).toBe(time);
    }
    expect((await sato.call('DELETE', `/api/v1/pack-jobs/${job}`)).status).toBe(204);
    const gone = await sato.call('GET', `/api/v1/pack-jobs/${job}`);
    expect([gone.status, gone.json]).toMatchObject([404, { title: 'pack-job-unknown' }]);
  });

  test('fails in words for a final one of an open assessment, and is stopped by who does not want it', async () => {
    const failing = String((await start({ state: 'final' })).json['id']);
    await vi.waitUntil(async () => (await stateOf(failing))['state'] === 'failed', 30_000);
    expect(await stateOf(failing)).toMatchObject({ failed: { code: 'assessment-blocked' }, pack: null });
    const stopped = String((await start({ state: 'draft' })).json['id']);
    expect((await sato.call('DELETE', `/api/v1/pack-jobs/${stopped}`)).status).toBe(204);
    // The turn is free again.
    const next = await start({ state: 'draft' });
    expect(next.status).toBe(202);
    await sato.call('DELETE', `/api/v1/pack-jobs/${String(next.json['id'])}`);
    const { json } = await sato.call('GET', '/api/v1/pack-jobs');
    expect((json['jobs'] as { id: string }[]).map((job) => job.id)).toEqual([failing]);
    const auditor = await visitor('auditor', 'auditor');
    expect((await auditor.call('GET', '/api/v1/pack-jobs')).status).toBe(200);
    const operator = await visitor('operator', 'system-administrator');
    expect((await operator.call('GET', '/api/v1/pack-jobs')).status).toBe(403);
  });
});

describe('waivers of all systems', () => {
  const ask = async (who: Visitor, reason: string) => {
    const body = { control: 'os-patched', because: 'risk-accepted', reason, until: nextYear, host };
    const asked = await who.call('POST', '/api/v1/systems/juki/waivers', { body });
    expect(asked.status, JSON.stringify(asked.json)).toBe(201);
    return String(asked.json['id']);
  };
  const revoke = (who: Visitor, waiver: string) => who.call('DELETE', `/api/v1/waivers/${waiver}`);
  const reasons = async () => {
    const { json } = await sato.call('GET', '/api/v1/waivers');
    return (json['waivers'] as { reason: string }[]).map(({ reason }) => reason);
  };

  test('are revoked by who decides, or taken back by who asked; failures count again', async () => {
    const [chief, guard] = [
      await visitor('chief', 'security'),
      await visitor('guard', 'system-administrator'),
    ];
    const [own, decided] = [await ask(sato, '一'), await ask(sato, '二')];
    const list = await sato.call('GET', '/api/v1/waivers');
    expect(list.json).toMatchObject({
      waivers: [{ reason: '一', hostName: '<b>fail-01', controlTitle: { en: containing('pdates') } }, {}],
    });
    // Neither who may only ask, nor who asked once it is decided.
    const foreign = await revoke(guard, own);
    expect([foreign.status, foreign.json]).toMatchObject([403, { title: 'not-permitted' }]);
    const decision = { body: { approved: true } };
    expect((await chief.call('POST', `/api/v1/waivers/${decided}/decision`, decision)).status).toBe(204);
    expect((await revoke(sato, decided)).status).toBe(403);
    const waived = async () =>
      ((await sheetOf('44')).json['item'] as { waivers: string[] }).waivers.includes(decided);
    expect(await waived()).toBe(true);
    expect((await revoke(sato, own)).status).toBe(204);
    expect((await revoke(chief, decided)).status).toBe(204);
    expect(await waived()).toBe(false);
    expect(await reasons()).toEqual([]);
    const again = await revoke(chief, decided);
    expect([again.status, again.json]).toMatchObject([404, { title: 'waiver-unknown' }]);
    const entries = await here.collector.context.repositories.audit.list({ limit: 50 });
    expect(
      entries
        .filter(({ action }) => action === 'waiver-revoked')
        .map(({ actor, subject }) => [actor, subject]),
    ).toEqual([
      ['account:chief', `waiver:${decided}`],
      ['account:sato', `waiver:${own}`],
    ]);
  });
});

describe('a system', () => {
  test('shows where ledger and hosts differ, and which declarations its forms ask for', async () => {
    const path = '/api/v1/systems/juki/ledger';
    expect((await file('PUT', path, '管理番号,コンピュータ名\r\n1,nowhere\r\n')).status).toBe(200);
    const { status, json } = await sato.call('GET', '/api/v1/systems/juki/coverage');
    expect([status, json]).toMatchObject([
      200,
      {
        basis: 'ledger',
        inScope: 1,
        labels: ['juki'],
        neverEnrolled: { total: 1, first: [{ assetNumber: '1', name: 'nowhere' }] },
        unlisted: { total: 1, first: [{ id: host }] },
      },
    ]);
    const gaps = json['declarationGaps'] as { kind: string; state: string; items: string[] }[];
    expect(gaps.find(({ kind }) => kind === 'approved-software')).toMatchObject({ state: 'missing' });
  });

  test('tells the faults of a declaration file in both languages, and takes a good one', async () => {
    const path = `/api/v1/systems/juki/declarations/approved-software/file?reviewOn=${nextYear}`;
    const bad = await file('PUT', path, 'ソフトウェア名,色\r\n一太郎,青\r\n');
    expect([bad.status, bad.json]).toMatchObject([
      400,
      {
        title: 'declaration-invalid',
        faults: [
          { ja: "列 '色' は知られていない。", en: "The column '色' is not known." },
          { ja: containing('ソフトウェア名、') },
        ],
      },
    ]);
    const good = await file('PUT', path, 'ソフトウェア名\r\n一太郎\r\n');
    expect([good.status, good.json]).toMatchObject([200, { entries: 1, replaced: 0 }]);
    const { json } = await sato.call('GET', '/api/v1/desk-choices');
    expect(json['today']).toMatch(/^\d{4}-\d\d-\d\d$/);
    // The guided start asks by the same answer.
    const checklists = json['checklists'] as {
      id: string;
      items: number;
      rules: unknown[];
      kinds: unknown[];
    }[];
    expect(checklists.map(({ id }) => id)).toContain('nwsystem');
    expect(
      checklists.every(({ items, rules, kinds: of }) => items > 0 && rules.length > 0 && of.length > 0),
    ).toBe(true);
    const kinds = json['declarations'] as { kind: string; columns: { heading: string }[] }[];
    expect(kinds.find(({ kind }) => kind === 'approved-software')?.columns[0]).toMatchObject({
      heading: 'ソフトウェア名',
      required: true,
    });
  });
});

async function file(
  method: string,
  path: string,
  content: string,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const { status, body } = await raw(method, path, Buffer.from(content));
  return { status, json: JSON.parse(body.toString()) as Record<string, unknown> };
}

async function fetched(path: string): Promise<{ status: number; type: string | undefined; bytes: number }> {
  const { status, type, body } = await raw('GET', path, null);
  return { status, type, bytes: body.length };
}

async function raw(method: string, path: string, content: Buffer | null) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    type: string | undefined;
    body: Buffer;
  }>();
  const outgoing = request(`${here.collector.url}${path}`, {
    method,
    ca: here.collector.context.authority.certificate,
    headers: {
      cookie: `__Host-tenken=${sato.cookie}`,
      origin: here.collector.url,
      'x-tenken-csrf': String(sato.csrfToken),
      ...(content === null
        ? {}
        : { 'content-type': 'application/octet-stream', 'content-length': content.length }),
    },
  });
  outgoing.on('error', reject);
  outgoing.on('response', (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part));
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        type: response.headers['content-type'],
        body: Buffer.concat(parts),
      }),
    );
  });
  outgoing.end(content ?? undefined);
  return promise;
}
