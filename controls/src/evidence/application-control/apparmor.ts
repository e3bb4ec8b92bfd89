import { ProbeError } from '@tenken/shared';

/** `name (enforce)` a line; names may hold spaces and brackets. `kill` refuses like `enforce`. */
export function parseProfiles(text: string): { enforce: number; complain: number } {
  let enforce = 0;
  let complain = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const mode = / \((enforce|complain|kill|unconfined|prompt|mixed)\)\s*$/.exec(line)?.[1];
    if (mode === undefined) throw new ProbeError('unparsable', 'a line of AppArmor profiles names no mode');
    if (mode === 'enforce' || mode === 'kill') enforce += 1;
    if (mode === 'complain') complain += 1;
  }
  return { enforce: Math.min(enforce, 100_000), complain: Math.min(complain, 100_000) };
}
