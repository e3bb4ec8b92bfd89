import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { Unread } from '../unread.ts';
import { isDistributionOrigin, isSecurityOrigin, isSecuritySuite } from './apt-parse.ts';
import { parseMadison, parsePolicy, parseSimulation } from './apt-parse.ts';
import type { AptChange, AptIndex } from './apt-parse.ts';
import { compareDebVersions } from './deb-version.ts';
import { pendingUpdates } from './pending.ts';
import { parseReleaseFile } from './release-file.ts';
import type { ReleaseFile } from './release-file.ts';
import type { OsUpdates, PendingUpdate } from './schema.ts';

export const listsFolder = '/var/lib/apt/lists';

/**
 * Holds and phasing are switched off: a security update that somebody held is still missing. `dist-upgrade`,
 * because kernels arrive as new packages, which `upgrade` leaves out.
 */
const simulate = [
  '-s',
  '-o',
  'Debug::NoLocking=1',
  '-o',
  'APT::Get::Always-Include-Phased-Updates=true',
  '--ignore-hold',
  'dist-upgrade',
];

type Read = Omit<OsUpdates, 'unread' | 'container' | 'reboot' | 'kernel'>;

export async function readApt(host: Host, unread: Unread[]): Promise<Read> {
  const simulation = parseSimulation(await output(host, 'apt-get', simulate));
  const policy = parsePolicy(await output(host, 'apt-cache', ['policy']));
  const held = lines(await output(host, 'apt-mark', ['showhold']));
  if (simulation.keptBack.length !== simulation.keptBackCount) {
    unread.push({ what: 'packages that apt keeps back', code: 'unparsable' });
  }
  const pending = await classify(host, simulation, policy);
  return {
    manager: 'apt',
    systemVersion: null,
    securitySource: hasSecuritySource(policy.indexes),
    index: await indexDates(host, unread),
    ...pendingUpdates(pending),
    heldBack: held.slice(0, 100).map((name) => name.slice(0, 200)),
    // The moment of the last installation, removal or repair; dpkg.log has local times without a zone.
    lastInstalledAt: await modifiedAt(host, '/var/lib/dpkg/status'),
  };
}

/**
 * An origin in a security suite says 'security'. Where the suggested version comes from elsewhere only, the
 * security index may still offer a smaller one that is newer than what is installed: after a point release the
 * main suite overtakes it. Kept-back and pinned packages are asked for in the same way.
 */
async function classify(
  host: Host,
  { changes, keptBack }: { changes: AptChange[]; keptBack: string[] },
  { indexes, pinned }: { indexes: AptIndex[]; pinned: string[] },
): Promise<PendingUpdate[]> {
  const upgrades = changes.filter(({ origins }) => !origins.some(isSecurityOrigin));
  const changed = new Set(changes.map(({ name }) => name));
  const others = [...new Set([...keptBack, ...pinned])].filter((name) => !changed.has(name));
  const installed = await installedVersions(host, others);
  for (const { name, installed: version } of upgrades) if (version !== null) installed.set(name, version);
  const offered = await securityVersions(host, [...installed.keys()], indexes);
  const missing = (name: string, version: string) =>
    (offered.get(bare(name)) ?? []).filter((candidate) => compareDebVersions(candidate, version) > 0);

  const pending = changes.map(({ name, installed: version, candidate, origins }): PendingUpdate => {
    const security =
      origins.some(isSecurityOrigin) || (version !== null && missing(name, version).length > 0);
    const known = security || origins.every(isDistributionOrigin);
    return { name, installed: version, candidate, security: known ? security : null, severity: null };
  });
  const kept = new Set(keptBack);
  for (const name of others) {
    const version = installed.get(name);
    if (version === undefined) continue;
    const [candidate] = missing(name, version).toSorted((a, b) => compareDebVersions(b, a));
    if (candidate === undefined && !kept.has(name)) continue;
    pending.push({
      name,
      installed: version,
      candidate: candidate ?? null,
      security: candidate !== undefined,
      severity: null,
    });
  }
  return pending;
}

async function installedVersions(host: Host, names: string[]): Promise<Map<string, string>> {
  const versions = new Map<string, string>();
  for (const chunk of chunks(names.filter(isPackageName))) {
    const format = '${Package} ${Version} ${db:Status-Status}\n';
    const result = await host.run('dpkg-query', ['-W', '-f', format, ...chunk]);
    // 1: some of the names are not installed; the others are printed.
    if (result.exitCode > 1) throw new ProbeError('unparsable', `dpkg-query exits with ${result.exitCode}`);
    for (const line of lines(result.stdout)) {
      const [name, version, status] = line.split(' ');
      if (name && version && status === 'installed') versions.set(name, version);
    }
  }
  return versions;
}

/** Versions in security indexes, by package name. */
async function securityVersions(
  host: Host,
  names: string[],
  indexes: AptIndex[],
): Promise<Map<string, string[]>> {
  const locations = new Set(indexes.filter(isSecuritySuite).map(({ location }) => location));
  const versions = new Map<string, string[]>();
  for (const chunk of chunks(names.filter(isPackageName).toSorted())) {
    for (const row of parseMadison(await output(host, 'apt-cache', ['madison', ...chunk]))) {
      if (locations.has(row.location)) {
        versions.set(row.name, [...(versions.get(row.name) ?? []), row.version]);
      }
    }
  }
  return versions;
}

/**
 * Configured, and preferred over the other suites of the same distribution: `APT::Default-Release "bookworm"`
 * lifts the main suite to 990 and with that silently switches security updates off.
 */
function hasSecuritySource(indexes: AptIndex[]): boolean | null {
  if (indexes.length === 0) return null;
  return indexes
    .filter(isSecuritySuite)
    .some(
      (security) =>
        security.priority >= 100 &&
        indexes.every(({ origin, priority }) => origin !== security.origin || priority <= security.priority),
    );
}

/** The main suite of a stable release changes at point releases only: the security suite's date is what tells. */
async function indexDates(host: Host, unread: Unread[]): Promise<OsUpdates['index']> {
  const releases: ReleaseFile[] = [];
  const names = (await host.list(listsFolder)).filter((name) => /_(In)?Release$/.test(name));
  if (names.length > 200) unread.push({ what: listsFolder, code: 'output-limit' });
  for (const name of names.slice(0, 200)) {
    const head = await host.readFile(`${listsFolder}/${name}`, { from: 0, maxBytes: 2048 });
    releases.push(parseReleaseFile(new TextDecoder().decode(head)));
  }
  const security = releases.filter(isSecuritySuite);
  // Ubuntu Pro's suites change rarely; they only count where they are all there is.
  const regular = security.filter(({ label }) => !label.startsWith('UbuntuESM'));
  const dates = (regular.length > 0 ? regular : security).map(({ builtAt }) => builtAt);
  const check = await output(host, 'apt-config', ['dump', 'Acquire::Check-Valid-Until']);
  return {
    builtAt: dates.includes(null) ? null : (dates.filter((date) => date !== null).toSorted()[0] ?? null),
    refreshedAt: await modifiedAt(host, `${listsFolder}/partial`),
    expiryCheckDisabled: /^Acquire::Check-Valid-Until "(no|false|without|off|disable|0)";$/im.test(check),
  };
}

async function modifiedAt(host: Host, path: string): Promise<string | null> {
  try {
    return (await host.stat(path)).modifiedAt;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

async function output(host: Host, program: string, args: string[]): Promise<string> {
  const result = await host.run(program, args, { timeoutMs: 60_000 });
  if (result.exitCode !== 0) {
    throw new ProbeError('unparsable', `${program} ${args.at(-1)} exits with ${result.exitCode}`);
  }
  return result.stdout;
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function* chunks(names: string[]): Generator<string[]> {
  for (let from = 0; from < names.length; from += 400) yield names.slice(from, from + 400);
}

/** What comes from a repository becomes an argument: only what Debian allows as a name. */
function isPackageName(name: string): boolean {
  return /^[a-z0-9][a-z0-9+.-]*(:[a-z0-9-]+)?$/.test(name);
}

function bare(name: string): string {
  return name.replace(/:.*/, '');
}
