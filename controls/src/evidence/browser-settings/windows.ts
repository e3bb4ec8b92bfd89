import type { Host, RegistryKey } from '@tenken/shared';
import { dword, keyOrNull } from '../registry-values.ts';
import type { Unread } from '../unread.ts';
import { browserOf, registryPolicies } from './policies.ts';
import type { Browser, BrowserId, BrowserSettings } from './schema.ts';

const roots: Record<BrowserId, string> = {
  chrome: 'HKLM\\SOFTWARE\\Policies\\Google\\Chrome',
  edge: 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Edge',
  firefox: 'HKLM\\SOFTWARE\\Policies\\Mozilla\\Firefox',
};
/** Settings of the updater, for all its products. */
const updaters: Partial<Record<BrowserId, string>> = {
  chrome: 'HKLM\\SOFTWARE\\Policies\\Google\\Update',
  edge: 'HKLM\\SOFTWARE\\Policies\\Microsoft\\EdgeUpdate',
};

/** Policies of one person alone are not looked at: they fix nothing for the others. */
export async function readWindows(host: Host): Promise<BrowserSettings> {
  const unread: Unread[] = [];
  const browsers: Browser[] = [];
  for (const browser of ['chrome', 'edge', 'firefox'] as const) {
    const found = await readBrowser(host, browser, unread);
    if (found) browsers.push(found);
  }
  return { unread, browsers };
}

async function readBrowser(host: Host, browser: BrowserId, unread: Unread[]): Promise<Browser | null> {
  const root = roots[browser];
  const key = await keyOrNull(host, unread, root);
  const updaterPath = updaters[browser];
  const updater = updaterPath === undefined ? null : await keyOrNull(host, unread, updaterPath);
  if (key === null && updater === null) return null;
  const policies = new Map(key === null ? [] : registryPolicies(key));
  if (browser === 'firefox' && key?.subkeys.includes('DisableSecurityBypass')) {
    const bypass = await keyOrNull(host, unread, `${root}\\DisableSecurityBypass`);
    if (bypass) policies.set('DisableSecurityBypass', Object.fromEntries(registryPolicies(bypass)));
  }
  const blocked = key?.subkeys.includes('ExtensionInstallBlocklist')
    ? await keyOrNull(host, unread, `${root}\\ExtensionInstallBlocklist`)
    : null;
  return browserOf(browser, policies, {
    extensions: listed(blocked),
    updates: updatesOf(updater),
    sources: [root, ...(updater === null || updaterPath === undefined ? [] : [updaterPath])],
  });
}

function listed(key: RegistryKey | null): string[] {
  return Object.values(key?.values ?? {}).flatMap((value) => (value.type === 'REG_SZ' ? [value.data] : []));
}

/** 0 = never, 1 = always, 2 = by hand only, 3 = automatic only. One product may differ from the default. */
function updatesOf(updater: RegistryKey | null): boolean | null {
  const names = Object.keys(updater?.values ?? {}).filter((name) => /^Update(?:Default$|\{)/i.test(name));
  const values = names.map((name) => dword(updater, name)).filter((value) => value !== null);
  if (values.length === 0) return null;
  return values.every((value) => value === 1 || value === 3);
}
