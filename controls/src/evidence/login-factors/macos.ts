import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { PamStacks } from '../pam/stack.ts';
import { parsePlist, plistMember, plistTexts } from '../plist.ts';
import { readSshdConfig } from '../sshd-config.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { factsOfStack } from './pam-ways.ts';
import type { LoginFactors, LoginWay } from './schema.ts';
import { sshWay } from './ssh-way.ts';

const cardSettings = [
  '/Library/Managed Preferences/com.apple.security.smartcard.plist',
  '/Library/Preferences/com.apple.security.smartcard.plist',
];
const exemptions = '/private/etc/SmartcardLogin.plist';

export async function readMacos(host: Host): Promise<LoginFactors> {
  const unread: Unread[] = [];
  const enforced = await readPart(unread, 'smart card policy', null, () => readCardPolicy(host));
  const products = await readPart(unread, 'system.login.console', [], () => readMechanisms(host));
  const services = await readPart(unread, 'launchctl print-disabled', null, async () => readServices(host));
  const hasProducts = products === null || products.length > 0;
  const ways: LoginWay[] = [
    {
      name: 'loginwindow',
      reach: 'local',
      open: true,
      passwordAlone: enforced?.on ? false : hasProducts || enforced === null ? null : true,
      factorAlone: hasProducts ? null : false,
      keyAlone: false,
      unenrolledPass: null,
      factors: enforced?.on ? [{ kind: 'smart-card', by: 'enforceSmartCard' }] : [],
      exceptions: enforced?.exceptions ?? [],
    },
    {
      name: 'screen-sharing',
      reach: 'remote',
      open: services && (services.get('com.apple.screensharing') ?? false),
      passwordAlone: true,
      factorAlone: false,
      keyAlone: false,
      unenrolledPass: null,
      factors: [],
      exceptions: [],
    },
  ];
  const ssh = await readPart(unread, 'sshd_config', null, async () => {
    const open = services && (services.get('com.openssh.sshd') ?? false);
    const stack = await new PamStacks(host).read('sshd', 'auth');
    const config = (await readSshdConfig(host)) ?? { files: [], global: new Map(), matches: [] };
    return sshWay(config, open, stack && factsOfStack(stack, ['local']));
  });
  if (ssh) ways.push(ssh);
  return { unread, ways, otherProducts: (products ?? []).slice(0, 20) };
}

async function readCardPolicy(host: Host): Promise<{ on: boolean; exceptions: string[] }> {
  for (const file of cardSettings) {
    if (!/^(true|1)$/.test((await extract(host, file, 'enforceSmartCard')) ?? '')) continue;
    const exceptions: string[] = [];
    if (/^(true|1)$/.test((await extract(host, file, 'allowUnmappedUsers')) ?? '')) {
      exceptions.push('allowUnmappedUsers');
    }
    if ((await extract(host, exemptions, 'NotEnforcedGroup')) !== null) exceptions.push('NotEnforcedGroup');
    return { on: true, exceptions };
  }
  return { on: false, exceptions: [] };
}

/** Parts of the login window that Apple did not bring along: products that ask for more, or for something else. */
async function readMechanisms(host: Host): Promise<string[]> {
  const read = await host.run('security', ['authorizationdb', 'read', 'system.login.console'], {
    timeoutMs: 10_000,
  });
  if (read.exitCode !== 0) {
    throw new ProbeError('internal', `security authorizationdb: exit ${read.exitCode}`);
  }
  return foreignMechanisms(read.stdout);
}

const ofApple =
  /^(builtin|loginwindow|HomeDirMechanism|MCXMechanism|PKINITMechanism|CryptoTokenKit|CertificateLogin|KerberosAgent|PSSOAuthPlugin|RemoteLogin)[:.]/;

/** `NAME:MECHANISM[,privileged]`. @throws {ProbeError} `unparsable` */
export function foreignMechanisms(plist: string): string[] {
  const start = Math.max(0, plist.search(/<\?xml|<plist/));
  const names = plistTexts(plistMember(parsePlist(plist.slice(start)), 'mechanisms'));
  if (names.length === 0) throw new ProbeError('unparsable', 'system.login.console: no mechanisms');
  return [
    ...new Set(names.filter((name) => !ofApple.test(name)).map((name) => name.split(':', 1)[0] ?? name)),
  ].map((name) => name.slice(0, 150));
}

async function readServices(host: Host): Promise<Map<string, boolean>> {
  const shown = await host.run('launchctl', ['print-disabled', 'system'], { timeoutMs: 10_000 });
  if (shown.exitCode !== 0) {
    throw new ProbeError('internal', `launchctl print-disabled: exit ${shown.exitCode}`);
  }
  return parseDisabledServices(shown.stdout);
}

/** `"com.openssh.sshd" => disabled`; before macOS 13 `=> true` for a service that is disabled. */
export function parseDisabledServices(output: string): Map<string, boolean> {
  const services = new Map<string, boolean>();
  for (const [, name = '', word] of output.matchAll(/"([\w.-]+)"\s*=>\s*(enabled|disabled|true|false)\b/g)) {
    services.set(name, word === 'enabled' || word === 'false');
  }
  return services;
}

async function extract(host: Host, file: string, key: string): Promise<string | null> {
  try {
    await host.stat(file);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
  const found = await host.run('plutil', ['-extract', key, 'raw', '-o', '-', file]);
  if (found.exitCode === 0) return found.stdout.trim();
  // plutil speaks English alone, and exits with 1 for a key that is not there as for any other failure.
  const said = `${found.stdout}${found.stderr}`.trim();
  if (said === '' || /No value at that key path/.test(said)) return null;
  throw new ProbeError('unparsable', `plutil -extract ${key} exits with ${found.exitCode}`);
}
