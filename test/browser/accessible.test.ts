import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HostDetail } from '../../collector/src/api/schemas.ts';
import { findingsSettled } from '../support/database.ts';
import { push } from '../support/push.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import { chromiumMissing } from './chromium.ts';
import { expectAccessible, pagesOfCollector, settled } from './pages.ts';
import { hostileName, sampleHosts, sampleReport } from './sample-hosts.ts';

const folder = resolve(import.meta.dirname, '../../collector/web/src/router');
const text = globSync('*.ts', { cwd: folder })
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');
/** Every address of the page, `$name` where something of this collector goes. */
const addresses = [...new Set([...text.matchAll(/\bpath: '([^']+)'/g)].map(([, path = '']) => path))];

test('the page of results has each criterion of JIS X 8341-3:2016 and WCAG 2.2 AA once, and names tests that exist', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../shared/docs/accessibility.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (\d\.\d\.\d+) [^|]+\| (A|AA) \| (○|△|－|未) \|([^|]*)\|/gm)];
  expect(rows).toHaveLength(38 + 18);
  expect(new Set(rows.map(([, criterion]) => criterion)).size).toBe(rows.length);
  const named = [...page.matchAll(/[\w-]+\.test\.ts/g)].map(([name]) => name);
  expect(named.filter((name) => !existsSync(join(import.meta.dirname, name)))).toEqual([]);
  // What was looked at says how.
  expect(rows.filter(([, , , result, how]) => /[○△]/.test(String(result)) && how?.trim() === '')).toEqual([]);
});

describe.skipIf(chromiumMissing() !== null)('every address of the page', () => {
  const pages = pagesOfCollector();
  /** By the name of the part, or for `$id` by the part before it. */
  const examples: Record<string, string> = {
    controls: 'time-synchronized',
    control: 'time-synchronized',
    checklists: 'nwsystem',
    checklist: 'nwsystem',
    systems: 'juki',
    system: 'juki',
  };

  beforeAll(async () => {
    const administrator = await pages.person('administrator');
    const [agent] = await enrolAgents(pages.collector, 1);
    const host = sampleHosts.find(({ name }) => name === hostileName);
    if (!agent || !host) throw new Error('no host');
    await push(pages.collector, agent, (await sampleReport(agent, host)).body);
    await findingsSettled(pages.data);
    examples['hosts'] = agent.hostId;
    examples['host'] = agent.hostId;
    const detail = await administrator.call('GET', `/api/v1/hosts/${agent.hostId}`);
    examples['sha256'] = (detail.json as HostDetail).evidence[0]?.sha256 ?? '';
    const checklist = await administrator.call('GET', '/api/v1/checklists/nwsystem');
    examples['item'] = (checklist.json as { items: { id: string }[] }).items[0]?.id ?? '';
    const organisation = { name: '点検市', kinds: { nwsystem: 'inquirer' } };
    const system = { name: hostileName, labels: [], organisation };
    await administrator.call('PUT', '/api/v1/systems/juki', { body: system });
    const body = { system: 'juki', checklist: 'nwsystem', rule: 'periodic' };
    const opened = await administrator.call('POST', '/api/v1/assessments', { body });
    examples['assessments'] = String(opened.json['id']);
  });

  function exampleOf(address: string): string {
    const parts = address.split('/');
    return parts
      .map((part, place) => {
        if (!part.startsWith('$')) return part;
        const name = part === '$id' ? parts[place - 1] : part.slice(1);
        const example = examples[String(name)];
        if (!example) throw new Error(`${address}: the test has no example of ${name}`);
        return encodeURIComponent(example);
      })
      .join('/');
  }

  test('is found in the files of the router', () => {
    expect(addresses.length).toBeGreaterThan(12);
    expect(addresses).toContain('/checklists/$id/items/$item');
  });

  test.each(addresses)(
    '%s is accessible in light and dark, has one heading, and shows names as text',
    async (address) => {
      const { page, complaints } = await pages.open(await pages.person('administrator'));
      await page.goto(`${pages.collector.url}${exampleOf(address)}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await settled(page);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      const heading = await page.getByRole('heading', { level: 1 }).innerText();
      await expect.poll(() => page.title()).toContain(heading.split('\n')[0]);
      expect(await page.locator('html').getAttribute('lang')).toBe('ja');
      expect(await page.locator('img[src="x"]').count()).toBe(0);
      await expectAccessible(page, `${address} in light`);
      // Nothing but colours changes.
      await page.emulateMedia({ colorScheme: 'dark' });
      await expectAccessible(page, `${address} in dark`, 'color-contrast');
      expect(complaints).toEqual([]);
    },
  );
});
