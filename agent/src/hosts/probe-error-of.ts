import { own, ProbeError } from '@tenken/shared';
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
  const code = own(codeByErrno, errno) ?? 'internal';
  const what = errno === '' && error instanceof Error ? error.message : errno;
  return new ProbeError(code, `${subject}: ${what}`, { cause: error });
}

/** What strerror(3) says in the C locale: GNU, musl and BSD. */
const errnoByText: Record<string, string> = {
  'No such file or directory': 'ENOENT',
  'Not a directory': 'ENOTDIR',
  'No such device': 'ENODEV',
  'Operation not supported by device': 'ENODEV',
  'No such device or address': 'ENXIO',
  'Device not configured': 'ENXIO',
  'No such process': 'ESRCH',
  'Permission denied': 'EACCES',
  'Operation not permitted': 'EPERM',
  'Is a directory': 'EISDIR',
  'Too many levels of symbolic links': 'ELOOP',
  'Symbolic link loop': 'ELOOP',
  'Input/output error': 'EIO',
  'I/O error': 'EIO',
  'File name too long': 'ENAMETOOLONG',
  'Filename too long': 'ENAMETOOLONG',
  'Invalid argument': 'EINVAL',
};

/** The same, as a program of the system has put it into words in the C locale: `ls: /x: Permission denied`. */
export function probeErrorOfText(text: string, subject: string): ProbeError {
  const [, said = text.trim()] = /: ([^:\n]+)\n*$/.exec(text) ?? [];
  const code = own(errnoByText, said.trim());
  return probeErrorOf(code === undefined ? new Error(said.slice(0, 200) || 'no reason') : { code }, subject);
}
