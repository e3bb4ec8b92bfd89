import type { Installation } from '../../../src/installation.ts';

/**
 * Commands as they are typed where Tenken is installed. Pages write them as of a packaged collector; an agent's package
 * brings a program of its own, and a folder with sources is called by npx.
 *
 * @param lines with `tenken …` at the start of those that call it
 */
export function typed(installation: Installation, lines: string): string {
  if (installation === 'checkout') return lines.replaceAll(/(^|\{ )tenken /gm, '$1npx tenken ');
  return lines
    .replaceAll(/^tenken agent /gm, 'tenken-agent ')
    .replaceAll(/^tenken collect /gm, 'tenken-agent collect ');
}
