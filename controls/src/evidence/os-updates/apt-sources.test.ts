import { ReplayHost } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadRecording } from '../../testing/recordings.ts';
import { parseSourceLines, parseSourceStanzas, readSources } from './apt-sources.ts';
import { readReleases } from './apt-releases.ts';

const folder = '/var/lib/apt/lists';
const good = loadRecording('os-updates', 'linux-debian-13-good');
const inRelease = `${folder}/mirror.example.jp_debian_dists_trixie_InRelease`;

const answer = good.commands['apt-config dump'];
const usual = answer && 'stdout' in answer ? answer.stdout : '';

/** What is read of the good machine with other files in it. */
async function read(files: Record<string, string>, config = usual) {
  const host = new ReplayHost({
    ...good,
    files: {
      ...good.files,
      ...Object.fromEntries(Object.entries(files).map(([path, text]) => [path, { text }])),
    },
    folders: {
      ...good.folders,
      '/etc/apt/preferences.d': Object.keys(files).flatMap(
        (path) => /preferences\.d\/(.+)$/.exec(path)?.[1] ?? [],
      ),
    },
  });
  const names = await host.list(folder);
  return readSources(host, config, names, await readReleases(host, folder, names, []));
}

const textOf = (path: string) => {
  const file = good.files[path];
  return file && 'text' in file ? file.text : '';
};

test('a line names one component or several, and what is no such line names nothing', () => {
  const content = [
    '# deb http://mirror.example.jp/debian sid main',
    'deb [arch=amd64 signed-by=/etc/apt/keyrings/x.gpg] http://mirror.example.jp/debian/ trixie main contrib # both',
    'deb-src http://mirror.example.jp/debian trixie main',
    'deb http://mirror.example.jp/flat ./',
    'something else',
  ].join('\n');
  expect(parseSourceLines(content)).toEqual([
    { location: 'http://mirror.example.jp/debian/', suite: 'trixie', component: 'main' },
    { location: 'http://mirror.example.jp/debian/', suite: 'trixie', component: 'contrib' },
  ]);
});

test('a paragraph names every combination, unless it is switched off', () => {
  const stanza = (more: string) =>
    `# comment\nTypes: deb deb-src\nURIs: http://mirror.example.jp/debian\n# comment\nSuites: trixie\n  trixie-updates\nComponents: main\n${more}Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n`;
  expect(parseSourceStanzas(`${stanza('')}\n \n${stanza('Enabled: no\n')}`)).toEqual([
    { location: 'http://mirror.example.jp/debian', suite: 'trixie', component: 'main' },
    { location: 'http://mirror.example.jp/debian', suite: 'trixie-updates', component: 'main' },
  ]);
  expect(parseSourceStanzas('Types: deb-src\nURIs: http://x\nSuites: a\nComponents: b\n')).toEqual([]);
});

test('any text names sources or none', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `deb ${text}`),
      ),
      (content) => {
        for (const { suite, location } of [...parseSourceLines(content), ...parseSourceStanzas(content)]) {
          expect(suite).not.toBe('');
          expect(location).not.toBe('');
        }
      },
    ),
  );
});

test('apt has to be asked where its files do not tell it', async () => {
  expect((await read({}))?.indexes.map(({ priority }) => priority)).toEqual([500, 500, 500]);
  expect(
    await read({ '/etc/apt/sources.list': 'deb http://mirror.example.jp/debian trixie main\n' }),
  ).toBeNull();
  expect(
    await read({ '/etc/apt/preferences': 'Package: *\nPin: release a=testing\nPin-Priority: 900\n' }),
  ).toBeNull();
  expect(
    await read({ '/etc/apt/preferences.d/src': 'Package: src:linux\nPin: version 6*\nPin-Priority: 900\n' }),
  ).toBeNull();
  expect(await read({}, 'APT::Default-Release "trixie";\n')).toBeNull();
  expect(await read({}, 'Dir::State::lists "/srv/lists/";\n')).toBeNull();
  expect(await read({ [inRelease]: textOf(inRelease).slice(0, 150) })).toBeNull();
});

test('preferences about named packages are told, and priorities follow the Release file', async () => {
  const pins =
    'Explanation: ours\nPackage: nodejs\n nsolid\nPin: origin mirror.example.jp\nPin-Priority: 600\n';
  expect((await read({ '/etc/apt/preferences.d/ours': pins }))?.pinned).toEqual(['nodejs', 'nsolid']);
  const absent = 'Package: *\nPin: origin deb.example.jp\nPin-Priority: 600\n';
  expect((await read({ '/etc/apt/preferences.d/absent': absent }))?.pinned).toEqual([]);
  const notAutomatic = textOf(inRelease).replace('Suite:', 'NotAutomatic: yes\nSuite:');
  expect((await read({ [inRelease]: notAutomatic }))?.indexes.map(({ priority }) => priority)).toEqual([
    500, 500, 1,
  ]);
  const backports = notAutomatic.replace('Suite:', 'ButAutomaticUpgrades: yes\nSuite:');
  expect((await read({ [inRelease]: backports }))?.indexes.map(({ priority }) => priority)).toEqual([
    500, 500, 100,
  ]);
});
