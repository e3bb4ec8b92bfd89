import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { Unread } from '../unread.ts';
import { parseInstalled } from './dnf-parse.ts';
import { rpmList } from './dnf.ts';
import { pendingUpdates } from './pending.ts';
import { parseRepomd } from './repomd.ts';
import type { OsUpdates, PendingUpdate } from './schema.ts';
import { parseZypper } from './zypper-parse.ts';

const cache = '/var/cache/zypp/raw';

type Read = Omit<OsUpdates, 'unread' | 'container' | 'reboot' | 'kernel'>;

/** Reads what was refreshed last: a refresh needs administrator rights, changes files and may ask for keys. */
export async function readZypper(host: Host, _unread: Unread[]): Promise<Read> {
  const repositories = parseZypper(await output(host, 'repos'), 'repo').filter(
    ({ enabled }) => enabled === '1',
  );
  const patches = parseZypper(await output(host, 'list-patches', '--all'), 'update').filter(
    ({ kind }) => kind === 'patch',
  );
  const updates = parseZypper(await output(host, 'list-updates'), 'update').filter(
    ({ kind }) => kind === 'package',
  );
  const heads = await repositoryHeads(
    host,
    repositories.flatMap(({ alias }) => alias ?? []),
  );
  const advising = [...heads.values()].filter(({ hasAdvisories }) => hasAdvisories);
  const dates = advising.map(({ builtAt }) => builtAt);

  const pending: PendingUpdate[] = patches
    .filter(({ category, status }) => category === 'security' && status === 'needed')
    .map(({ name, severity }) => ({
      name: name ?? '',
      installed: null,
      candidate: null,
      security: true,
      severity: severity || null,
    }));
  for (const update of updates) {
    const security = heads.get(update.repository)?.hasAdvisories ? false : null;
    pending.push({
      name: update['name'] ?? '',
      installed: update['edition-old'] ?? null,
      candidate: update['edition'] ?? null,
      security,
      severity: null,
    });
  }
  return {
    manager: 'zypper',
    systemVersion: null,
    securitySource: heads.size === 0 ? null : patches.some(({ category }) => category === 'security'),
    // Modules have repositories of their own; the one that was made first decides.
    index: {
      builtAt: dates.includes(null) ? null : (dates.filter((date) => date !== null).toSorted()[0] ?? null),
      refreshedAt: null,
      expiryCheckDisabled: null,
    },
    ...pendingUpdates(pending),
    heldBack: await locked(host),
    lastInstalledAt: parseInstalled(await rpmList(host)).lastInstalledAt,
  };
}

async function repositoryHeads(host: Host, aliases: string[]) {
  const heads = new Map<string, ReturnType<typeof parseRepomd>>();
  for (const alias of aliases.slice(0, 200)) {
    // Zypper replaces slashes in the folder's name.
    const path = `${cache}/${alias.replaceAll('/', '_')}/repodata/repomd.xml`;
    try {
      heads.set(alias, parseRepomd(new TextDecoder().decode(await host.readFile(path))));
    } catch (error) {
      if (!isProbeError(error, 'not-found')) throw error;
    }
  }
  return heads;
}

/** `solvable_name: kernel-default` in blocks; a locked package keeps its patch `needed`. */
async function locked(host: Host): Promise<string[]> {
  try {
    const content = new TextDecoder().decode(await host.readFile('/etc/zypp/locks'));
    return [...content.matchAll(/^solvable_name: (\S+)$/gm)]
      .slice(0, 100)
      .map(([, name]) => (name ?? '').slice(0, 200));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return [];
    throw error;
  }
}

async function output(host: Host, ...args: string[]): Promise<string> {
  const result = await host.run('zypper', ['--non-interactive', '--no-refresh', '--xmlout', ...args], {
    timeoutMs: 120_000,
    holdsLock: true,
  });
  if (result.exitCode !== 0) {
    throw new ProbeError('unparsable', `zypper ${args[0]} exits with ${result.exitCode}`);
  }
  return result.stdout;
}
