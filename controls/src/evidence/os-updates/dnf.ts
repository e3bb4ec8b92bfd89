import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { Unread } from '../unread.ts';
import {
  parseAdvisoryJson,
  parseAdvisoryLines,
  parseInstalled,
  parseUpgrades,
  worstByName,
} from './dnf-parse.ts';
import type { Advised, RpmUpgrade } from './dnf-parse.ts';
import { pendingUpdates } from './pending.ts';
import { parseRepomd } from './repomd.ts';
import type { OsUpdates, PendingUpdate } from './schema.ts';

type Read = Omit<OsUpdates, 'unread' | 'container' | 'reboot' | 'kernel'>;

/**
 * Without the first option a repository that cannot be reached is left out with exit code 0 and an empty answer;
 * `-q` would hide even the line that says so. Excludes and version locks hide updates that are still missing.
 */
const common = [
  '--setopt=*.skip_if_unavailable=0',
  '--setopt=disable_excludes=*',
  '--disableplugin=versionlock',
];
const common5 = ['--setopt=*.skip_if_unavailable=0', '--setopt=disable_excludes=*'];

export async function readDnf(host: Host, unread: Unread[]): Promise<Read> {
  const { stdout } = await host.run('dnf', ['--version']);
  const five = stdout.startsWith('dnf5');
  const query = (...args: string[]) => output(host, [...(five ? common5 : common), ...args]);

  const advised = worstByName(await advisories(query, five));
  const upgrades = parseUpgrades(
    await query(
      'repoquery',
      '--upgrades',
      '--qf',
      '%{name} %{epoch}:%{version}-%{release} %{arch} %{repoid}\n',
    ),
  );
  // The repositories of the operating system itself are those that bring its C library.
  const core = repositoryIds(await query('repoquery', '--qf', 'repository:%{repoid}\n', 'glibc'));
  const cache = five ? '/var/cache/libdnf5' : '/var/cache/dnf';
  const heads = await repositoryHeads(host, cache, [
    ...new Set([...core, ...upgrades.map(({ repository }) => repository)]),
  ]);
  const installed = parseInstalled(await rpmList(host));
  const withAdvisories = core.filter((id) => heads.get(id)?.hasAdvisories);
  const dates = (withAdvisories.length > 0 ? withAdvisories : core).flatMap(
    (id) => heads.get(id)?.builtAt ?? [],
  );
  return {
    manager: five ? 'dnf5' : 'dnf4',
    systemVersion: null,
    securitySource: core.length === 0 ? null : withAdvisories.length > 0,
    index: { builtAt: dates.toSorted().at(-1) ?? null, refreshedAt: null, expiryCheckDisabled: null },
    ...pendingUpdates(pending(upgrades, advised, installed.versions, heads)),
    heldBack: await locked(host, five, unread),
    lastInstalledAt: installed.lastInstalledAt,
  };
}

/** `--json` came with a later dnf 5; an older one refuses the option, which is told as a failure. */
async function advisories(query: (...args: string[]) => Promise<string>, five: boolean): Promise<Advised[]> {
  if (five) return parseAdvisoryJson(await query('advisory', 'list', '--security', '--updates', '--json'));
  return parseAdvisoryLines(await query('updateinfo', 'list', '--security', '--updates'));
}

/** Advisories that name a package which no repository offers to update still count. */
function pending(
  upgrades: RpmUpgrade[],
  advised: Map<string, string | null>,
  installed: Map<string, string>,
  heads: Map<string, Head>,
): PendingUpdate[] {
  const list = upgrades.map(({ name, candidate, repository }): PendingUpdate => {
    const security = advised.has(name) ? true : heads.get(repository)?.hasAdvisories ? false : null;
    return {
      name,
      installed: installed.get(name) ?? null,
      candidate,
      security,
      severity: advised.get(name) ?? null,
    };
  });
  const known = new Set(upgrades.map(({ name }) => name));
  for (const [name, severity] of advised) {
    if (known.has(name)) continue;
    list.push({ name, installed: installed.get(name) ?? null, candidate: null, security: true, severity });
  }
  return list;
}

function repositoryIds(text: string): string[] {
  return [...new Set([...text.matchAll(/^repository:(\S+)$/gm)].map(([, id]) => id ?? ''))].toSorted();
}

type Head = { builtAt: string | null; hasAdvisories: boolean };

/** The cached head of each repository. One whose address changed leaves its old cache behind: the oldest counts. */
async function repositoryHeads(host: Host, cache: string, ids: string[]): Promise<Map<string, Head>> {
  const heads = new Map<string, Head>();
  const folders = await host.list(cache);
  for (const id of ids.slice(0, 200)) {
    for (const folder of folders.filter(
      (name) => name.startsWith(`${id}-`) && /^[0-9a-f]{16}$/.test(name.slice(id.length + 1)),
    )) {
      const head = await repositoryHead(host, `${cache}/${folder}/repodata/repomd.xml`);
      if (!head) continue;
      const known = heads.get(id);
      heads.set(id, known ? oldest(known, head) : head);
    }
  }
  return heads;
}

async function repositoryHead(host: Host, path: string): Promise<Head | null> {
  try {
    return parseRepomd(new TextDecoder().decode(await host.readFile(path)));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

function oldest(a: Head, b: Head): Head {
  if (a.builtAt === null || b.builtAt === null) {
    return { builtAt: null, hasAdvisories: a.hasAdvisories && b.hasAdvisories };
  }
  return {
    builtAt: a.builtAt < b.builtAt ? a.builtAt : b.builtAt,
    hasAdvisories: a.hasAdvisories && b.hasAdvisories,
  };
}

/** dnf 5 applies its version locks whatever it is told, so updates of locked packages cannot be seen. */
async function locked(host: Host, five: boolean, unread: Unread[]): Promise<string[]> {
  const path = five ? '/etc/dnf/versionlock.toml' : '/etc/dnf/plugins/versionlock.list';
  try {
    const content = new TextDecoder().decode(await host.readFile(path));
    const names = five
      ? [...content.matchAll(/^\s*name\s*=\s*"([^"]+)"/gm)].map(([, name]) => name ?? '')
      : content.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
    if (five && names.length > 0) {
      unread.push({ what: `updates of packages locked by ${path}`, code: 'unsupported' });
    }
    return names.slice(0, 100).map((name) => name.trim().slice(0, 200));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return [];
    throw error;
  }
}

export async function rpmList(host: Host): Promise<string> {
  const result = await host.run('rpm', [
    '-qa',
    '--qf',
    '%{NAME} %{EPOCHNUM}:%{VERSION}-%{RELEASE} %{INSTALLTIME}\n',
  ]);
  if (result.exitCode !== 0) throw new ProbeError('unparsable', `rpm -qa exits with ${result.exitCode}`);
  return result.stdout;
}

async function output(host: Host, args: string[]): Promise<string> {
  const result = await host.run('dnf', args, { timeoutMs: 120_000, holdsLock: true });
  if (result.exitCode !== 0) {
    // Addresses of repositories may carry a user and a password.
    const why = result.stderr.trim().slice(-300).replaceAll(/\S+@/g, '');
    throw new ProbeError(
      'unparsable',
      `dnf ${args.find((arg) => !arg.startsWith('-'))} exits with ${result.exitCode}: ${why}`,
    );
  }
  return result.stdout;
}
