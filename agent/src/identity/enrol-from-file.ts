import { enroll } from './enroll.ts';
import { readEnrolmentFile, removeEnrolmentToken } from './enrolment-file.ts';
import { loadIdentity, requireIdentity } from './identity.ts';

export type FileEnrolment =
  | { result: 'enrolled'; hostId: string }
  | { result: 'enrolled-before' }
  | { result: 'no-file' };

/**
 * Enrols as a file tells, once. The token is removed as soon as this host has an identity: whoever reads the disk later
 * finds none.
 *
 * @param onProblem told when the token could not be removed
 * @throws {TenkenError} as `enroll` does; the token stays for another attempt
 */
export async function enrolFromFile(
  path: string,
  folder: string,
  onProblem: (message: string, error: unknown) => void,
): Promise<FileEnrolment> {
  const before = loadIdentity(folder);
  const told = before ? null : readEnrolmentFile(path);
  if (told !== null) await enroll({ ...told, folder });
  else if (before === null) return { result: 'no-file' };
  try {
    removeEnrolmentToken(path);
  } catch (error) {
    onProblem('The enrolment token could not be removed; remove it by hand', error);
  }
  return before
    ? { result: 'enrolled-before' }
    : { result: 'enrolled', hostId: requireIdentity(folder).hostId };
}
