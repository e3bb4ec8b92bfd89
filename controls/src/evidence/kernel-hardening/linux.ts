import { own, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { listOrEmpty, readText, readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { KernelHardening } from './schema.ts';

const flaws = '/sys/devices/system/cpu/vulnerabilities';

/**
 * Values of the running kernel; files below /etc are intent only.
 *
 * @see https://docs.kernel.org/admin-guide/sysctl/kernel.html
 */
export async function readLinux(host: Host): Promise<KernelHardening> {
  const unread: Unread[] = [];
  const container = await isContainer(host);
  const value = <Word>(name: string, words: Record<string, Word>): Promise<Word | null> =>
    container
      ? Promise.resolve(null)
      : readPart(unread, `/proc/sys/${name}`, null, () => readWord(host, name, words));
  const symlinks = await value('fs/protected_symlinks', { 0: false, 1: true });
  const hardlinks = await value('fs/protected_hardlinks', { 0: false, 1: true });
  return {
    unread,
    container,
    addressRandomization: await value('kernel/randomize_va_space', {
      0: 'off',
      1: 'partial',
      2: 'full',
    } as const),
    executePrevention: null,
    controlFlowGuard: null,
    exceptionChainProtection: null,
    linksProtected: symlinks === null || hardlinks === null ? null : symlinks && hardlinks,
    setuidDumps: await value('fs/suid_dumpable', { 0: 'none', 1: 'for-anybody', 2: 'for-root' } as const),
    kernelPointersHidden: await value('kernel/kptr_restrict', { 0: false, 1: true, 2: true }),
    kernelLogRestricted: await value('kernel/dmesg_restrict', { 0: false, 1: true }),
    tracing: container ? null : await readTracing(host, unread),
    unprivilegedBpf: await value('kernel/unprivileged_bpf_disabled', { 0: true, 1: false, 2: false }),
    processorFlaws: container ? null : await readPart(unread, flaws, null, () => readFlaws(host)),
    lsaProtection: null,
    credentialGuard: null,
  };
}

async function readWord<Word>(host: Host, name: string, words: Record<string, Word>): Promise<Word> {
  const value = (await readText(host, `/proc/sys/${name}`, 64)).trim();
  const word = own(words, value);
  if (word === undefined) {
    throw new ProbeError('unparsable', `/proc/sys/${name} holds no value that is known`);
  }
  return word;
}

/** Without the module Yama every program of a user may look into the others. */
function readTracing(host: Host, unread: Unread[]): Promise<KernelHardening['tracing']> {
  const words = { 0: 'anybody', 1: 'descendants', 2: 'administrators', 3: 'nobody' } as const;
  return readPart<KernelHardening['tracing'], 'anybody'>(
    unread,
    '/proc/sys/kernel/yama/ptrace_scope',
    'anybody',
    () => readWord(host, 'kernel/yama/ptrace_scope', words),
  );
}

/** A file for each flaw that the kernel knows; `Vulnerable` and `KVM: Vulnerable` are open. */
async function readFlaws(host: Host): Promise<string[] | null> {
  const names = (await listOrEmpty(host, flaws)).filter((name) => /^[\w-]{1,60}$/.test(name)).slice(0, 60);
  if (names.length === 0) return null;
  const open: string[] = [];
  for (const name of names) {
    const state = (await readTextOrNull(host, `${flaws}/${name}`)) ?? '';
    if (/^(KVM: )?Vulnerable\b/.test(state)) open.push(name);
  }
  return open.slice(0, 40);
}
