import { ProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { browserOf, parsePolicyJson } from './policies.ts';
import { BrowserSettings, browserIds } from './schema.ts';

const none = { extensions: [], updates: null, sources: [] };

test.each([
  [
    {
      SmartScreenEnabled: 1,
      PreventSmartScreenPromptOverride: 1,
      PreventSmartScreenPromptOverrideForFiles: 1,
    },
    true,
  ],
  [{ PreventSmartScreenPromptOverride: 1, PreventSmartScreenPromptOverrideForFiles: 0 }, false],
  [{ PreventSmartScreenPromptOverride: 1 }, null],
])('Edge: sites and downloads both have to hold %j', (policies, holds) => {
  expect(browserOf('edge', new Map(Object.entries(policies)), none).warningsHold).toBe(holds);
});

test('Firefox: only a locked preference is fixed', () => {
  const preference = (Status: string) =>
    new Map([['Preferences', { 'browser.safebrowsing.malware.enabled': { Value: true, Status } }]]);
  expect(browserOf('firefox', preference('locked'), none).warnsOfDangers).toBe(true);
  expect(browserOf('firefox', preference('default'), none).warnsOfDangers).toBeNull();
});

test('any policies give facts that fit', () => {
  const names = fc.constantFrom(
    'SmartScreenEnabled',
    'SafeBrowsingProtectionLevel',
    'DisableSecurityBypass',
    'ExtensionSettings',
    'ExtensionInstallBlocklist',
    'Preferences',
    'InternetExplorerIntegrationLevel',
    '__proto__',
  );
  fc.assert(
    fc.property(fc.constantFrom(...browserIds), fc.dictionary(names, fc.jsonValue()), (browser, policies) => {
      const found = browserOf(browser, new Map(Object.entries(policies)), none);
      expect(BrowserSettings.safeParse({ unread: [], browsers: [found] }).success).toBe(true);
    }),
  );
});

test('any file gives policies or `unparsable`', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (text) => {
      try {
        parsePolicyJson(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
        expect((error as ProbeError).code).toBe('unparsable');
      }
    }),
  );
});
