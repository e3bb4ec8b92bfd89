import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isSecuritySuite } from './apt-parse.ts';
import type { AptIndex } from './apt-parse.ts';
import { compareDebVersions } from './deb-version.ts';
import type { PendingUpdate } from './schema.ts';

/**
 * Which installed packages the indexes have newer versions of, by apt's own rule for candidates (apt_preferences(5)):
 * never older than what is installed, then the highest priority, then the highest version. Much cheaper than having
 * apt plan the whole upgrade, and a package that apt would hold or keep back is among them by itself.
 *
 * @param sources the indexes with their priorities, the packages that preferences are about, and apt's folder
 * @returns null where the rule needs more than that (an index that is not in the folder, priorities of 1000 and more,
 *   a file that cannot be unpacked, another version of an installed package that preferences are about): then apt has
 *   to plan
 */
export async function readIndexes(
  host: Host,
  {
    indexes,
    pinned,
    folder,
    names,
  }: { indexes: readonly AptIndex[]; pinned: readonly string[]; folder: string; names: readonly string[] },
): Promise<{ pending: PendingUpdate[]; held: string[] } | null> {
  const files = filesOf(indexes, names);
  if (files === null) return null;
  const offered = await readOffers(host, folder, [...files.keys()]);
  if (offered === null) return null;
  const native = offered.installed.find(({ name }) => name === 'dpkg')?.architecture;
  if (native === undefined || pinned.some((name) => isChoice(name, offered))) return null;
  const pending = offered.installed.flatMap((installed) => {
    const offers = (offered.offers.get(installed.name) ?? []).filter(({ architecture }) =>
      sameArchitecture(architecture, installed.architecture, native),
    );
    const update = updateOf(
      installed,
      offers.flatMap(({ version, file }) => {
        const index = files.get(file);
        return index ? [{ version, index }] : [];
      }),
    );
    const isForeign = !sameArchitecture(installed.architecture, native, native);
    return update
      ? [{ ...update, name: installed.name + (isForeign ? `:${installed.architecture}` : '') }]
      : [];
  });
  return {
    pending,
    held: offered.installed.filter(({ wanted }) => wanted === 'hold').map(({ name }) => name),
  };
}

/** Whether there are several versions for a preference to choose from. */
function isChoice(name: string, { installed, offers }: Offered): boolean {
  return installed.some(
    (own) => own.name === name && (offers.get(name) ?? []).some(({ version }) => version !== own.version),
  );
}

const compressed = ['', '.lz4', '.gz', '.xz', '.bz2', '.zst', '.lzma'];

/** Each index's file in apt's folder; null when one has none, as those of local folders, or outranks what is installed. */
function filesOf(indexes: readonly AptIndex[], names: readonly string[]): Map<string, AptIndex> | null {
  const present = new Set(names);
  const files = new Map<string, AptIndex>();
  for (const index of indexes) {
    const base = fileName(index.location);
    const found = base === null ? [] : compressed.filter((ending) => present.has(base + ending));
    if (base === null || found.length !== 1 || index.priority >= 1000) return null;
    files.set(`${base}${found[0] ?? ''}`, index);
  }
  return files.size === 0 ? null : files;
}

/** `http://mirror.example.jp/debian trixie/main amd64 Packages` → `mirror.example.jp_debian_dists_trixie_main_binary-amd64_Packages` */
function fileName(location: string): string | null {
  const match =
    /^[a-z+]+:\/\/([A-Za-z0-9./:-]+) ([A-Za-z0-9./-]+)\/([A-Za-z0-9-]+) ([a-z0-9-]+) Packages$/.exec(
      location,
    );
  if (!match) return null;
  const [, place = '', suite = '', component = '', architecture = ''] = match;
  const path = `${place.replace(/\/$/, '')}/dists/${suite}/${component}/binary-${architecture}/Packages`;
  return path.replaceAll('/', '_');
}

type Installed = { name: string; architecture: string; version: string; wanted: string };
type Offered = { installed: Installed[]; offers: Map<string, Offer[]> };
type Offer = { architecture: string; version: string; file: string };

/** Indexes hold 60,000 packages, of which a host has some hundreds: only these come out of the pipe. */
const script = `
awk '
  function tell() { if (p != "") print "I", p, a, v, w, s; p = "" }
  /^Package: / { p = $2 }
  /^Status: / { w = $2; s = $4 }
  /^Architecture: / { a = $2 }
  /^Version: / { v = $2 }
  /^$/ { tell() }
  END { tell() }
' /var/lib/dpkg/status
for f in "$@"; do
  printf 'F %s\\n' "\${f##*/}"
  { /usr/lib/apt/apt-helper cat-file "$f" && printf '\\n\\nEnd-Of-Index: yes\\n'; } | awk '
    NR == FNR { if (/^Package: /) have[$2]; next }
    /^Package: / { p = ($2 in have) ? $2 : ""; a = v = ""; next }
    p == "" { if (/^End-Of-Index: /) print "E"; next }
    /^Version: / { v = $2; next }
    /^Architecture: / { a = $2; next }
    /^$/ { print "O", p, a, v; p = "" }
  ' /var/lib/dpkg/status -
done
`;

async function readOffers(host: Host, folder: string, files: readonly string[]): Promise<Offered | null> {
  try {
    const paths = files.map((file) => `${folder}/${file}`);
    const { exitCode, stdout } = await host.run('sh', ['-c', script, 'sh', ...paths], { timeoutMs: 60_000 });
    return exitCode === 0 ? parseOffers(stdout, files) : null;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

/** @returns null unless every file was read to its end */
export function parseOffers(output: string, files: readonly string[]): Offered | null {
  const installed: Installed[] = [];
  const offers = new Map<string, Offer[]>();
  const ends: string[] = [];
  let file = '';
  for (const line of output.split('\n')) {
    const [sign, name = '', architecture = '', version = '', wanted = '', state = ''] = line.split(' ');
    if (sign === 'F') file = line.slice(2);
    else if (sign === 'E') ends.push(file);
    else if (sign === 'I') {
      if (state === 'not-installed' || state === 'config-files') continue;
      if (version === '' || state === '') return null;
      installed.push({ name, architecture, version, wanted });
    } else if (sign === 'O') {
      if (version === '') return null;
      const others = offers.get(name);
      if (others) others.push({ architecture, version, file });
      else offers.set(name, [{ architecture, version, file }]);
    } else if (line !== '') return null;
  }
  const isWhole = ends.length === files.length && files.every((one, index) => ends[index] === one);
  return isWhole ? { installed, offers } : null;
}

/** Packages for all architectures are the system's own. */
function sameArchitecture(a: string, b: string, native: string): boolean {
  return (a === 'all' ? native : a) === (b === 'all' ? native : b);
}

/** What apt would put in place of an installed version, or the security update that it would pass over. */
export function updateOf(
  { name, version }: { name: string; version: string },
  offers: readonly { version: string; index: AptIndex }[],
): PendingUpdate | null {
  // What is installed has 100 by itself, and what its index gives it.
  let best = { version, priority: 100 };
  for (const { version: offered, index } of offers) {
    const order = compareDebVersions(offered, version);
    if (order < 0 || index.priority <= 0) continue;
    const ahead = index.priority - best.priority || compareDebVersions(offered, best.version);
    if (ahead > 0) best = { version: order === 0 ? version : offered, priority: index.priority };
  }
  const newer = offers.filter(({ version: offered }) => compareDebVersions(offered, version) > 0);
  const repairs = newer
    .filter(({ index }) => index.priority > 0 && isSecuritySuite(index))
    .toSorted((a, b) => compareDebVersions(b.version, a.version));
  const [repair] = repairs;
  const candidate = compareDebVersions(best.version, version) > 0 ? best.version : (repair?.version ?? null);
  if (candidate === null) return null;
  const from = newer.filter((offer) => offer.version === candidate).map(({ index }) => index);
  const isKnown = repair !== undefined || from.every(isOfDistribution);
  return {
    name,
    installed: version,
    candidate,
    security: isKnown ? repair !== undefined : null,
    severity: null,
  };
}

/** Labels whose other suites are known to hold no security updates that their security suite lacks. */
function isOfDistribution({ label }: AptIndex): boolean {
  return label === 'Debian' || label === 'Ubuntu' || label === 'Debian Backports';
}
