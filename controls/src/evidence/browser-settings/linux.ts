import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { browserOf, parsePolicyJson } from './policies.ts';
import type { Policies } from './policies.ts';
import type { Browser, BrowserId, BrowserSettings } from './schema.ts';

const folders: Record<'chrome' | 'edge', readonly string[]> = {
  chrome: ['/etc/opt/chrome/policies/managed', '/etc/chromium/policies/managed'],
  edge: ['/etc/opt/edge/policies/managed'],
};
/** What lies in /etc wins over what came with the package. */
const firefoxFiles = [
  '/usr/lib/firefox-esr/distribution/policies.json',
  '/usr/lib/firefox/distribution/policies.json',
  '/usr/lib64/firefox/distribution/policies.json',
  '/etc/firefox/policies/policies.json',
];
const maxFiles = 50;

export async function readLinux(host: Host): Promise<BrowserSettings> {
  const unread: Unread[] = [];
  const browsers = [
    await readChromium(host, 'chrome', unread),
    await readChromium(host, 'edge', unread),
    await readFirefox(host, unread),
  ];
  return { unread, browsers: browsers.filter((browser) => browser !== null) };
}

/** Of several files the last in order of their names counts, for each policy by itself. */
async function readChromium(
  host: Host,
  browser: 'chrome' | 'edge',
  unread: Unread[],
): Promise<Browser | null> {
  const files: string[] = [];
  for (const folder of folders[browser]) {
    const names = await readPart(unread, folder, [], () => host.list(folder));
    files.push(...(names ?? []).filter((name) => name.endsWith('.json')).map((name) => `${folder}/${name}`));
  }
  if (files.length > maxFiles) unread.push({ what: folders[browser].join(', '), code: 'output-limit' });
  return merged(host, browser, files.slice(0, maxFiles), unread);
}

async function readFirefox(host: Host, unread: Unread[]): Promise<Browser | null> {
  const files: string[] = [];
  for (const file of firefoxFiles) {
    if ((await readPart(unread, file, false, () => exists(host, file))) === true) files.push(file);
  }
  // One file alone is in force, and none is mixed with another.
  return merged(host, 'firefox', files.slice(-1), unread);
}

async function merged(
  host: Host,
  browser: BrowserId,
  files: readonly string[],
  unread: Unread[],
): Promise<Browser | null> {
  const all = new Map<string, unknown>();
  const sources: string[] = [];
  for (const file of files) {
    const policies = await readPart(unread, file, null, () => readPolicies(host, file, browser));
    if (policies === null) continue;
    sources.push(file);
    for (const [name, value] of policies) all.set(name, value);
  }
  return sources.length === 0 ? null : browserOf(browser, all, { extensions: [], updates: null, sources });
}

async function readPolicies(host: Host, file: string, browser: BrowserId): Promise<Policies> {
  const policies = parsePolicyJson(
    new TextDecoder().decode(await host.readFile(file, { maxBytes: 1024 * 1024 })),
  );
  if (browser !== 'firefox') return policies;
  const inner = policies.get('policies');
  return typeof inner === 'object' && inner !== null ? new Map(Object.entries(inner)) : new Map();
}
