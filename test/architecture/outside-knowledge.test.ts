import { globSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { controls, referenceKinds, shippedReference, stampOf } from '@tenken/controls';
import { expect, test } from 'vitest';

// What the product knows of the world outside is either reference data, with a day, a source and a limit in each control
// that rests on it, or stands here with the reason why its age makes no pass wrong.

const named = 'covered by the reference data of product names, or by that of agents';
const onlyUnknown = 'what is not in it is other or unknown, and no pass comes of that';
const rule = 'a rule of a named edition: a pass says that nothing of this list is there';
const fixed = 'part of a format or of a program that keeps it for compatibility';

const ageless: Record<string, string> = {
  'evidence/antivirus/linux-products.ts': named,
  'evidence/antivirus/macos.ts': named,
  'evidence/antivirus/windows-vendors.ts': named,
  'evidence/event-monitoring/products.ts': named,
  'evidence/security-agents/vendors.ts': named,
  'evidence/usb-storage/other-controls.ts': 'such a product turns a failure into unknown, and nothing else',
  'evidence/audit-log/linux-files.ts': onlyUnknown,
  'evidence/audit-log/linux.ts': onlyUnknown,
  'evidence/backup/linux.ts':
    'a product that is not known leaves a failure, which a marker of the last backup answers',
  'evidence/backup/macos.ts':
    'a product that is not known leaves a failure, which a marker of the last backup answers',
  'evidence/backup/systemd-jobs.ts':
    'a tool that is not known leaves a failure, which a marker of the last backup answers',
  'evidence/backup/windows.ts':
    'a product that is not known leaves a failure, which a marker of the last backup answers',
  'evidence/host-firewall/linux.ts': onlyUnknown,
  'evidence/local-accounts/display-managers.ts':
    'another program that is started at the screen makes it unknown',
  'evidence/local-accounts/directories.ts': onlyUnknown,
  'evidence/log-forwarding/linux.ts': 'a forwarder that is not known leaves a failure',
  'evidence/login-factors/credential-providers.ts':
    'a provider that is not of Windows is other, and no factor by itself',
  'evidence/os-updates/windows.ts': 'identifiers that Microsoft publishes; another one is unclassified',
  'evidence/pam/factors.ts': 'a module that is not known is no second factor',
  'evidence/printing/linux.ts': fixed,
  'evidence/antivirus/clamav.ts': fixed,
  'evidence/antivirus/xprotect.ts': fixed,
  'evidence/database-server/linux.ts': 'a server that listens and is not known is unknown',
  'evidence/login-factors/linux.ts': fixed,
  'evidence/password-policy/linux.ts': fixed,
  'controls/accounts-have-passwords/index.ts': 'schemes that were broken stay so; another one is other',
  'controls/browser-hardened/index.ts': 'names that browsers keep; another browser is not judged',
  'controls/dns-listeners.ts': 'another program on the port is other, and unknown',
  'controls/insecure-services-off/insecure.ts': rule,
  'controls/network-device-software-approved/index.ts': 'names of the families that can be read at all',
  'controls/remote-desktop-hardened/index.ts': 'names make it unknown; without one the ports decide',
  'controls/ssh-server-hardened/index.ts': 'another program on the port counts as well',
  'controls/unnecessary-services-off/unnecessary.ts': rule,
  'controls/web-server-hardened/index.ts': 'another program on the port counts as well',
};

const subject =
  /^(?:export )?const \w*(?:[pP]roducts|vendors|[aA]gents|tools|nnecessary\w*|nsecure\w*|orbidden\w*|known|loggers|installedNames|candidates|others|ofWindows|anagers|servers|weak\w+|notSecurity|units|Services|[pP]rograms|[sS]uites|[aA]lgorithms)\b[^=\n]*= *(?:new |\[|\{\s|\{$)/m;
/** Words of a schema, and units of measure. */
const noKnowledge = /(?:schema|openbsm|network-hardening\/.*)\.ts$/;

const root = resolve(import.meta.dirname, '../../controls/src');
const files = globSync('{evidence,controls,profiles}/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] }).map(
  (path) => path.split(sep).join('/'),
);

test('each list of names of the world outside says why it does not age', () => {
  const lists = files.filter(
    (path) => !noKnowledge.test(path) && subject.test(readFileSync(join(root, path), 'utf8')),
  );
  expect(lists.length).toBeGreaterThan(25);
  expect(lists.filter((path) => !(path in ageless))).toEqual([]);
  expect(Object.keys(ageless).filter((path) => !lists.includes(path))).toEqual([]);
});

test.each(referenceKinds.map((kind) => [kind]))(
  '%s has a day, and a control that gives it a limit',
  (kind) => {
    // Nobody has carried in advisories, and known-vulnerabilities is unknown then.
    const stamp = stampOf(kind, shippedReference);
    if (kind !== 'advisories') expect(stamp?.asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
    const resting = controls.filter(({ reference }) => reference?.includes(kind));
    expect(resting.length).toBeGreaterThan(0);
    for (const { params } of resting) {
      expect(Number(params.parse({})['referenceMaxAgeDays'])).toBeLessThanOrEqual(731);
    }
  },
);

test('whatever finds products by their names has their age in its verdict', () => {
  const byName = ['antivirus', 'event-monitoring', 'security-agents'];
  const resting = controls.filter(({ needs }) => Object.values(needs).some(({ id }) => byName.includes(id)));
  expect(resting.length).toBeGreaterThan(9);
  const silent = resting.filter(
    ({ reference = [] }) => !reference.includes('product-names') && !reference.includes('security-agents'),
  );
  expect(silent.map(({ id }) => id)).toEqual(withoutAge);
});

/** An agent only turns its failures into unknown. */
const withoutAge = ['printing-restricted'];
