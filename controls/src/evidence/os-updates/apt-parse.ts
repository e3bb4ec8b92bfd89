import { own, ProbeError } from '@tenken/shared';

export type AptChange = { name: string; installed: string | null; candidate: string; origins: string[] };

/**
 * `Inst NAME [INSTALLED] (CANDIDATE ORIGIN[, ORIGIN]… [ARCH]) …` of `apt-get -s`; an origin is
 * `Label:Version/Suite`. A package that would be new has no `[INSTALLED]`.
 */
export function parseSimulation(output: string): {
  changes: AptChange[];
  keptBack: string[];
  keptBackCount: number;
} {
  const changes: AptChange[] = [];
  const keptBack: string[] = [];
  let keptBackCount: number | null = null;
  let inKeptBack = false;
  for (const line of output.split('\n')) {
    if (line.startsWith('Inst ')) changes.push(change(line));
    // Apt has no machine-readable word for these; the host fixes the C locale, where this text has not changed.
    if (inKeptBack && line.startsWith('  ')) keptBack.push(...line.trim().split(/ +/));
    else inKeptBack = line.startsWith('The following packages have been kept back:');
    const summary = /^\d+ upgraded, \d+ newly installed, .*?(\d+) not upgraded\.$/.exec(line);
    if (summary) keptBackCount = Number(summary[1]);
  }
  if (keptBackCount === null) throw new ProbeError('unparsable', 'apt-get -s ends without its summary line');
  return { changes, keptBack, keptBackCount };
}

function change(line: string): AptChange {
  const match = /^Inst (\S+) (?:\[(\S+)\] )?\((\S+) ([^)]*)\)/.exec(line);
  if (!match?.[1] || !match[3]) {
    throw new ProbeError('unparsable', `apt-get -s: ${line.slice(0, 100)}`);
  }
  const origins = (match[4] ?? '')
    .replace(/ ?\[[^\]]*\]$/, '')
    .split(', ')
    .filter((origin) => origin !== '');
  return { name: match[1], installed: match[2] ?? null, candidate: match[3], origins };
}

export type AptIndex = {
  priority: number;
  /** As `apt-cache madison` names it: `http://mirror.example.jp/debian trixie/main amd64 Packages`. */
  location: string;
  origin: string;
  label: string;
  suite: string;
  codename: string;
};

/** `apt-cache policy` without a name: every index with its priority and its release fields, and what is pinned. */
export function parsePolicy(output: string): { indexes: AptIndex[]; pinned: string[] } {
  const indexes: AptIndex[] = [];
  const pinned: string[] = [];
  let current: AptIndex | null = null;
  let inPinned = false;
  for (const line of output.split('\n')) {
    const file = /^ *(-?\d+) (\S.*)$/.exec(line);
    if (line.startsWith('Pinned packages:')) inPinned = true;
    else if (inPinned) {
      const name = /^ +(\S+) -> /.exec(line)?.[1];
      if (name) pinned.push(name);
    } else if (file?.[1] && file[2]) {
      current = {
        priority: Number(file[1]),
        location: file[2],
        origin: '',
        label: '',
        suite: '',
        codename: '',
      };
      if (!file[2].startsWith('/')) indexes.push(current);
    } else if (current && line.trim().startsWith('release ')) {
      Object.assign(current, releaseFields(line.trim().slice('release '.length)));
    }
  }
  return { indexes, pinned };
}

/** `v=12,o=Debian,a=oldstable-security,n=bookworm-security,l=Debian-Security,c=main,b=amd64` */
function releaseFields(text: string): Partial<AptIndex> {
  const named: Record<string, 'origin' | 'label' | 'suite' | 'codename'> = {
    o: 'origin',
    l: 'label',
    a: 'suite',
    n: 'codename',
  };
  const found: Partial<AptIndex> = {};
  for (const field of text.split(',')) {
    const name = own(named, field.slice(0, 1));
    if (name && field[1] === '=') found[name] = field.slice(2);
  }
  return found;
}

/** `apt-cache madison`: every version of a package with the index that offers it. */
export function parseMadison(output: string): { name: string; version: string; location: string }[] {
  const rows: { name: string; version: string; location: string }[] = [];
  for (const line of output.split('\n')) {
    if (line.trim() === '') continue;
    const [name, version, location] = line.split(' | ').map((field) => field.trim());
    if (!name || !version || !location) {
      throw new ProbeError('unparsable', `apt-cache madison: ${line.slice(0, 100)}`);
    }
    if (location.endsWith(' Packages')) rows.push({ name, version, location });
  }
  return rows;
}

/** Debian and Ubuntu name their security suites alike; Ubuntu Pro's are `…-infra-security`, `…-apps-security`. */
export function isSecuritySuite({
  label,
  suite,
  codename,
}: Pick<AptIndex, 'label' | 'suite' | 'codename'>): boolean {
  return label === 'Debian-Security' || suite.endsWith('-security') || codename.endsWith('-security');
}

/** `Label:Version/Suite` of an `Inst` line. */
export function isSecurityOrigin(origin: string): boolean {
  return origin.startsWith('Debian-Security:') || origin.endsWith('-security');
}

/** Origins whose other suites are known to hold no security updates that their security suite lacks. */
export function isDistributionOrigin(origin: string): boolean {
  return /^(Debian|Ubuntu|Debian Backports):/.test(origin);
}
