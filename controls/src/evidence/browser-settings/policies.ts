import { own, ProbeError } from '@tenken/shared';
import type { RegistryKey } from '@tenken/shared';
import type { Plist } from '../plist.ts';
import type { Browser, BrowserId } from './schema.ts';

/** Policies by name; booleans as 0 and 1, as Windows writes them; lists and objects as they are. */
export type Policies = ReadonlyMap<string, unknown>;

/** @throws {ProbeError} `unparsable` when the file is no JSON object */
export function parsePolicyJson(text: string): Policies {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new ProbeError('unparsable', 'a file of policies is no JSON', { cause });
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new ProbeError('unparsable', 'a file of policies is no object');
  }
  return new Map(Object.entries(data));
}

export function registryPolicies(key: RegistryKey): Policies {
  return new Map(Object.entries(key.values).map(([name, { data }]) => [name, data]));
}

export function plistPolicies(members: ReadonlyMap<string, Plist>): Policies {
  return members;
}

/**
 * What the policies fix. `extensions` are the entries of the list of blocked extensions, which Windows keeps in a key
 * of its own.
 *
 * @see https://chromeenterprise.google/policies/
 * @see https://learn.microsoft.com/deployedge/microsoft-edge-policies
 * @see https://mozilla.github.io/policy-templates/
 */
export function browserOf(
  browser: BrowserId,
  policies: Policies,
  extra: { extensions: readonly string[]; updates: boolean | null; sources: readonly string[] },
): Browser {
  const own = browser === 'firefox' ? firefox(policies) : chromium(browser, policies);
  return {
    browser,
    ...own,
    updates: own.updates ?? extra.updates,
    extensionsRestricted: own.extensionsRestricted ?? (extra.extensions.includes('*') ? true : null),
    sources: extra.sources.slice(0, 20).map((source) => source.slice(0, 200)),
  };
}

type Facts = Omit<Browser, 'browser' | 'sources'>;

function chromium(browser: 'chrome' | 'edge', policies: Policies): Facts {
  const flag = (name: string) => truth(policies.get(name));
  const level = policies.get('SafeBrowsingProtectionLevel');
  const blocked = policies.get('ExtensionInstallBlocklist');
  const overridable = flag('SSLErrorOverrideAllowed');
  const mode = policies.get('InternetExplorerIntegrationLevel');
  return {
    warnsOfDangers:
      browser === 'edge'
        ? flag('SmartScreenEnabled')
        : typeof level === 'number'
          ? level > 0
          : flag('SafeBrowsingEnabled'),
    warningsHold:
      browser === 'edge'
        ? both(flag('PreventSmartScreenPromptOverride'), flag('PreventSmartScreenPromptOverrideForFiles'))
        : flag('DisableSafeBrowsingProceedAnyway'),
    certificateWarningsHold: overridable === null ? null : !overridable,
    updates: null,
    extensionsRestricted: Array.isArray(blocked) && blocked.includes('*') ? true : null,
    explorerMode: browser === 'edge' && typeof mode === 'number' ? mode === 1 : null,
  };
}

function firefox(policies: Policies): Facts {
  const bypass = policies.get('DisableSecurityBypass');
  const extensions = member(policies.get('ExtensionSettings'), '*');
  const off = truth(policies.get('DisableAppUpdate'));
  return {
    // Firefox has no policy of its own for it; a fixed preference is the way.
    warnsOfDangers: fixedPreference(policies, 'browser.safebrowsing.malware.enabled'),
    warningsHold: truth(member(bypass, 'SafeBrowsing')),
    certificateWarningsHold: truth(member(bypass, 'InvalidCertificate')),
    updates: off === null ? null : !off,
    extensionsRestricted: member(extensions, 'installation_mode') === 'blocked' ? true : null,
    explorerMode: null,
  };
}

function fixedPreference(policies: Policies, name: string): boolean | null {
  const preference = member(policies.get('Preferences'), name);
  return member(preference, 'Status') === 'locked' ? truth(member(preference, 'Value')) : null;
}

function both(first: boolean | null, second: boolean | null): boolean | null {
  if (first === false || second === false) return false;
  return first === null || second === null ? null : true;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' ? own(value as Record<string, unknown> | null, name) : undefined;
}

function truth(value: unknown): boolean | null {
  if (value === true || value === 1) return true;
  return value === false || value === 0 ? false : null;
}
