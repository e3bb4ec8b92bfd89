import { ProbeError } from '@tenken/shared';

/**
 * The head of an RPM repository: when its newest part was made, and whether it carries advisories. The
 * `<revision>` is not used: some vendors put a version there instead of a time.
 */
export function parseRepomd(xml: string): { builtAt: string | null; hasAdvisories: boolean } {
  if (!/<repomd[\s>]/.test(xml)) throw new ProbeError('unparsable', 'no repomd.xml');
  let newest = 0;
  for (const [, seconds] of xml.matchAll(/<timestamp>(\d{1,11})(?:\.\d+)?<\/timestamp>/g)) {
    newest = Math.max(newest, Number(seconds));
  }
  return {
    builtAt: newest > 0 ? new Date(newest * 1000).toISOString() : null,
    hasAdvisories: /<data type="updateinfo"/.test(xml),
  };
}
