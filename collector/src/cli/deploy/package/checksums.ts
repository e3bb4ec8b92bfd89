import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TenkenError } from '@tenken/shared';

const file = 'SHA256SUMS';

/**
 * That a file is what the list of sums beside it says, as `sha256sum -c` would look.
 *
 * @throws {TenkenError} `usage`
 */
export function checkAgainstList(path: string, sha256: string): void {
  const list = join(dirname(path), file);
  const listed = sumIn(list, basename(path));
  if (listed === sha256) return;
  throw new TenkenError(
    'usage',
    listed === null
      ? `${list} does not list ${basename(path)}: nobody can say whether it is whole. Take the list that was made with it.`
      : `${path} is not what ${list} says: its SHA-256 is ${sha256}, and it should be ${listed}. Bring it here again.`,
  );
}

function sumIn(list: string, name: string): string | null {
  let content: string;
  try {
    content = readFileSync(list, 'utf8');
  } catch (cause) {
    throw new TenkenError(
      'usage',
      `${list} cannot be read: ${(cause as Error).message}. It belongs beside the packages and says whether they are whole.`,
      { cause },
    );
  }
  for (const line of content.split(/\r?\n/)) {
    const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
    if (match?.[2]?.replace(/^\.\//, '') === name) return match[1] ?? null;
  }
  return null;
}
