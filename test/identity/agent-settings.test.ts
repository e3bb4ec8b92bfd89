import { sign, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { areSettingsSignedBy, settingsText, SignedSettings } from '@tenken/shared';
import type { AgentSettings, StatedSettings } from '@tenken/shared';
import { expect, test } from 'vitest';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { scanAndPush } from '../../agent/src/run.ts';
import { scan } from '../../agent/src/scan.ts';
import { SettingsBook } from '../../agent/src/settings.ts';
import { CertificateAuthority } from '../../collector/src/ca/certificate-authority.ts';
import type { Collector } from '../../collector/src/server.ts';
import { runTenken } from '../support/collector-process.ts';
import { rowsOf } from '../support/database.ts';
import { certificateIn, enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

async function hostOf(collector: Collector, folder: string) {
  return collector.context.repositories.hosts.find(String(loadIdentity(folder)?.hostId));
}

function stated(sequence: number, settings: AgentSettings = { spoolDays: 2 }): StatedSettings {
  return { version: 1, sequence, issuedAt: new Date().toISOString(), settings };
}

test('settings that a person changes reach an agent with its report; the next one says so', async () => {
  const collector = await ownCollector();
  const folder = await enrolHere(collector);
  await reportOnce(folder);
  // What was known before it is switched off.
  await collector.context.evaluator.settle();
  expect(await hostOf(collector, folder)).toMatchObject({ settingsSequence: 0, settingsRefused: null });
  const { code, errors } = await runTenken([
    'collector',
    'settings',
    '--data',
    collector.directory.path,
    '--scan-every-minutes',
    '30',
    '--spool-days',
    '3',
    '--off',
    'os-release',
  ]);
  expect([code, errors]).toEqual([0, expect.stringMatching(/^settings \d+\n$/)]);
  const sequence = Number(errors.split(' ')[1]);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await reportOnce(folder);
  const { current, state } = new SettingsBook(folder, certificateIn(folder));
  expect(current).toEqual({ scanEveryMinutes: 30, spoolDays: 3, kindsOff: ['os-release'] });
  expect(state).toEqual({ sequence, refused: null });
  await reportOnce(folder);
  const host = await hostOf(collector, folder);
  expect(host).toMatchObject({ settingsSequence: sequence, settingsRefused: null });
  // What is switched off is not known; it is neither passed nor forgotten.
  const evidence = await collector.context.repositories.reports.newestEvidence(String(host?.id));
  expect(evidence.get('os-release')?.body.result).toMatchObject({ failure: { code: 'unsupported' } });
  await collector.context.evaluator.settle();
  const findings = await collector.context.repositories.findings.list({ hostId: String(host?.id) });
  const supported = findings.find(({ control }) => control === 'os-supported');
  expect(supported).toMatchObject({ outcome: 'unknown', reason: 'collection-off' });
  // The host is new today: what was known of it this morning is lost all the same.
  const day = { from: Date.now() - 24 * 60 * 60 * 1000, to: Date.now() };
  expect(await collector.context.repositories.changes.counts(day)).toMatchObject({ firstHosts: 1 });
  const { changes } = await collector.context.repositories.changes.page(
    { ...day, kinds: ['lost'] },
    { after: null, limit: 100 },
  );
  expect(changes.map(({ control, reason }) => [control, reason])).toContainEqual([
    'os-supported',
    'collection-off',
  ]);
  const lines = await rowsOf(
    collector.directory.path,
    "select actor, subject, details from audit_entry where action = 'agent-settings-changed'",
  );
  expect(lines).toEqual([
    {
      actor: expect.stringMatching(/^console:/) as unknown,
      subject: `agent-settings:${sequence}`,
      details: expect.stringContaining('os-release') as unknown,
    },
  ]);
});

test('servers that a person names reach the scan of an agent, in the one form that agents take', async () => {
  const collector = await ownCollector();
  const folder = await enrolHere(collector);
  const settings = ['collector', 'settings', '--data', collector.directory.path];
  const named = [
    '--tls-targets',
    'smtp://Mail.example.jp',
    '[2001:DB8::1]:8443',
    '--ssh-targets',
    '192.0.2.1',
  ];
  const { code, errors } = await runTenken([...settings, ...named]);
  expect([code, errors]).toEqual([0, expect.stringMatching(/^settings \d+\n$/)]);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await reportOnce(folder);
  const wanted = {
    file: join(folder, 'network-targets.txt'),
    tls: ['mail.example.jp:25/smtp', '[2001:db8::1]:8443'],
    ssh: ['192.0.2.1:22'],
  };
  const { current } = new SettingsBook(folder, certificateIn(folder));
  expect(current).toMatchObject({ tlsTargets: wanted.tls, sshTargets: wanted.ssh });
  const plans: unknown[] = [];
  await scanAndPush({
    host: new LocalHost(),
    folder,
    scan: async (host, { targets }) => {
      plans.push(targets);
      return scan(host, { kinds: [] });
    },
  });
  expect(plans).toEqual([wanted]);
  for (const [wrong, told] of [
    ['https://example.jp/x', 'not a path'],
    ['a name=b', 'network-targets.txt'],
    ['[fe80::1%eth0]', 'network-targets.txt'],
  ] as const) {
    const refused = await runTenken([...settings, '--tls-targets', wrong]);
    expect(refused.code).toBe(2);
    expect(refused.errors).toContain(told);
  }
  await runTenken([...settings, '--tls-targets']);
  expect((await collector.context.repositories.agentSettings.newest())?.settings).toMatchObject({
    tlsTargets: [],
    sshTargets: wanted.ssh,
  });
});

test('what is unsigned, foreign, older, changed or of another shape is refused, and the collector is told', async () => {
  const collector = await ownCollector();
  const folder = await enrolHere(collector);
  const certificate = certificateIn(folder);
  const { authority } = collector.context;
  const stranger = await CertificateAuthority.open(scratchFolder());
  const good = await authority.signSettings(stated(10));
  const later = await authority.signSettings(stated(11));
  const take = (received: unknown) => new SettingsBook(folder, certificate).take(received);
  expect(take(good)).toBeNull();
  expect(take(good)).toBeNull();
  const refused: [unknown, string][] = [
    [await stranger.signSettings(stated(12)), 'signature-wrong'],
    [{ ...later, authority: stranger.certificate }, 'signature-wrong'],
    [{ ...later, statement: { ...later.statement, settings: { spoolDays: 90 } } }, 'signature-wrong'],
    [{ ...later, signature: good.signature }, 'signature-wrong'],
    // The agent's own key is certified by the authority, and is no authority.
    [ownSettings(folder, stated(13)), 'signature-wrong'],
    [{ ...later, signature: '' }, 'not-understood'],
    [{ ...later, authority: undefined }, 'not-understood'],
    [await authority.signSettings(stated(14, { command: 'id' } as never)), 'not-understood'],
    [await authority.signSettings(stated(14, { spoolDays: 0 })), 'not-understood'],
    [await authority.signSettings(stated(14, { kindsOff: ['../../etc'] })), 'not-understood'],
    ['run this', 'not-understood'],
    [await authority.signSettings(stated(9)), 'older'],
    [await authority.signSettings(stated(10, { spoolDays: 7 })), 'number-reused'],
  ];
  for (const [received, why] of refused) {
    expect(take(received)).toBe(why);
    expect(new SettingsBook(folder, certificate).current).toEqual({ spoolDays: 2 });
  }
  await reportOnce(folder);
  expect(await hostOf(collector, folder)).toMatchObject({
    settingsSequence: 10,
    settingsRefused: 'number-reused',
  });
  expect(take(later)).toBeNull();
  await reportOnce(folder);
  expect(await hostOf(collector, folder)).toMatchObject({ settingsSequence: 11, settingsRefused: null });
});

test('a file of settings that somebody changed on the host counts for nothing', async () => {
  const collector = await ownCollector();
  const folder = await enrolHere(collector);
  const certificate = certificateIn(folder);
  const signed = await collector.context.authority.signSettings({
    version: 1,
    sequence: 3,
    issuedAt: new Date().toISOString(),
    settings: { kindsOff: ['antivirus'] },
  });
  new SettingsBook(folder, certificate).take(signed);
  const path = join(folder, 'settings.json');
  expect(SignedSettings.parse(JSON.parse(readFileSync(path, 'utf8')))).toEqual(signed);
  writeFileSync(path, readFileSync(path, 'utf8').replace('antivirus', 'screen-lock'));
  expect(new SettingsBook(folder, certificate).current).toEqual({});
  expect(new SettingsBook(folder, certificate).state.sequence).toBe(0);
});

function ownSettings(folder: string, statement: StatedSettings): SignedSettings {
  const identity = loadIdentity(folder);
  if (!identity) throw new Error('no identity');
  const [own = ''] =
    /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/.exec(identity.certificate) ?? [];
  const signature = sign('sha256', settingsText(statement), identity.privateKey).toString('base64');
  return { statement, signature, authority: own };
}

test('settings are signed with a key that cannot leave its module, and Node does not complain', async () => {
  const warned: Error[] = [];
  const listen = (warning: Error) => warned.push(warning);
  process.on('warning', listen);
  const authority = await CertificateAuthority.open(scratchFolder());
  const { publicKey } = new X509Certificate(authority.certificate);
  // Numbers that begin with a zero byte are shorter in DER; one in 256 does.
  for (let sequence = 1; sequence <= 600; sequence += 1) {
    expect(areSettingsSignedBy(await authority.signSettings(stated(sequence)), publicKey)).toBe(true);
  }
  await new Promise(setImmediate);
  process.off('warning', listen);
  expect(warned).toEqual([]);
});
