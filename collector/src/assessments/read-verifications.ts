import { comparableRows, verifications } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import type { Verification } from '@tenken/controls';
import type { TextEncoding } from '../documents/csv/text-encoding.ts';
import { readDeclaration } from './read-declaration.ts';

/**
 * A record of comparison (照合記録) from a file: the CSV or JSON that is declared as `compared-profile-rows`.
 *
 * @param encoding of a CSV, where it cannot be told from the bytes
 * @throws {TenkenError} `file-encoding`, `declaration-invalid`, also for a row that its profile does not have
 */
export function readVerifications(bytes: Uint8Array, encoding?: TextEncoding): Verification[] {
  const records = verifications(readDeclaration('compared-profile-rows', bytes, encoding));
  const rows = comparableRows();
  const stray = records.find(({ profile, row }) => rows.get(profile)?.has(row) !== true);
  if (stray) {
    throw new TenkenError('declaration-invalid', `The profile ${stray.profile} has no row ${stray.row}.`);
  }
  return records;
}
