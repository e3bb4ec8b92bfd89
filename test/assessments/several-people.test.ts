import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOTP, Secret } from 'otpauth';
import { beforeAll, describe, expect, test } from 'vitest';
import { hashPassword } from '../../collector/src/access/passwords.ts';
import type { Role } from '../../collector/src/access/permissions.ts';
import { runTenken } from '../support/collector-process.ts';
import { nextYear } from '../support/console.ts';
import { collectorOfFile, enrolHere, reportOnce } from '../support/own-collector.ts';
import { filesIn } from '../support/pack-files.ts';

// Three people and two scripts work on one assessment over the network; none has rights on the data folder.
const here = collectorOfFile();
const { folder, data } = here;
const password = 'a long password for all of them';
let authority = '';

const names = {
  sato: '情報政策課 係長 佐藤太郎',
  suzuki: '情報政策課 課長 鈴木花子',
  tanaka: '総務部長 田中一郎',
} as const;
type Name = keyof typeof names;

async function token(role: Role): Promise<string> {
  const { apiTokens } = here.collector.context.repositories;
  const wanted = { label: `test ${role}`, role, scope: null, lifetimeMs: 600_000 };
  return apiTokens.create(wanted, { actor: 'console:test', now: Date.now() });
}

beforeAll(async () => {
  authority = join(data, 'authority', 'authority.pem');
  const passwordHash = await hashPassword(password);
  const change = { actor: 'console:test', now: Date.now() };
  const roles = { sato: 'compliance', suzuki: 'compliance', tanaka: 'administrator' } as const;
  for (const name of Object.keys(names) as Name[]) {
    const made = { name, displayName: names[name], role: roles[name], passwordHash };
    await here.collector.context.repositories.accounts.create(made, change);
  }
  await reportOnce(await enrolHere(here.collector, { label: 'portal' }, join(folder, 'agent')));
});

const there = () => ['--server', here.collector.url, '--authority', authority];

/** One command as a person, signed in for it, or as a script with a token. */
function as(who: { account: Name } | { token: string }, ...args: string[]) {
  return 'account' in who
    ? runTenken([...args, ...there(), '--account', who.account], { TENKEN_PASSWORD: password })
    : runTenken([...args, ...there()], { TENKEN_TOKEN: who.token });
}

async function done(...args: Parameters<typeof as>): Promise<string> {
  const { code, output, errors } = await as(...args);
  expect(code, errors).toBe(0);
  return output.trim();
}

async function refused(code: string, ...args: Parameters<typeof as>): Promise<string> {
  const { code: status, output, errors } = await as(...args);
  expect([status, output, errors]).toEqual([2, '', expect.stringContaining(`[${code}]`)]);
  return errors;
}

test(
  'one prepares, one reviews, one closes, a script downloads, and the forms name the people',
  { timeout: 180_000 },
  async () => {
    const script = { token: await token('compliance') };
    const sato = { account: 'sato' } as const;
    const suzuki = { account: 'suzuki' } as const;
    const kind = ['--kind', 'mynaportal=service-provider'];
    await done(script, 'system', 'set', 'portal', '--label', 'portal', '--organisation', '点検市', ...kind);
    const ledger = join(folder, '台帳.csv');
    writeFileSync(ledger, '管理番号,コンピュータ名\n1,somewhere\n');
    await done(script, 'system', 'ledger', 'portal', ledger);
    const open = ['--system', 'portal', '--checklist', 'mynaportal', '--rule', 'pre-application'];
    const id = await done(sato, 'assess', 'open', ...open);
    const short = id.slice(0, 6);
    expect(await done(sato, 'assess', 'list', '--lang', 'ja')).toMatch(
      new RegExp(`^${id.slice(0, 8)} .*マイナポータル.*令和\\d+年度 +作業中`, 'm'),
    );
    const shown = await done(sato, 'assess', 'show', short, '--open', '--lang', 'ja');
    expect(shown).toContain('tenken assess attest ITEM --system portal --checklist mynaportal');

    const item = ['1.1', '--system', 'portal', '--checklist', 'mynaportal'];
    const answer = ['--answer', 'done', '--until', nextYear, '--note', '規程で確認', '--file', ledger];
    // A script has no name; who answers has one without saying it.
    await refused('person-missing', script, 'assess', 'attest', ...item, ...answer);
    await done(sato, 'assess', 'attest', ...item, ...answer);
    await done(sato, 'assess', 'mark', short, '1.1', '--remarks', '事前申込みのみ');

    expect(await refused('not-permitted', script, 'assess', 'freeze', short)).toContain('--account');
    await done(sato, 'assess', 'freeze', short);
    await refused('same-person', sato, 'assess', 'review', short);
    // Another account under the same printed name would be one person twice on the form.
    await refused('same-person', suzuki, 'assess', 'review', short, '--person', names.sato);
    await done(suzuki, 'assess', 'review', short);
    await refused('same-person', sato, 'assess', 'close', short, '--reviewer-approves');
    expect(await refused('same-person', suzuki, 'assess', 'close', short)).toContain('--reviewer-approves');
    await done({ account: 'tanaka' }, 'assess', 'close', short);

    const pack = join(folder, 'pack.zip');
    const auditor = { token: await token('auditor') };
    const receipt = JSON.parse(
      await done(auditor, 'export', '--checklist', 'mynaportal', '--out', pack, '--json'),
    ) as { state: string; fingerprint: string; path: string };
    expect(receipt).toMatchObject({ state: 'final', path: pack });
    const verified = await runTenken(['verify', pack]);
    expect([verified.code, verified.output]).toEqual([0, expect.stringContaining(receipt.fingerprint)]);
    const files = await filesIn(pack);
    const record = JSON.parse(String(files.get('assessment.json'))) as { assessment: object };
    expect(record.assessment).toMatchObject({
      preparedBy: { name: names.sato, account: 'account:sato' },
      reviewedBy: { name: names.suzuki, account: 'account:suzuki' },
      approvedBy: { name: names.tanaka, account: 'account:tanaka' },
      reviewerApproves: false,
    });
    const summary = [...files].find(([name]) => /^data\/.*概要.*\.csv$/.test(name));
    expect(String(summary?.[1])).toContain(`承認者,${names.tanaka}\r\n承認者のアカウント,account:tanaka`);
    const oscal = String(files.get('oscal/assessment-results.json'));
    for (const name of Object.values(names)) expect(oscal).toContain(name);
    expect(oscal).not.toContain('account:');
    // What says where the collector is reached, and nothing of a pack.
    expect(readdirSync(join(data, 'scratch'))).toEqual(['running.json']);
    await refused('pack-unwritable', auditor, 'export', short, '--out', pack);
    await done(auditor, 'export', short, '--draft', '--out', join(folder, 'draft.zip'));
  },
);

describe('what does not fit is refused with what to do', () => {
  test.each<[string, string[], Record<string, string>, string, RegExp]>([
    ['nobody', [], {}, 'sign-in-needed', /TENKEN_TOKEN.*--account/],
    ['a token that nobody made', [], { TENKEN_TOKEN: `tkp_${'a'.repeat(43)}` }, 'sign-in-refused', /wrong/],
    [
      'a wrong password',
      ['--account', 'sato'],
      { TENKEN_PASSWORD: 'wrong' },
      'sign-in-refused',
      /Name, password or code is wrong/,
    ],
    ['no terminal to ask on', ['--account', 'sato'], {}, 'sign-in-needed', /TENKEN_PASSWORD/],
  ])('%s', async (_, more, env, code, message) => {
    const { code: status, errors } = await runTenken(['assess', 'list', ...there(), ...more], env);
    expect([status, errors]).toEqual([2, expect.stringMatching(message)]);
    expect(errors).toContain(`[${code}]`);
  });

  test('a server whose certificate nobody here trusts gets no password', async () => {
    const before = await here.collector.context.repositories.audit.list({ limit: 1 });
    const line = ['assess', 'list', '--server', here.collector.url, '--account', 'sato'];
    const { code, errors } = await runTenken(line, { TENKEN_PASSWORD: password });
    expect([code, errors]).toEqual([
      2,
      expect.stringMatching(/authority\.pem.*--authority.*\[server-untrusted\]/),
    ]);
    expect(await here.collector.context.repositories.audit.list({ limit: 1 })).toEqual(before);
  });

  test('a server that is away, both places, and options that go with a server', async () => {
    const env = { TENKEN_TOKEN: 'tkp_x' };
    const away = await runTenken(['assess', 'list', '--server', 'https://localhost:1'], env);
    expect([away.code, away.errors]).toEqual([2, expect.stringContaining('[server-unreachable]')]);
    const both = await runTenken(['assess', 'list', ...there(), '--data', data], env);
    expect([both.code, both.errors]).toEqual([2, expect.stringContaining('not both')]);
    const none = await runTenken(['assess', 'list', '--data', data, '--account', 'sato'], env);
    expect([none.code, none.errors]).toEqual([2, expect.stringContaining('--server')]);
    const plain = await runTenken(
      ['assess', 'list', '--server', here.collector.url.replace('https', 'http')],
      env,
    );
    expect([plain.code, plain.errors]).toEqual([2, expect.stringContaining('https://NAME:PORT')]);
  });

  test('a second factor is asked for, and the session is over afterwards', async () => {
    const { accounts } = here.collector.context.repositories;
    const passwordHash = await hashPassword(password);
    const change = { actor: 'console:test', now: Date.now() };
    const made = { name: 'ito', displayName: '伊藤', role: 'auditor', passwordHash } as const;
    const id = String(await accounts.create(made, change));
    const secret = new Secret({ size: 20 }).base32;
    await accounts.addSecondFactor(id, secret, 0, change);
    const line = ['assess', 'list', ...there(), '--account', 'ito'];
    const without = await runTenken(line, { TENKEN_PASSWORD: password });
    expect([without.code, without.errors]).toEqual([
      2,
      expect.stringMatching(/TENKEN_CODE.*\[sign-in-needed\]/),
    ]);
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    const entered = await runTenken(line, { TENKEN_PASSWORD: password, TENKEN_CODE: code });
    expect(entered.code, entered.errors).toBe(0);
    const [last] = await here.collector.context.repositories.audit.list({ limit: 1 });
    expect(last).toMatchObject({ action: 'signed-out', actor: 'account:ito' });
  });

  test('a role that may only look, and an id that fits none or several', async () => {
    const auditor = { token: await token('auditor') };
    const set = ['system', 'set', 'x', '--every-host', '--organisation', 'x'];
    const before = await here.collector.context.repositories.systems.list(Date.now());
    await refused('not-permitted', auditor, ...set);
    await refused('assessment-unknown', auditor, 'assess', 'show', 'ffff');
    await refused('assessment-unknown', auditor, 'assess', 'show', '%%%%');
    expect(await here.collector.context.repositories.systems.list(Date.now())).toEqual(before);
  });
});

test.skipIf(process.getuid?.() !== 0)(
  'a folder that is not ours says so, and not that it is empty',
  async () => {
    const { code, output, errors } = await runTenken(['assess', 'list', '--data', data], {}, 65_534);
    expect([code, output]).toEqual([2, '']);
    expect(errors).toMatch(
      /cannot be read: nobody has no rights on it \(EACCES\).*--server.*\[data-directory-unusable\]/,
    );
  },
);
