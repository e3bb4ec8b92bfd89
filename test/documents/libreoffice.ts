import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const version = spawnSync('soffice', ['--version'], { encoding: 'utf8' });

/** Null where LibreOffice is there; else why these tests are left out. */
export const withoutLibreOffice: string | null =
  version.status === 0 ? null : 'soffice is not installed (Debian: libreoffice-calc)';
if (withoutLibreOffice) console.log(`test/documents: left out, ${withoutLibreOffice}`);

/**
 * Opens a document in LibreOffice and saves it in another format, in the folder of the document.
 *
 * @param filter as `soffice --convert-to` takes it, e.g. `pdf` or `xlsx:Calc MS Excel 2007 XML`
 * @returns the new file
 */
export function converted(path: string, filter: string): string {
  const profile = mkdtempSync(join(tmpdir(), 'libreoffice-'));
  const folder = join(path, '..');
  try {
    const result = spawnSync(
      'soffice',
      [
        `-env:UserInstallation=${pathToFileURL(profile).href}`,
        '--headless',
        '--convert-to',
        filter,
        '--outdir',
        folder,
        path,
      ],
      { encoding: 'utf8', timeout: 120_000 },
    );
    if (result.status !== 0 || /error/i.test(result.stderr)) {
      throw new Error(`soffice: ${result.stdout} ${result.stderr} ${result.error?.message ?? ''}`);
    }
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
  return join(folder, `${basename(path, extname(path))}.${filter.split(':')[0] ?? ''}`);
}
