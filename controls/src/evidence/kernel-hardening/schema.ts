import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

/** How hard the running kernel and system make it to use a flaw in a program. Null = not told, or another system. */
export const KernelHardening = z.strictObject({
  unread: unreadList,
  /** The kernel is the host's. */
  container: z.boolean(),
  /** Addresses of programs change at each start; `partial`: not all of their parts, or with few bits. */
  addressRandomization: z.nullable(z.enum(['full', 'partial', 'off'])),
  /** Windows: what is data cannot be run. `system-only`: of 32-bit programs those of Windows alone. */
  executePrevention: z.nullable(z.enum(['on', 'system-only', 'off'])),
  /** Windows: calls may go to known places only. */
  controlFlowGuard: z.nullable(z.enum(['on', 'off'])),
  /** Windows: a damaged chain of exception handlers ends the program. */
  exceptionChainProtection: z.nullable(z.enum(['on', 'off'])),
  /** Linux: links that somebody else put into a shared folder are not followed. */
  linksProtected: z.nullable(z.boolean()),
  /** Linux: whether programs with more rights than their user leave an image of their memory, and who may read it. */
  setuidDumps: z.nullable(z.enum(['none', 'for-anybody', 'for-root'])),
  /** Linux: addresses of the kernel are kept from users. */
  kernelPointersHidden: z.nullable(z.boolean()),
  /** Linux: the kernel's messages are for the administrator. */
  kernelLogRestricted: z.nullable(z.boolean()),
  /** Linux: whose memory a program may look into; `anybody`: all programs of the same user. */
  tracing: z.nullable(z.enum(['anybody', 'descendants', 'administrators', 'nobody'])),
  /** Linux: users may load programs into the kernel (BPF). */
  unprivilegedBpf: z.nullable(z.boolean()),
  /** Linux: flaws of the processor that the kernel calls open; [] = none. */
  processorFlaws: z.nullable(z.array(z.string().check(z.maxLength(60))).check(z.maxLength(40))),
  /** Windows: other programs are kept out of the process that holds logon secrets; as set, in force since the next start. */
  lsaProtection: z.nullable(z.enum(['on', 'off', 'not-set'])),
  /** Windows: logon secrets lie outside of the system, in a part of their own; as it runs now. */
  credentialGuard: z.nullable(z.enum(['running', 'not-running'])),
});
export type KernelHardening = z.infer<typeof KernelHardening>;
