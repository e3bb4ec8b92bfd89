import { ProbeError } from '@tenken/shared';
import * as z from 'zod/mini';
import { compareRpmVersions } from './rpm-version.ts';

export type Advised = { name: string; severity: string | null };

const severities = ['Critical', 'Important', 'Moderate', 'Low'];

/** dnf 4 `updateinfo list --security`: `ADVISORY SEVERITY/Sec. NEVRA` among progress lines of a download. */
export function parseAdvisoryLines(output: string): Advised[] {
  const found: Advised[] = [];
  for (const line of output.split('\n')) {
    if (line.startsWith('Ignoring repositories:')) {
      throw new ProbeError('unparsable', `dnf: ${line.slice(0, 200)}`);
    }
    if (!line.includes('/Sec.')) continue;
    const match = /^\S+ +(\w+)\/Sec\. +(\S+)$/.exec(line.trim());
    if (!match?.[1] || !match[2]) throw new ProbeError('unparsable', `dnf updateinfo: ${line.slice(0, 100)}`);
    found.push({ name: nameOfNevra(match[2]), severity: severities.includes(match[1]) ? match[1] : null });
  }
  return found;
}

const AdvisoryJson = z.array(
  z.object({ nevra: z.string(), type: z.optional(z.string()), severity: z.optional(z.nullable(z.string())) }),
);

/** dnf 5 `advisory list --json`. @see https://dnf5.readthedocs.io/en/latest/commands/advisory.8.html */
export function parseAdvisoryJson(output: string): Advised[] {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch (cause) {
    throw new ProbeError('unparsable', 'dnf5 advisory list gives no JSON', { cause });
  }
  const parsed = AdvisoryJson.safeParse(json);
  if (!parsed.success) throw new ProbeError('unparsable', 'dnf5 advisory list: unexpected shape');
  return parsed.data.map(({ nevra, severity }) => ({
    name: nameOfNevra(nevra),
    severity: severity && severities.includes(severity) ? severity : null,
  }));
}

function nameOfNevra(nevra: string): string {
  const match = /^(.+)-[^-]+-[^-]+$/.exec(nevra);
  if (!match?.[1]) throw new ProbeError('unparsable', `no name-version-release: ${nevra.slice(0, 100)}`);
  return match[1];
}

/** The worst severity of each package that an advisory names. */
export function worstByName(advised: readonly Advised[]): Map<string, string | null> {
  const worst = new Map<string, string | null>();
  for (const { name, severity } of advised) {
    const known = worst.get(name);
    if (known === undefined || rank(severity) < rank(known)) worst.set(name, severity);
  }
  return worst;
}

function rank(severity: string | null): number {
  const place = severities.indexOf(severity ?? '');
  return place < 0 ? severities.length : place;
}

export type RpmUpgrade = { name: string; candidate: string; repository: string };

/** `repoquery --upgrades` with our own format: `NAME EPOCH:VERSION-RELEASE ARCH REPOSITORY`; the newest of each name. */
export function parseUpgrades(output: string): RpmUpgrade[] {
  const newest = new Map<string, RpmUpgrade>();
  for (const line of output.split('\n')) {
    // A download shows its progress on stdout: `demo   625 kB/s | 1.1 kB   00:00`.
    const match = /^(\S+) (\d+:\S+-\S+) (\S+) (\S+)$/.exec(line.trim());
    if (!match?.[1] || !match[2] || !match[4]) continue;
    const known = newest.get(match[1]);
    if (known && compareRpmVersions(known.candidate, match[2]) >= 0) continue;
    newest.set(match[1], { name: match[1], candidate: match[2], repository: match[4] });
  }
  return [...newest.values()];
}

/** `rpm -qa`: `NAME EPOCH:VERSION-RELEASE INSTALLTIME`. */
export function parseInstalled(output: string): {
  versions: Map<string, string>;
  lastInstalledAt: string | null;
} {
  const versions = new Map<string, string>();
  let newest = 0;
  for (const line of output.split('\n')) {
    if (line === '') continue;
    const match = /^(\S+) (\S+) (\d{1,11})$/.exec(line);
    if (!match?.[1] || !match[2]) throw new ProbeError('unparsable', `rpm -qa: ${line.slice(0, 100)}`);
    const known = versions.get(match[1]);
    if (!known || compareRpmVersions(known, match[2]) < 0) versions.set(match[1], match[2]);
    newest = Math.max(newest, Number(match[3]));
  }
  return { versions, lastInstalledAt: newest > 0 ? new Date(newest * 1000).toISOString() : null };
}
