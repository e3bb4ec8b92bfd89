import { setTimeout as sleep } from 'node:timers/promises';
import { TenkenError } from '@tenken/shared';
import type { DeployDesk } from './deploy-desk.ts';
import { HostRefused } from './host/host-refused.ts';
import type { HostSession } from './host/host-session.ts';
import type { Look } from './host/answers.ts';
import type { AgentPackage } from './package/agent-package.ts';

export type ProofOptions = {
  program: Pick<AgentPackage, 'id' | 'version'>;
  desk: DeployDesk;
  /** When the host had reported last before the change; null: any report of this version counts. */
  before: string | null;
  trialMinutes: number;
  /** After the trial, in milliseconds: the host's own watcher goes first, this is for one that does not. */
  graceMs: number;
  pollMs: number;
  onStep: (step: string) => void;
  /** The host may restart meanwhile. */
  reopen: () => Promise<Watched>;
};

export type Proof =
  | { kind: 'proven'; current: string }
  /** The version before runs again. */
  | { kind: 'returned'; current: string; why: string }
  | { kind: 'unproven'; current: string; why: string };

const passing: ReadonlySet<string> = new Set(['server-busy', 'server-failed', 'server-unreachable']);

/** As much of a session as is needed for that. */
export type Watched = Pick<HostSession, 'look' | 'back' | 'close'>;

/**
 * Waits until host and collector agree that a report of this version was taken, or the version before is back. The host
 * watches too, and needs nobody for it: what this decides holds only while somebody looks.
 */
export async function proven(first: Watched, options: ProofOptions): Promise<Proof> {
  const { program, trialMinutes, graceMs, pollMs } = options;
  const deadline = performance.now() + trialMinutes * 60_000 + graceMs;
  options.onStep('waiting for its report');
  let session: Watched | null = first;
  let wasOnTrial = false;
  let last: Look | null = null;
  try {
    for (;;) {
      const now: { session: Watched | null; look: Look | null } = await looked(session, options);
      session = now.session;
      last = now.look ?? last;
      if (now.look && session) {
        wasOnTrial ||= now.look.trial === 'on';
        if (now.look.current !== program.id) return returned(now.look, program);
        if (
          now.look.trial === '' &&
          now.look.acknowledged === 'yes' &&
          (await hasReported(now.look, options))
        ) {
          return { kind: 'proven', current: now.look.current };
        }
      }
      if (performance.now() > deadline) return await tooLate(session, last, wasOnTrial, options);
      await sleep(pollMs);
    }
  } finally {
    if (session !== first) session?.close();
  }
}

async function looked(
  session: Watched | null,
  { reopen }: ProofOptions,
): Promise<{ session: Watched | null; look: Look | null }> {
  try {
    const open = session ?? (await reopen());
    return { session: open, look: await open.look() };
  } catch (error) {
    if (error instanceof HostRefused) throw error;
    session?.close();
    return { session: null, look: null };
  }
}

/** A collector that is busy or restarts meanwhile is asked again. */
async function hasReported({ hostId }: Look, { desk, before, program }: ProofOptions): Promise<boolean> {
  const report = await desk.newestReport(hostId).catch((error: unknown) => {
    if (error instanceof TenkenError && passing.has(error.code)) return null;
    throw error;
  });
  return (
    report?.agentVersion === program.version && report.lastReportAt !== null && report.lastReportAt !== before
  );
}

function returned(look: Look, program: Pick<AgentPackage, 'id'>): Proof {
  const why =
    look.returned === program.id && look.why !== '' ? look.why : 'the host put the version before back';
  return { kind: 'returned', current: look.current, why: withProblem(why, look) };
}

async function tooLate(
  session: Watched | null,
  last: Look | null,
  wasOnTrial: boolean,
  { trialMinutes, program }: ProofOptions,
): Promise<Proof> {
  const why = withProblem(`no report of it was acknowledged in ${trialMinutes} minutes`, last);
  const current = last?.current ?? program.id;
  if (!session) return { kind: 'unproven', current, why: `${why}, and the host does not answer any more` };
  if (!wasOnTrial) return { kind: 'unproven', current, why };
  await session.back(`no report of it was acknowledged in ${trialMinutes} minutes`);
  return { kind: 'returned', current: (await session.look()).current, why };
}

function withProblem(why: string, look: Look | null): string {
  return look?.problem ? `${why}; its agent says: ${look.problem}` : why;
}
