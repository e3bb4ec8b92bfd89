import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findProgram } from '../measure/program.ts';

const profile = 'xccdf_org.ssgproject.content_profile_standard';
const contentFolder = '/usr/share/xml/scap/ssg/content';

export type Oscap = { line: string[]; note: string };

/**
 * The standard profile of the newest Debian or Ubuntu content that is installed. Content for one release calls all
 * its rules not applicable on another and then costs next to nothing, so the line about the release is left out of
 * a copy and its rules run.
 *
 * @returns a sentence that says what is missing when it cannot run here
 */
export async function prepareOscap(folder: string): Promise<Oscap | string> {
  const program = findProgram('oscap');
  if (!program) return 'oscap is not installed (Debian: apt-get install openscap-scanner)';
  const [content] = globSync(`${contentFolder}/ssg-{debian,ubuntu}*-xccdf.xml`)
    .filter((path) => readFileSync(path, 'utf8').includes(`id="${profile}"`))
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  if (content === undefined) {
    return 'oscap has no content with a standard profile (Debian: apt-get install ssg-debian)';
  }
  const copy = join(folder, basename(content));
  const platform = /^.*platform idref="cpe:\/o:.*$\n/gm;
  writeFileSync(copy, readFileSync(content, 'utf8').replaceAll(platform, ''));
  for (const part of ['oval', 'ocil']) {
    const beside = content.replace('xccdf', part);
    if (existsSync(beside)) copyFileSync(beside, join(folder, basename(beside)));
  }
  const line = [program, 'xccdf', 'eval', '--profile', profile, copy];
  const child = spawn(program, line.slice(1), { stdio: ['ignore', 'pipe', 'ignore'], cwd: folder });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const results = output.split('\n').filter((row) => row.startsWith('Result'));
  const evaluated = results.filter((row) => !row.endsWith('notapplicable')).length;
  const rules = `${basename(content)}: ${evaluated} of ${results.length} rules applicable here`;
  if (evaluated === 0) return `oscap has nothing to do: ${rules}`;
  return { line, note: rules };
}
