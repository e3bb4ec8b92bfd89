import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { parsePmset } from './parsers.ts';
import type { PowerBackup } from './schema.ts';

export async function readMacos(host: Host): Promise<PowerBackup> {
  const { exitCode, stdout } = await host.run('pmset', ['-g', 'batt']);
  if (exitCode !== 0) throw new ProbeError('unparsable', `pmset exits with ${exitCode}`);
  return { unread: [], container: false, supplies: parsePmset(stdout), watchedElsewhere: false };
}
