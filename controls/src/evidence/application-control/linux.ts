import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { exists } from '../exists.ts';
import { readProcesses, runsProgram } from '../processes.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { parseProfiles } from './apparmor.ts';
import { countRules, hasDenyRule, isPermissive } from './fapolicyd.ts';
import type { AllowList, ApplicationControl, MandatoryAccess } from './schema.ts';
import { kernelSwitch, parseEnforce, parseSelinuxConfig } from './selinux.ts';

export async function readLinux(host: Host): Promise<ApplicationControl> {
  const unread: Unread[] = [];
  if (await isContainer(host)) {
    return { unread, container: true, allowLists: [], mandatoryAccess: [], gatekeeper: null };
  }
  const fapolicyd = await readPart(unread, 'fapolicyd', null, () => readFapolicyd(host));
  const selinux = await readPart(unread, 'SELinux', null, () => readSelinux(host));
  const apparmor = await readPart(unread, 'AppArmor', null, () => readAppArmor(host, unread));
  return {
    unread,
    container: false,
    allowLists: fapolicyd ? [fapolicyd] : [],
    mandatoryAccess: [selinux, apparmor].filter((mechanism) => mechanism !== null),
    gatekeeper: null,
  };
}

async function readFapolicyd(host: Host): Promise<AllowList | null> {
  if (!(await exists(host, '/usr/sbin/fapolicyd'))) return null;
  const running = runsProgram(await readProcesses(host), 'fapolicyd');
  const permissive = isPermissive((await textOrNull(host, '/etc/fapolicyd/fapolicyd.conf')) ?? '');
  // What the daemon loads; older versions know one file alone.
  const rules =
    (await textOrNull(host, '/etc/fapolicyd/compiled.rules')) ??
    (await textOrNull(host, '/etc/fapolicyd/fapolicyd.rules'));
  const refuses = rules !== null && hasDenyRule(rules);
  return {
    mechanism: 'fapolicyd',
    mode: !refuses ? 'off' : permissive === null ? null : permissive ? 'audit' : 'enforce',
    running,
    rules: rules === null ? 0 : countRules(rules),
    collections: [],
  };
}

/** Null where the kernel does not carry it and no file speaks of it. */
async function readSelinux(host: Host): Promise<MandatoryAccess | null> {
  const enforce = await textOrNull(host, '/sys/fs/selinux/enforce');
  const config = await textOrNull(host, '/etc/selinux/config');
  if (enforce === null && config === null) return null;
  const commandLine = (await textOrNull(host, '/proc/cmdline')) ?? '';
  const isSwitchedOff = kernelSwitch(commandLine, 'selinux') === false;
  const isSoftened = kernelSwitch(commandLine, 'enforcing') === false;
  const set = config === null ? null : parseSelinuxConfig(config);
  return {
    mechanism: 'selinux',
    now: enforce === null ? 'disabled' : parseEnforce(enforce),
    atBoot: isSwitchedOff ? 'disabled' : isSoftened && set === 'enforcing' ? 'permissive' : set,
    profiles: null,
  };
}

async function readAppArmor(host: Host, unread: Unread[]): Promise<MandatoryAccess | null> {
  const enabled = await textOrNull(host, '/sys/module/apparmor/parameters/enabled');
  if (enabled === null) return null;
  if (enabled.trim() !== 'Y') {
    return { mechanism: 'apparmor', now: 'disabled', atBoot: null, profiles: null };
  }
  const path = '/sys/kernel/security/apparmor/profiles';
  const text = await readPart(unread, path, 'absent' as const, () => host.readFile(path));
  if (text === null) return { mechanism: 'apparmor', now: null, atBoot: null, profiles: null };
  // securityfs is not mounted: nothing tells which profiles are loaded.
  if (text === 'absent') {
    unread.push({ what: path, code: 'not-found' });
    return { mechanism: 'apparmor', now: null, atBoot: null, profiles: null };
  }
  const profiles = parseProfiles(new TextDecoder().decode(text));
  const now = profiles.enforce > 0 ? 'enforcing' : profiles.complain > 0 ? 'permissive' : 'disabled';
  return { mechanism: 'apparmor', now, atBoot: null, profiles };
}

async function textOrNull(host: Host, path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await host.readFile(path, { maxBytes: 1024 * 1024 }));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
