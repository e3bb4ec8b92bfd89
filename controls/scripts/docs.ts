import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { checklists, controls, sshProfiles, tlsProfiles } from '@tenken/controls';
import { evidenceKinds } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { evidencePage } from './evidence-page.ts';
import { controlPage, coverageMatrix, indexPage } from './pages.ts';
import { profilePage, sshProfilePage } from './profile-page.ts';

const folder = join(import.meta.dirname, '..', 'docs');

// Writes the pages, or with --check fails when the committed ones differ from what the code says.
const pages = new Map<string, string>([
  ['README.md', indexPage(controls, checklists())],
  ...controls.map((control): [string, string] => [`${control.id}.md`, controlPage(control, checklists())]),
  ...evidenceKinds.map((kind): [string, string] => [
    `evidence-${kind.id}.md`,
    evidencePage(
      kind,
      recordingNames(kind.id).map((name) => loadRecording(kind.id, name)),
    ),
  ]),
  ...checklists().map((checklist): [string, string] => [
    `coverage-${checklist.id}.md`,
    coverageMatrix(checklist, controls),
  ]),
  ...tlsProfiles().map((profile): [string, string] => [`profile-${profile.id}.md`, profilePage(profile)]),
  ...Object.values(sshProfiles).map((profile): [string, string] => [
    `profile-ssh-${profile.id}.md`,
    sshProfilePage(profile),
  ]),
]);
mkdirSync(folder, { recursive: true });
const present = readdirSync(folder).filter((name) => name.endsWith('.md'));
const stale = [
  ...[...pages]
    .filter(
      ([name, page]) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), 'utf8') !== page,
    )
    .map(([name]) => name),
  ...present.filter((name) => !pages.has(name)),
];
if (process.argv.includes('--check')) {
  if (pages.size < 2) throw new Error('no page was made: nothing was checked');
  if (stale.length > 0) {
    process.stderr.write(
      `controls/docs is not up to date (${stale.join(', ')}); run npm run docs and read the diff\n`,
    );
    process.exitCode = 1;
  }
} else {
  for (const name of present) if (!pages.has(name)) rmSync(join(folder, name));
  for (const [name, page] of pages) writeFileSync(join(folder, name), page);
  process.stdout.write(`${pages.size} pages in ${folder}\n`);
}
