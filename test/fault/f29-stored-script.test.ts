import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sha256 } from '@tenken/shared';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostDetail } from '../../collector/src/api/schemas.ts';
import { dated } from '../../collector/web/src/format/dated.ts';
import { allCanaries, canaries, poisoned } from '../browser/canaries.ts';
import { chromiumMissing, startChromium } from '../browser/chromium.ts';
import { sampleReport } from '../browser/sample-hosts.ts';
import type { SampleHost } from '../browser/sample-hosts.ts';
import { complaintsOf } from '../browser/watched-page.ts';
import { startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { findingsSettled } from '../support/database.ts';
import { account, Visitor } from '../support/people.ts';
import { push } from '../support/push.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import type { SimulatedAgent } from '../support/simulated-agent.ts';

const missing = chromiumMissing();
if (missing !== null) console.warn(missing);
const screenshots = resolve(import.meta.dirname, '../output/screenshots');

/** A label is at most 100 characters long: three labels hold them all. */
const labels = [0, 3, 6].map((first) => canaries.slice(first, first + 3).join(' '));
const hostile = (platform: SampleHost['platform']): SampleHost => ({
  name: `${platform} ${allCanaries}`,
  platform,
  osName: allCanaries,
  osVersion: allCanaries,
  state: 'bad',
});

// F29: whatever a host or a person may write is shown as text on every page, and nothing of it runs.
describe.skipIf(missing !== null)('F29', () => {
  const data = makeScratchFolder();
  let collector: CollectorProcess;
  let browser: Browser;
  let page: Page;
  let person: Visitor;
  let agents: readonly SimulatedAgent[];
  /** One that nothing was heard of before it was revoked: a revoked host has no findings to look at. */
  let revoked: string;
  let complaints: string[];
  let replaced = 0;
  let shown = 0;

  async function made(path: string, body: Record<string, unknown>): Promise<void> {
    const answer = await person.call('POST', `/api/v1${path}`, { body });
    if (![201, 204].includes(answer.status)) throw new Error(`${path}: ${JSON.stringify(answer.json)}`);
  }

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    [collector, browser] = await Promise.all([startCollector({ data }), startChromium()]);
    person = new Visitor(collector);
    await person.signIn(await account(data, 'kanri', 'administrator'));
    for (const [index, label] of labels.entries()) {
      await made('/enrolment-tokens', { label, hostPattern: label, uses: 3 });
      await made('/api-tokens', { label, role: 'auditor', days: 1 });
      const who = { name: `hostile${index}`, displayName: label, role: 'auditor' };
      await made('/accounts', { ...who, password: 'a long and quiet sentence' });
    }
    const enrolled = await enrolAgents(collector, 4);
    agents = enrolled.slice(0, 3);
    revoked = enrolled[3]?.hostId ?? '';
    for (const [index, platform] of (['linux', 'windows', 'macos'] as const).entries()) {
      const agent = agents[index];
      if (!agent) throw new Error('too few agents');
      const host = hostile(platform);
      const { state: _made, ...facts } = host;
      const report = await sampleReport(agent, host, new Date(), {
        body: (body) => poisoned(body, (count) => (replaced += count)),
        statement: {
          agentVersion: allCanaries.slice(0, 64),
          host: { ...facts, architecture: allCanaries, machineIdHash: sha256(platform) },
        },
      });
      const { json } = await push(collector, agent, report.body);
      if (json.status !== 'stored') throw new Error(JSON.stringify(json));
    }
    await findingsSettled(data);
    await made(`/hosts/${revoked}/revocation`, { reason: labels.join(' ') });
    const context = await browser.newContext({ locale: 'ja-JP' });
    await context.addCookies([
      { name: '__Host-tenken', value: String(person.cookie), url: collector.url, secure: true },
    ]);
    // Runs before anything of the page: what breaks the policy is kept, whether a report of it is sent or not.
    await context.addInitScript(() => {
      const kept: string[] = [];
      Object.assign(globalThis, { policyBreaches: kept });
      addEventListener('securitypolicyviolation', (event) => kept.push(event.violatedDirective));
    });
    page = await context.newPage();
    complaints = complaintsOf(page, collector.url);
  });
  afterAll(async () => {
    console.log(`F29: ${replaced} values of evidence were replaced; canaries seen as text ${shown} times`);
    await browser?.close();
    await collector?.stop();
    removeScratchFolder(data);
  });

  /** Opens a page and everything on it that opens. @returns its text */
  async function textOf(path: string): Promise<string> {
    await page.goto(`${collector.url}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForFunction(
      () => document.querySelector('main [role="status"] .mantine-Loader-root') === null,
    );
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('details')) one.open = true;
    });
    return page.evaluate(() => document.querySelector('main')?.textContent ?? '');
  }

  /** Nothing of what was written has become part of the document. */
  async function expectTextOnly(path: string, wanted = /^$/): Promise<void> {
    const found = await page.evaluate(() => ({
      scripts: [...document.querySelectorAll('script')].filter(({ src }) => src === '').length,
      images: document.querySelectorAll('img[src="x"], main img, [onload], [onerror], [onmouseover]').length,
      links: [...document.querySelectorAll('[href], [src]')].filter((one) =>
        /^\s*(javascript|data):/i.test(one.getAttribute('href') ?? one.getAttribute('src') ?? ''),
      ).length,
      breaches: (globalThis as unknown as { policyBreaches: string[] }).policyBreaches,
    }));
    const unwanted = complaints.filter((line) => !wanted.test(line));
    expect({ path, ...found, complaints: unwanted }).toEqual({
      path,
      scripts: 0,
      images: 0,
      links: 0,
      breaches: [],
      complaints: [],
    });
  }

  function expectShown(text: string, wanted: readonly string[], path: string): void {
    for (const one of wanted) expect(text, `${path} shows ${JSON.stringify(one)}`).toContain(one);
    shown += wanted.length;
  }

  test('every page for which a host or a person wrote something', async () => {
    expect(replaced).toBeGreaterThan(100);
    const pages: [path: string, wanted: readonly string[]][] = [
      ['/', []],
      ['/hosts', canaries],
      ['/accounts', labels],
      ['/api-tokens', labels],
      ['/enrolment-tokens', labels],
      ['/audit', [...labels, labels.join(' ')]],
      ['/account', []],
      [`/hosts/${revoked}`, [labels.join(' ')]],
    ];
    for (const [path, wanted] of pages) {
      expectShown(await textOf(path), wanted, path);
      await expectTextOnly(path);
      await page.screenshot({
        path: join(screenshots, `f29${path.replaceAll(/[^a-z]+/g, '-').slice(0, 30)}.png`),
        fullPage: true,
      });
    }
  });

  test('every host, its findings and all of its evidence', async () => {
    for (const [at, { hostId }] of agents.entries()) {
      const path = `/hosts/${hostId}`;
      const answer = await person.call('GET', `/api/v1${path}`);
      const { findings, evidence, host } = answer.json as unknown as HostDetail;
      expect(host).toMatchObject({ osName: allCanaries, architecture: allCanaries });
      const text = await textOf(path);
      expectShown(text, canaries, path);
      expectShown(
        text,
        findings.map(({ observed }) => dated(observed.ja, { calendar: 'iso', language: 'ja' })),
        path,
      );
      await expectTextOnly(path);
      // All have the same canaries in them: each kind is opened at one of the hosts.
      const share = evidence.filter((_one, index) => index % agents.length === at);
      for (const { sha256: hash } of share) {
        const body = await person.call('GET', `/api/v1/evidence/${hash}`);
        const sources = body.json['sources'] as { subject: string; status: string }[];
        const evidencePath = `/evidence/${hash}`;
        const evidenceText = await textOf(evidencePath);
        expectShown(
          evidenceText,
          sources.map(({ subject }) => subject),
          evidencePath,
        );
        await expectTextOnly(evidencePath);
      }
    }
  });

  test('every control and the checklist, where hosts are named', async () => {
    const { controls } = (await person.call('GET', '/api/v1/controls')).json as {
      controls: { id: string }[];
    };
    expect(controls.length).toBeGreaterThan(5);
    // One form; what hosts have written into it is the same on each.
    for (const { id } of controls.filter((_one, index) => index % 4 === 0)) {
      await textOf(`/controls/${id}`);
      await expectTextOnly(`/controls/${id}`);
    }
    await textOf('/checklists/nwsystem');
    await expectTextOnly('/checklists/nwsystem');
  });

  test('canaries in the address itself', async () => {
    for (const one of canaries) {
      const path = `/hosts/${encodeURIComponent(one)}?refused=${encodeURIComponent(one)}#${encodeURIComponent(one)}`;
      await page.goto(`${collector.url}${path}`);
      await page
        .getByRole('heading', { name: /見つかりません|この画面はありません|要求が受け付けられませんでした/ })
        .waitFor();
      // The browser tells the refusal itself, when it comes to it; it is wanted here.
      await expectTextOnly(path, /40[04]/);
    }
  });
});
