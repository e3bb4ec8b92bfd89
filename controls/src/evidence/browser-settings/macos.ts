import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { parsePlistMembers } from '../plist.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { browserOf, plistPolicies } from './policies.ts';
import type { Browser, BrowserSettings } from './schema.ts';

const files = {
  chrome: '/Library/Managed Preferences/com.google.Chrome.plist',
  edge: '/Library/Managed Preferences/com.microsoft.Edge.plist',
  firefox: '/Library/Managed Preferences/org.mozilla.firefox.plist',
} as const;

/** Safari has no such policies beyond what a profile of restrictions sets for everything. */
export async function readMacos(host: Host): Promise<BrowserSettings> {
  const unread: Unread[] = [];
  const browsers: Browser[] = [];
  for (const browser of ['chrome', 'edge', 'firefox'] as const) {
    const file = files[browser];
    const policies = await readPart(unread, file, null, () => readOrNone(host, file));
    if (!policies) continue;
    browsers.push(browserOf(browser, policies, { extensions: [], updates: null, sources: [file] }));
  }
  return { unread, browsers };
}

async function readOrNone(host: Host, file: string) {
  try {
    return plistPolicies(parsePlistMembers(await host.readFile(file, { maxBytes: 1024 * 1024 })));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
