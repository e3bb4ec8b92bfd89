import { own } from '@tenken/shared';
import type { Package } from '../../evidence/software/package-list.ts';

/** The version of a product by which its vendor counts support; null = this is another product. */
type Naming = (one: Package) => string | null;

const windows = new Set(['windows-program', 'windows-user-program']);

/**
 * Packages of a distribution are left out on purpose: the distribution repairs them for its own time, whatever the
 * upstream project does, and `os-supported` judges that. A vendor's own package is told apart by its name, vendor or
 * the mark that the vendor's repository leaves in the version.
 */
const namings: Record<string, readonly Naming[]> = {
  'microsoft-office': [
    onWindows(/^Microsoft Office\b.*?\b(XP|2003|2007|2010|2013|2016|2019|2021|2024)\b/i, (year) =>
      year.toLowerCase(),
    ),
    macOffice,
  ],
  'microsoft-sql-server': [
    onWindows(
      /^Microsoft SQL Server (20(?:00|05|08(?: R2)?|\d\d)) ?(?:\((?:32|64)|LocalDB|Express)/i,
      (year) => year.toUpperCase(),
    ),
  ],
  dotnet: [
    onWindows(
      /^Microsoft (?:\.NET(?: Core)? (?:Runtime|SDK|Host)|Windows Desktop Runtime|ASP\.NET Core)\b.*?\b(\d+\.\d+)\.\d/i,
      dotnetCycle,
    ),
    named(['dpkg', 'rpm'], /^(?:dotnet-runtime|aspnetcore-runtime|dotnet-sdk)-(\d+\.\d+)$/, dotnetCycle),
  ],
  'oracle-java': [
    onWindows(/^Java(?:\(TM\))?(?: SE(?: Development Kit| Runtime Environment)?)? (\d+)\b/i),
    (one) => (isBy(one, /^Oracle/) ? (/^jdk-?(?:1\.)?(\d+)/.exec(one.name)?.[1] ?? null) : null),
  ],
  'oracle-database': [named(['rpm'], /^oracle-(?:ai-)?database-(?:ee|se2|xe|free)-(\d+)(?:c|ai)$/)],
  postgresql: [
    onWindows(/^PostgreSQL (9\.\d|\d+)\b/i),
    (one) =>
      one.source === 'dpkg' && one.version?.includes('.pgdg')
        ? (/^postgresql-(\d+(?:\.\d+)?)$/.exec(one.name)?.[1] ?? null)
        : null,
    named(['rpm'], /^postgresql(\d{2})-server$/, (digits) => digits.replace(/^9(\d)$/, '9.$1')),
    named(['homebrew'], /^postgresql@(9\.\d|\d+)$/),
  ],
  mysql: [
    onWindows(/^MySQL Server (\d+\.\d+)/i),
    (one) => (one.name === 'mysql-community-server' ? minor(one) : null),
  ],
  mariadb: [
    onWindows(/^MariaDB (\d+\.\d+)/i),
    (one) =>
      (one.source === 'rpm' && one.name === 'MariaDB-server') ||
      (one.source === 'dpkg' && /^mariadb-server(?:-\d|$)/.test(one.name) && one.version?.includes('+maria~'))
        ? minor(one)
        : null,
  ],
  'apache-http-server': [onWindows(/^Apache HTTP Server (\d+\.\d+)/i)],
  nginx: [(one) => (one.name === 'nginx' && isOfNginxOrg(one) ? minor(one) : null)],
  'apache-tomcat': [onWindows(/^Apache Tomcat (\d+\.\d+)/i)],
  openssl: [
    onWindows(/^OpenSSL (0\.9\.8|1\.\d\.\d|\d+\.\d+)/i),
    (one) =>
      one.source === 'homebrew' && /^openssl@(?:1\.1|3(?:\.\d+)?)$/.test(one.name)
        ? (/^(1\.\d\.\d|\d+\.\d+)/.exec(one.version ?? '')?.[1] ?? null)
        : null,
  ],
  php: [
    onWindows(/^PHP (\d+\.\d+)/i),
    (one) =>
      (one.source === 'dpkg' &&
        /^php\d\.\d-common$/.test(one.name) &&
        /sury\.org|\+0~\d{8}/.test(one.version ?? '')) ||
      (one.source === 'rpm' && /^php\d*-(?:php-)?common$/.test(one.name) && one.version?.includes('.remi'))
        ? minor(one)
        : null,
    (one) => (one.source === 'homebrew' && /^php(?:@|$)/.test(one.name) ? minor(one) : null),
  ],
  python: [
    onWindows(/^Python (\d+\.\d+)\.\d/i),
    (one) => (one.source === 'homebrew' && one.name.startsWith('python@') ? minor(one) : null),
  ],
  nodejs: [
    (one) =>
      (windows.has(one.source) && one.name === 'Node.js') ||
      (one.name === 'nodejs' && one.version?.includes('nodesource')) ||
      (one.source === 'homebrew' && /^node(?:@|$)/.test(one.name))
        ? major(one)
        : null,
  ],
  'adobe-acrobat': [onWindows(/^Adobe (?:Acrobat(?: Reader)?|Reader) (?:DC )?(2015|2017|2020|XI|X|9|8)\b/)],
  'adobe-flash-player': [onWindows(/^(Adobe Flash Player)\b/i, all), onMac(/^Flash Player/i)],
  'adobe-shockwave-player': [onWindows(/^(Adobe Shockwave Player)\b/i, all)],
  'microsoft-silverlight': [onWindows(/^(Microsoft Silverlight)\b/i, all), onMac(/^Silverlight/i)],
  'apple-quicktime': [onWindows(/^(QuickTime)\b/i, all)],
  'windows-live': [onWindows(/^(Windows Live|Windows Essentials)\b/i, all)],
  'google-chrome': [browser(/^Google Chrome$/i, 'google-chrome-stable')],
  'microsoft-edge': [browser(/^Microsoft Edge$/i, 'microsoft-edge-stable')],
  'mozilla-firefox-esr': [browser(/^(?:Mozilla )?Firefox ESR\b/i, null)],
  'mozilla-firefox': [browser(/^(?:Mozilla )?Firefox\b(?!.*(?:Maintenance|ESR))/i, null)],
};

export function cycleOf(product: string, one: Package): string | null {
  for (const naming of own(namings, product) ?? []) {
    const cycle = naming(one);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** Products of which the names are known; the table may hold no others. */
export const namedProducts: readonly string[] = Object.keys(namings);

function onWindows(pattern: RegExp, cycle: (found: string) => string = (found) => found): Naming {
  return (one) => {
    const found = windows.has(one.source) ? pattern.exec(one.name)?.[1] : undefined;
    return found === undefined ? null : cycle(found);
  };
}

function onMac(pattern: RegExp): Naming {
  return (one) => (one.source === 'macos-app' && pattern.test(one.name) ? 'all' : null);
}

function named(
  sources: readonly Package['source'][],
  pattern: RegExp,
  cycle: (found: string) => string = (found) => found,
): Naming {
  return (one) => {
    const found = sources.includes(one.source) ? pattern.exec(one.name)?.[1] : undefined;
    return found === undefined ? null : cycle(found);
  };
}

function browser(pattern: RegExp, linuxPackage: string | null): Naming {
  return (one) => {
    const isDesktop = (windows.has(one.source) || one.source === 'macos-app') && pattern.test(one.name);
    return isDesktop || (linuxPackage !== null && one.name === linuxPackage) ? major(one) : null;
  };
}

/** Office for Mac of 2019 and later cannot be told apart by its version. */
function macOffice(one: Package): string | null {
  if (one.source !== 'macos-app' || !/^Microsoft (?:Word|Excel|PowerPoint|Outlook)$/.test(one.name)) {
    return null;
  }
  return own({ '12': '2008-for-mac', '14': '2011-for-mac', '15': '2016-for-mac' }, major(one)) ?? null;
}

function dotnetCycle(version: string): string {
  const [first = ''] = version.split('.');
  return Number(first) >= 5 ? first : version;
}

function isOfNginxOrg(one: Package): boolean {
  if (one.source === 'rpm') return one.version?.includes('.ngx') ?? false;
  return one.source === 'dpkg' && /-\d+~[a-z]+$/.test(one.version ?? '');
}

function isBy(one: Package, vendor: RegExp): boolean {
  return one.source === 'rpm' && vendor.test(one.publisher ?? '');
}

function all(): string {
  return 'all';
}

/** Without the epoch that dpkg and rpm put in front. */
function plain({ version }: Package): string {
  return (version ?? '').replace(/^\d+:/, '');
}

function minor(one: Package): string | null {
  return /^(\d+\.\d+)/.exec(plain(one))?.[1] ?? null;
}

function major(one: Package): string | null {
  return /^(\d+)/.exec(plain(one))?.[1] ?? null;
}
