import { ProbeError } from '@tenken/shared';
import type { ProbeErrorCode } from '@tenken/shared';

const codeByErrno: Record<string, ProbeErrorCode> = {
  ENOENT: 'not-found',
  ENOTDIR: 'not-found',
  ENODEV: 'not-found',
  ENXIO: 'not-found',
  ESRCH: 'not-found',
  ECONNREFUSED: 'not-found',
  ENOTFOUND: 'not-found',
  ENETUNREACH: 'timeout',
  EHOSTUNREACH: 'timeout',
  EAI_AGAIN: 'timeout',
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  ETIMEDOUT: 'timeout',
};

/** What a system call's error means to a probe. @param subject the path, program or address it was about */
export function probeErrorOf(error: unknown, subject: string): ProbeError {
  if (error instanceof ProbeError) return error;
  const errno = (error as NodeJS.ErrnoException).code ?? '';
  const code = codeByErrno[errno] ?? 'internal';
  const what = errno === '' && error instanceof Error ? error.message : errno;
  return new ProbeError(code, `${subject}: ${what}`, { cause: error });
}
