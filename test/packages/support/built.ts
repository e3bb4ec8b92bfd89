import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');
const output = join(root, 'test/output/packages');

/** Versions that tests install: this one, and the one that an upgrade brings. */
export type Built = 'current' | 'next';
export const versions = { current: '0.1.0', next: '0.2.0' } as const;

/** Builds what the tests of packages install, from these sources. Takes half a minute. */
export function buildAll(): void {
  rmSync(join(output, 'collector'), { recursive: true, force: true });
  buildInto(join(output, 'current'), 'linux-x64,win-x64', versions.current);
  buildInto(join(output, 'next'), 'linux-x64', versions.next);
}

export function buildInto(folder: string, only: string, version: string): void {
  const line = [join(root, 'deploy/scripts/package.ts'), '--quick', '--output', folder];
  execFileSync(process.execPath, [...line, '--only', only, '--version', version], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** @param ending such as `.deb` @returns null where it was not built, such as an msi without wixl */
export function findBuilt(which: Built, ending: string): string | null {
  const folder = join(output, which);
  const name = readdirSync(folder).find((one) => one.endsWith(ending));
  return name === undefined ? null : join(folder, name);
}

/** @throws {Error} when it was not built */
export function built(which: Built, ending: string): string {
  const path = findBuilt(which, ending);
  if (path === null) throw new Error(`no ${ending} in ${which}`);
  return path;
}

/** The collector's deb, which only some tests need: the first of them builds it. Takes half a minute. */
export function collectorDeb(): string {
  const folder = join(output, 'collector');
  const find = () => readdirSync(folder).find((one) => one.endsWith('.deb'));
  if (!existsSync(folder) || find() === undefined) buildCollectorInto(folder);
  return join(folder, find() ?? '');
}

export function buildCollectorInto(folder: string): void {
  const line = [join(root, 'deploy/scripts/collector-package.ts'), folder];
  execFileSync(process.execPath, line, { stdio: ['ignore', 'ignore', 'pipe'] });
}
