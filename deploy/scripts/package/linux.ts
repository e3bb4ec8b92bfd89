import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { About } from './about.ts';
import { writeDeb } from './deb.ts';
import { gzip } from './compress.ts';
import type { Effort } from './compress.ts';
import { withFolders } from './entry.ts';
import type { Entry } from './entry.ts';
import { writeRpm } from './rpm.ts';
import { writeTar } from './tar.ts';

const deploy = resolve(import.meta.dirname, '../..');
/** Of systemd. */
export const agentUnits = [
  'tenken-agent.service',
  'tenken-agent.timer',
  'tenken-agent-enrol.service',
  'tenken-agent-watch.service',
  'tenken-agent-watch.timer',
];

export type LinuxAgent = {
  about: About;
  processor: 'x64' | 'arm64';
  executable: Buffer;
  /** Node's own, with those of what it is made of. */
  licence: Buffer;
  /** CycloneDX. */
  billOfMaterials: Buffer;
};

/** What every package for Linux puts on the disk. */
export function linuxEntries({ executable, licence, billOfMaterials }: LinuxAgent): Entry[] {
  const documents = '/usr/share/doc/tenken-agent';
  return [
    file('/usr/lib/tenken-agent/tenken-agent', executable, 0o755),
    file('/usr/lib/tenken-agent/after-install', source('linux/after-install'), 0o755),
    file('/usr/lib/tenken-agent/trial', source('linux/trial'), 0o755),
    file('/usr/lib/tenken-agent/before-removal', source('linux/before-removal'), 0o755),
    ...agentUnits.map((unit) => file(`/usr/lib/systemd/system/${unit}`, source(`systemd/${unit}`))),
    file(`${documents}/README.md`, source('packages.md')),
    file(`${documents}/enrol.conf.example`, source('linux/enrol.conf.example')),
    file(`${documents}/LICENSE.node`, licence),
    file(`${documents}/sbom.cdx.json`, billOfMaterials),
    { kind: 'link', path: '/usr/bin/tenken-agent', target: '../lib/tenken-agent/tenken-agent' },
  ];
}

/** @returns the content of each file to publish, by its name */
export function linuxPackages(agent: LinuxAgent, effort: Effort): Map<string, () => Buffer> {
  const { about, processor } = agent;
  const entries = linuxEntries(agent);
  const stem = `${about.name}-${about.version}-linux-${processor}`;
  const debian = processor === 'x64' ? 'amd64' : 'arm64';
  const redHat = processor === 'x64' ? 'x86_64' : 'aarch64';
  return new Map([
    [`${stem}.tar.gz`, () => gzip(writeTar(withFolders(entries), '', about.builtAt), effort)],
    [
      `${about.name}_${about.version}_${debian}.deb`,
      () =>
        writeDeb(
          {
            about,
            architecture: debian,
            // What Node for Linux is linked to.
            depends: ['libatomic1', 'libstdc++6', 'libc6 (>= 2.28)'],
            entries,
            scripts: scripts('deb', ['preinst', 'postinst', 'prerm', 'postrm']),
          },
          effort,
        ),
    ],
    [
      `${about.name}-${about.version}-1.${redHat}.rpm`,
      () =>
        writeRpm(
          {
            about,
            architecture: redHat,
            requires: [
              'libatomic.so.1()(64bit)',
              'libstdc++.so.6()(64bit)',
              'libc.so.6(GLIBC_2.28)(64bit)',
              '/bin/sh',
            ],
            entries: [
              ...entries,
              { kind: 'folder', path: '/usr/lib/tenken-agent', mode: 0o755 },
              { kind: 'folder', path: documentsFolder, mode: 0o755 },
            ],
            scripts: scripts('rpm', ['pre', 'post', 'preun', 'postun']),
          },
          effort,
        ),
    ],
  ]);
}

/** rpm removes only folders that a package names as its own. */
const documentsFolder = '/usr/share/doc/tenken-agent';

function scripts(kind: 'deb' | 'rpm', names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, source(`linux/${kind}/${name}`).toString('utf8')]));
}

function source(path: string): Buffer {
  return readFileSync(join(deploy, path));
}

function file(path: string, content: Buffer, mode = 0o644): Entry {
  return { kind: 'file', path, mode, content };
}
