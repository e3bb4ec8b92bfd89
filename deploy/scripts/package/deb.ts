import { createHash } from 'node:crypto';
import type { About } from './about.ts';
import { maintainer } from './about.ts';
import { zstd } from './compress.ts';
import type { Effort } from './compress.ts';
import { withFolders } from './entry.ts';
import type { Entry } from './entry.ts';
import { writeTar } from './tar.ts';

export type Deb = {
  about: About;
  architecture: 'amd64' | 'arm64' | 'all';
  /** As in the field `Depends`. */
  depends: readonly string[];
  entries: readonly Entry[];
  /** What dpkg runs, by name: `postinst`, `prerm`, `postrm`. */
  scripts: Readonly<Record<string, string>>;
};

/** A package of Debian and Ubuntu, written without their tools: the same bytes wherever it is built. */
export function writeDeb(deb: Deb, effort: Effort): Buffer {
  const { builtAt } = deb.about;
  const scripts = Object.entries(deb.scripts).map(([name, text]) => control(name, text, 0o755));
  const marked = deb.entries.filter((entry) => entry.kind === 'file' && entry.isConfiguration);
  const configurations = marked.map(({ path }) => `${path}\n`).join('');
  const controls = [
    { kind: 'folder', path: '/', mode: 0o755 } as const,
    control('control', controlFile(deb)),
    control('md5sums', sums(deb.entries)),
    ...(configurations === '' ? [] : [control('conffiles', configurations)]),
    ...scripts.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  ];
  return Buffer.concat([
    Buffer.from('!<arch>\n'),
    member('debian-binary', Buffer.from('2.0\n'), builtAt),
    member('control.tar.zst', zstd(writeTar(controls, './', builtAt), effort), builtAt),
    member('data.tar.zst', zstd(writeTar(withFolders(deb.entries), './', builtAt), effort), builtAt),
  ]);
}

function controlFile({ about, architecture, depends, entries }: Deb): string {
  const bytes = entries.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.content.length : 0), 0);
  return [
    `Package: ${about.name}`,
    `Version: ${about.version}`,
    `Architecture: ${architecture}`,
    `Maintainer: ${maintainer}`,
    `Installed-Size: ${Math.ceil(bytes / 1024)}`,
    ...(depends.length === 0 ? [] : [`Depends: ${depends.join(', ')}`]),
    'Section: admin',
    'Priority: optional',
    `Description: ${about.summary}`,
    ...about.description.map((line) => ` ${line}`),
    '',
  ].join('\n');
}

/** `dpkg --verify` compares with these. MD5 is what the format knows; SHA256SUMS guards the package itself. */
function sums(entries: readonly Entry[]): string {
  return entries
    .filter((entry) => entry.kind === 'file' && !entry.isConfiguration)
    .map((entry) =>
      entry.kind === 'file'
        ? `${createHash('md5').update(entry.content).digest('hex')}  ${entry.path.slice(1)}\n`
        : '',
    )
    .toSorted((a, b) => (a.slice(34) < b.slice(34) ? -1 : 1))
    .join('');
}

function control(name: string, text: string, mode = 0o644): Entry {
  return { kind: 'file', path: `/${name}`, mode, content: Buffer.from(text) };
}

/** One file of an ar archive, at an even place. */
function member(name: string, content: Buffer, modifiedAt: number): Buffer {
  const header = [
    name.padEnd(16),
    String(modifiedAt).padEnd(12),
    '0'.padEnd(6),
    '0'.padEnd(6),
    '100644'.padEnd(8),
    String(content.length).padEnd(10),
    '`\n',
  ].join('');
  return Buffer.concat([Buffer.from(header), content, Buffer.from(content.length % 2 === 0 ? '' : '\n')]);
}
