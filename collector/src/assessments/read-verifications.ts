import { verifications } from '@tenken/controls';
import type { Verification } from '@tenken/controls';
import type { TextEncoding } from '../documents/csv/text-encoding.ts';
import { readDeclaration } from './read-declaration.ts';

/**
 * A record of comparison (照合記録) from a file: the CSV or JSON that is declared as `compared-profile-rows`.
 *
 * @param encoding of a CSV, where it cannot be told from the bytes
 * @throws {TenkenError} `file-encoding`, `declaration-invalid`
 */
export function readVerifications(bytes: Uint8Array, encoding?: TextEncoding): Verification[] {
  return verifications(readDeclaration('compared-profile-rows', bytes, encoding));
}
