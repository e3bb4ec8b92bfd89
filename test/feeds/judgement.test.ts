import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson, sha256 } from '@tenken/shared';
import type { Evidence } from '@tenken/shared';
import { controls, judge, shippedReference } from '@tenken/controls';
import { evidenceKinds } from '@tenken/controls/evidence';
import { expect, test } from 'vitest';
import { importBundle } from '../../collector/src/feeds/import-bundle.ts';
import { ReferenceReader } from '../../collector/src/feeds/reference-reader.ts';
import type { Collector } from '../../collector/src/server.ts';
import { acceptedReport, enrolledHost } from '../../collector/src/testing.ts';
import { bundleOf, daysAgo, downloaded, parts, signer } from '../support/feed-bundles.ts';
import type { Signer } from '../support/feed-bundles.ts';
import { ownCollector } from '../support/own-collector.ts';

const control = controls.find(({ id }) => id === 'known-vulnerabilities');

function evidence(kind: string, data: Record<string, unknown>): Evidence {
  const version = evidenceKinds.find(({ id }) => id === kind)?.version ?? 1;
  const body = { kind, version, result: { status: 'read' as const, data }, sources: [] };
  return { collectedAt: new Date().toISOString(), durationMs: 1, sha256: sha256(canonicalJson(body)), body };
}

function system(id: string, versionId: string): Evidence {
  const unsaid = { versionFull: null, edition: null, build: null, revision: null };
  const rest = { installationType: null, supportEndDate: null };
  return evidence('os-release', { unread: [], id, versionId, ...unsaid, ...rest });
}

function software(source: 'dpkg' | 'rpm', packages: string[]): Evidence {
  const group = { source, publisher: null, architecture: 'amd64', marksChosen: false, packages };
  const groups = [source === 'dpkg' ? { ...group, tellsSources: true } : group];
  return evidence('software', { unread: [], sources: [source], total: 2, truncated: false, groups });
}

const debianBehind = [system('debian', '12'), software('dpkg', ['2.36-9+deb12u1||<glibc|libc-bin|libc6'])];
const debianRepaired = [system('debian', '12'), software('dpkg', ['2.36-9+deb12u3||<glibc|libc-bin|libc6'])];
const rhelBehind = [system('rhel', '9.2'), software('rpm', ['2.34-60.el9|2023-05-09|glibc|glibc-common'])];

async function take(collector: Collector, path: string, who: Signer): Promise<void> {
  await importBundle({
    path,
    feeds: collector.context.repositories.feeds,
    directory: collector.directory,
    allowOlder: false,
    fingerprint: who.fingerprint,
    actor: 'console:test',
    now: Date.now,
  });
}

async function report(collector: Collector, host: string, sequence: number, what: Evidence[]): Promise<void> {
  await collector.context.repositories.reports.storeBatch([acceptedReport(host, sequence, what)]);
  await collector.context.evaluator.settle();
}

async function finding(collector: Collector, hostId: string) {
  const { findings } = collector.context.repositories;
  return (await findings.list({ hostId, control: 'known-vulnerabilities' }))[0];
}

/** Until the collector has noticed, which takes seconds. */
async function becomes(collector: Collector, host: string, outcome: string) {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = await finding(collector, host);
    if (found?.outcome === outcome) return found;
    await sleep(100);
  }
  return finding(collector, host);
}

test('every host is judged anew when a bundle is taken in, and by what was in force then as of then', async () => {
  const collector = await ownCollector();
  const { repositories } = collector.context;
  const who = signer();
  const [behind, repaired, rhel] = [
    await enrolledHost(repositories),
    await enrolledHost(repositories),
    await enrolledHost(repositories),
  ];
  await report(collector, behind, 1, debianBehind);
  await report(collector, repaired, 1, debianRepaired);
  await report(collector, rhel, 1, rhelBehind);
  for (const host of [behind, repaired, rhel]) {
    expect(await finding(collector, host)).toMatchObject({ outcome: 'unknown', reason: 'no-feed' });
  }
  await sleep(5);
  const before = Date.now();
  await sleep(5);

  await take(collector, await bundleOf(downloaded(daysAgo(2)), who), who);
  const failed = await becomes(collector, behind, 'fail');
  expect(failed).toMatchObject({ outcome: 'fail', reason: 'vulnerable' });
  expect(failed?.observed.en).toContain('glibc 2.36-9+deb12u1 (CVE-2023-4911)');
  expect(failed?.parameters['reference']).toMatchObject({ advisories: { asOf: daysAgo(2) } });
  expect(await becomes(collector, repaired, 'pass')).toMatchObject({ outcome: 'pass', reason: 'none-known' });
  expect(await finding(collector, rhel)).toMatchObject({ outcome: 'unknown', reason: 'no-feed' });

  // Another feed beside it, and two forms of one advisory.
  await take(collector, await bundleOf(downloaded(daysAgo(1), [parts.oval, parts.csaf]), who), who);
  const red = await becomes(collector, rhel, 'fail');
  expect(red?.observed.en).toContain('1 in 1 packages: glibc 2.34-60.el9 (CVE-2023-4911)');
  expect(await finding(collector, behind)).toMatchObject({ outcome: 'fail' });

  const reader = new ReferenceReader(repositories.feeds);
  const asOf = async (moment: number, what: Evidence[]) => {
    if (!control) throw new Error('no such control');
    const known = new Map(what.map((one) => [one.body.kind, one]));
    const reference = await (await reader.at(moment)).forHost(known);
    return judge(control, known, {}, { platform: 'linux', now: new Date(), reference });
  };
  expect(await asOf(before, debianBehind)).toMatchObject({ outcome: 'unknown', reason: 'no-feed' });
  expect(await asOf(Date.now(), debianBehind)).toMatchObject({ outcome: 'fail' });
});

test('what is too old turns a pass into unknown by itself', async () => {
  const time = { ahead: 0 };
  const day = 24 * 60 * 60 * 1000;
  const collector = await ownCollector({
    now: () => new Date(Date.now() + time.ahead),
    staleAfterMs: 400 * day,
  });
  const who = signer();
  const host = await enrolledHost(collector.context.repositories);
  await take(collector, await bundleOf(downloaded(daysAgo(2)), who), who);
  await report(collector, host, 1, debianRepaired);
  const passed = await finding(collector, host);
  const ends = Date.parse(daysAgo(2)) + 35 * day;
  expect(passed).toMatchObject({ outcome: 'pass', validUntil: new Date(ends).toISOString() });
  time.ahead = ends - Date.now() + 1000;
  await collector.context.evaluator.settle();
  expect(await finding(collector, host)).toMatchObject({ outcome: 'unknown', reason: 'reference-too-old' });
});

test('a table that is carried in takes the place of the one that came with the product', async () => {
  const collector = await ownCollector();
  const who = signer();
  const host = await enrolledHost(collector.context.repositories);
  await report(collector, host, 1, [system('debian', '12')]);
  const { findings } = collector.context.repositories;
  const supported = async () => (await findings.list({ hostId: host, control: 'os-supported' }))[0];
  expect((await supported())?.outcome).toBe('pass');
  const asOf = daysAgo(1);
  const versions = shippedReference.osSupport.versions.map((row) =>
    row.product === 'Debian 12' ? { ...row, securityEnd: daysAgo(9), longTermEnd: daysAgo(8) } : row,
  );
  const part = { name: 'os-support', kind: 'os-support', source: 'made up', files: ['table.json'] };
  const folder = downloaded(asOf, [part]);
  writeFileSync(
    join(folder, 'table.json'),
    JSON.stringify({ ...shippedReference.osSupport, asOf, versions }),
  );
  await take(collector, await bundleOf(folder, who), who);
  for (let tries = 0; tries < 100 && (await supported())?.outcome !== 'fail'; tries += 1) await sleep(100);
  expect(await supported()).toMatchObject({
    outcome: 'fail',
    reason: 'ended',
    parameters: { reference: { 'os-support': { asOf } } },
  });
});

test('names of products and agents can be reviewed by a bundle; the newer of it and the product counts', async () => {
  const collector = await ownCollector();
  const who = signer();
  const reader = new ReferenceReader(collector.context.repositories.feeds);
  const inForce = async () => (await reader.at(Date.now())).forHost(new Map());
  const bundle = (asOf: string, changed: object = {}) => {
    const described = (['product-names', 'security-agents'] as const).map((kind) => ({
      name: kind,
      kind,
      source: 'reviewed',
      files: [`${kind}.json`],
    }));
    const folder = downloaded(asOf, described);
    const { productNames, securityAgents } = shippedReference;
    writeFileSync(
      join(folder, 'product-names.json'),
      JSON.stringify({ ...productNames, asOf, source: 'reviewed', ...changed }),
    );
    writeFileSync(join(folder, 'security-agents.json'), JSON.stringify({ ...securityAgents, asOf }));
    return bundleOf(folder, who);
  };

  // Older than what came with the product: it is taken in, and not used.
  await take(collector, await bundle('2020-01-01'), who);
  expect((await inForce()).productNames).toEqual(shippedReference.productNames);
  expect((await inForce()).securityAgents).toEqual(shippedReference.securityAgents);

  const asOf = daysAgo(1);
  const notLookedFor = [{ name: 'New AV', evidence: 'antivirus' }];
  await take(collector, await bundle(asOf, { notLookedFor }), who);
  const carried = await inForce();
  expect(carried.productNames).toEqual({ asOf, source: 'reviewed', notLookedFor });
  expect(carried.securityAgents.asOf).toBe(asOf);

  // Damaged ones change nothing: a day that is another than the part's, an evidence that there is not, no list.
  for (const changed of [
    { asOf: daysAgo(3) },
    { notLookedFor: [{ name: 'x', evidence: 'y' }] },
    { names: [] },
  ]) {
    await expect(take(collector, await bundle(daysAgo(0), changed), who)).rejects.toMatchObject({
      code: 'feed-invalid',
    });
  }
  await expect(take(collector, await bundle(daysAgo(2)), who)).rejects.toMatchObject({ code: 'feed-older' });
  expect((await inForce()).productNames.asOf).toBe(asOf);
});
