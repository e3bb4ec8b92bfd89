import { resolve } from 'node:path';
import { TenkenError } from '@tenken/shared';
import { Configuration } from '../configuration/configuration.ts';
import type { DatabasePlace } from '../store/database-place.ts';

/**
 * A database as a command line names it.
 *
 * @param passwordFile empty for none
 * @throws {TenkenError} `usage`
 */
export function namedDatabase(named: string, passwordFile = ''): DatabasePlace {
  const url = Configuration.shape.database.safeParse(named);
  if (!url.success || url.data === undefined) {
    const why = url.error?.issues[0]?.message.replaceAll(
      'database_password_file',
      '--database-password-file',
    );
    throw new TenkenError('usage', `--database: ${why ?? 'name a database'}.`);
  }
  const isPath = passwordFile !== '' && !passwordFile.startsWith('credential:');
  // A folder remembers it, and commands are run elsewhere.
  return { url: url.data, passwordFile: isPath ? resolve(passwordFile) : passwordFile || null };
}
