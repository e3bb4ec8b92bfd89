import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { listOrEmpty, readTextOrNull } from '../text-file.ts';
import type { AptIndex } from './apt-parse.ts';
import { isIndexFile } from './index-files.ts';
import type { ReleaseFile } from './release-file.ts';

/** One suite of one place that packages come from, e.g. `http://mirror.example.jp/debian`, `trixie`, `main`. */
export type AptSource = { location: string; suite: string; component: string };

/** What apt may install from, and the packages that preferences are about. */
export type AptSources = { indexes: AptIndex[]; pinned: string[] };

/**
 * The indexes that apt takes packages from, with their priorities, from its files alone: `apt-cache policy` tells the
 * same, but reads every index into its cache for it, which takes half a second where no cache is kept.
 *
 * @param config what `apt-config dump` prints
 * @param files names in apt's folder of indexes
 * @param releases heads of the Release files of that folder, by name
 * @returns null where files do not tell it: folders of its own, a default release, pins on more than named packages,
 *   an index of no configured source, a Release file that says not enough, a file that we may not read
 */
export async function readSources(
  host: Host,
  config: string,
  files: readonly string[],
  releases: ReadonlyMap<string, ReleaseFile>,
): Promise<AptSources | null> {
  if (!hasUsualPlaces(config)) return null;
  try {
    return await sourcesOfFiles(host, files, releases);
  } catch (error) {
    if (isProbeError(error, 'permission-denied') || isProbeError(error, 'output-limit')) return null;
    throw error;
  }
}

async function sourcesOfFiles(
  host: Host,
  files: readonly string[],
  releases: ReadonlyMap<string, ReleaseFile>,
): Promise<AptSources | null> {
  const bases = new Map((await configuredSources(host)).map((source) => [baseOf(source), source]));
  const indexes: AptIndex[] = [];
  for (const name of files.filter(isIndexFile)) {
    const [, base = '', architecture = ''] = /^(.+)_binary-([a-z0-9-]+)_Packages/.exec(name) ?? [];
    const source = bases.get(base);
    const release = source && releaseOf(source, releases);
    if (!release) return null;
    const { location, suite, component } = source;
    indexes.push({
      priority: priorityOf(release),
      location: `${location} ${suite}/${component} ${architecture} Packages`,
      origin: release.origin,
      label: release.label,
      suite: release.suite,
      codename: release.codename,
    });
  }
  const sites = new Set(indexes.map(({ location }) => siteOf(location)));
  const pinned = await readPins(host, sites);
  return indexes.length === 0 || pinned === null ? null : { indexes, pinned };
}

/** apt.conf(5): every one of them can be moved. A default release raises its priority to 990. */
function hasUsualPlaces(config: string): boolean {
  const usual = {
    RootDir: '',
    Dir: '/',
    'Dir::State': 'var/lib/apt',
    'Dir::State::lists': 'lists/',
    'Dir::Etc': 'etc/apt',
    'Dir::Etc::sourcelist': 'sources.list',
    'Dir::Etc::sourceparts': 'sources.list.d',
    'Dir::Etc::preferences': 'preferences',
    'Dir::Etc::preferencesparts': 'preferences.d',
    'APT::Default-Release': '',
  };
  const values = new Map(
    [...config.matchAll(/^(\S+) "(.*)";$/gm)].map(([, name = '', value = '']) => [name.toLowerCase(), value]),
  );
  return Object.entries(usual).every(([name, value]) => (values.get(name.toLowerCase()) ?? '') === value);
}

/**
 * @param sites hosts that indexes are from: what is pinned to another one is pinned to nothing
 * @returns names of the packages that preferences are about; null where one is about others too (apt_preferences(5))
 */
async function readPins(host: Host, sites: ReadonlySet<string>): Promise<string[] | null> {
  const folder = '/etc/apt/preferences.d';
  const paths = [
    '/etc/apt/preferences',
    ...(await listOrEmpty(host, folder)).map((name) => `${folder}/${name}`),
  ];
  const names: string[] = [];
  for (const path of paths) {
    for (const fields of parseStanzas((await readTextOrNull(host, path)) ?? '')) {
      const site = /^origin "?([A-Za-z0-9.-]+)"?$/.exec((fields.get('pin') ?? []).join(' '))?.[1];
      if (site === undefined || sites.has(site)) names.push(...(fields.get('package') ?? []));
    }
  }
  return names.every((name) => /^[a-z0-9][a-z0-9+.-]*$/.test(name)) ? names : null;
}

async function configuredSources(host: Host): Promise<AptSource[]> {
  const folder = '/etc/apt/sources.list.d';
  const names = (await listOrEmpty(host, folder)).filter((name) => /^\w[\w.-]*\.(list|sources)$/.test(name));
  const paths = ['/etc/apt/sources.list', ...names.map((name) => `${folder}/${name}`)];
  const sources: AptSource[] = [];
  for (const path of paths) {
    const content = await readTextOrNull(host, path);
    if (content === null) continue;
    sources.push(...(path.endsWith('.sources') ? parseSourceStanzas(content) : parseSourceLines(content)));
  }
  return sources;
}

/** sources.list(5), one line a source: `deb [ option=value… ] URI suite component…`. What is no such line names nothing. */
export function parseSourceLines(content: string): AptSource[] {
  return content.split('\n').flatMap((line) => {
    const [, location = '', suite = '', components = ''] =
      /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line) ?? [];
    return sourcesOf([location], [suite], words(components));
  });
}

/** sources.list(5), deb822. */
export function parseSourceStanzas(content: string): AptSource[] {
  return parseStanzas(content).flatMap((fields) => {
    const list = (name: string) => fields.get(name) ?? [];
    const isOn = !fields.has('enabled') || /^(yes|true|with|on|enable|1)$/i.test(list('enabled').join(' '));
    if (!isOn || !list('types').includes('deb')) return [];
    return sourcesOf(list('uris'), list('suites'), list('components'));
  });
}

/** Paragraphs of fields, by lower-case name the words of each, on its line and on indented ones after it. */
function parseStanzas(content: string): Map<string, string[]>[] {
  const lines = content.split('\n').filter((line) => !line.startsWith('#'));
  return lines
    .join('\n')
    .split(/\n(?:[ \t]*\n)+/)
    .map((stanza) => {
      const fields = stanza.matchAll(/^([A-Za-z][A-Za-z-]*)\s*:(.*(?:\n[ \t].*)*)/gm);
      return new Map([...fields].map(([, name = '', value = '']) => [name.toLowerCase(), words(value)]));
    });
}

function sourcesOf(locations: string[], suites: string[], components: string[]): AptSource[] {
  return locations.flatMap((location) =>
    suites.flatMap((suite) => components.map((component) => ({ location, suite, component }))),
  );
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** As apt names the files of a source: `http://mirror.example.jp/debian` → `mirror.example.jp_debian_dists_…`. */
function baseOf({ location, suite, component }: AptSource): string {
  return `${releaseBaseOf({ location, suite })}_${component.replaceAll('/', '_')}`;
}

function releaseBaseOf({ location, suite }: Pick<AptSource, 'location' | 'suite'>): string {
  const place = location.replace(/^[a-z+]+:\/\//, '').replace(/\/$/, '');
  return `${place}/dists/${suite}`.replaceAll('/', '_');
}

function siteOf(location: string): string {
  return /^[a-z+]+:\/\/([^/:]*)/.exec(location)?.[1] ?? '';
}

function releaseOf(source: AptSource, releases: ReadonlyMap<string, ReleaseFile>): ReleaseFile | null {
  const base = releaseBaseOf(source);
  const release = releases.get(`${base}_InRelease`) ?? releases.get(`${base}_Release`);
  return release?.isWhole ? release : null;
}

/** apt_preferences(5), "APT's Default Priority Assignments". */
function priorityOf({ notAutomatic, butAutomaticUpgrades }: ReleaseFile): number {
  if (!notAutomatic) return 500;
  return butAutomaticUpgrades ? 100 : 1;
}
