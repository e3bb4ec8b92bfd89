import { spawnSync } from 'node:child_process';

const tracer = 'strace';
const calls = [
  'write',
  'writev',
  'sendto',
  'sendmsg',
  'pwrite64',
  'pwritev',
  'pwritev2',
  'fsync',
  'fdatasync',
];
const changes = [
  'ftruncate',
  'truncate',
  'unlink',
  'unlinkat',
  'rename',
  'renameat',
  'renameat2',
  'fallocate',
];

/** Why nothing can be traced here, or null. */
export function whyNoStrace(): string | null {
  if (process.platform !== 'linux') return `strace is for Linux, this is ${process.platform}`;
  const tried = spawnSync(tracer, ['-f', '-o', '/dev/null', process.execPath, '-e', '0'], {
    timeout: 20_000,
  });
  if (/ENOENT/.test(tried.error?.message ?? '')) return 'strace is not installed (Debian package strace)';
  if (tried.status !== 0) return `strace may not trace here: ${tried.stderr.toString().slice(0, 200)}`;
  return null;
}

/**
 * Runs a program so that every write and sync of it goes into a file, with all that was written.
 *
 * The tracer is a grandchild (`-D`), so that signals meet the program itself.
 */
export function traced(file: string): string[] {
  const trace = `trace=${[...calls, ...changes].join(',')}`;
  return [
    tracer,
    '-D',
    '-f',
    '--seccomp-bpf',
    '-ttt',
    '-T',
    '-yy',
    '-xx',
    '-s',
    '4194304',
    '-e',
    trace,
    '-o',
    file,
  ];
}
