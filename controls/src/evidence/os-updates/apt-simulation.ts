import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { Unread } from '../unread.ts';
import { isDistributionOrigin, isSecurityOrigin, isSecuritySuite } from './apt-parse.ts';
import { parseMadison, parseSimulation } from './apt-parse.ts';
import type { AptChange, AptIndex, parsePolicy } from './apt-parse.ts';
import { aptOutput, lines } from './apt-output.ts';
import { compareDebVersions } from './deb-version.ts';
import type { PendingUpdate } from './schema.ts';

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

/** What apt would do to bring the whole system up to date: its own plan, which costs it some seconds. */
export async function simulateUpgrade(
  host: Host,
  policy: ReturnType<typeof parsePolicy>,
  unread: Unread[],
): Promise<{ pending: PendingUpdate[]; held: string[] }> {
  const simulation = parseSimulation(await aptOutput(host, 'apt-get', simulate));
  const held = lines(await aptOutput(host, 'apt-mark', ['showhold']));
  if (simulation.keptBack.length !== simulation.keptBackCount) {
    unread.push({ what: 'packages that apt keeps back', code: 'unparsable' });
  }
  return { pending: await classify(host, simulation, policy), held };
}

/**
 * An origin in a security suite says 'security'. Where the suggested version comes from elsewhere only, the
 * security index may still offer a smaller one that is newer than what is installed: after a point release the
 * main suite overtakes it. Kept-back and pinned packages are asked for in the same way.
 */
async function classify(
  host: Host,
  { changes, keptBack }: { changes: AptChange[]; keptBack: string[] },
  { indexes, pinned }: ReturnType<typeof parsePolicy>,
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
      const [, name, version, status] = /^(\S+) (\S*) ([a-z-]+)$/.exec(line) ?? [];
      if (!name || !status) throw new ProbeError('unparsable', `dpkg-query: ${line.slice(0, 100)}`);
      if (version && status === 'installed') versions.set(name, version);
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
    for (const row of parseMadison(await aptOutput(host, 'apt-cache', ['madison', ...chunk]))) {
      if (locations.has(row.location)) {
        versions.set(row.name, [...(versions.get(row.name) ?? []), row.version]);
      }
    }
  }
  return versions;
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
