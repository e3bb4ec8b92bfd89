import { createHash } from 'node:crypto';
import { TenkenError } from '@tenken/shared';
import type { SshTarget } from '@tenken/agent';
import type { DeployDesk } from './deploy-desk.ts';
import type { Inspection } from './host/answers.ts';
import { HostRefused } from './host/host-refused.ts';
import type { HostSession } from './host/host-session.ts';
import { openSession } from './host/open-session.ts';
import { SudoRefused } from './host/run-script.ts';
import type { InventoryHost } from './inventory/inventory.ts';
import type { AgentPackage } from './package/agent-package.ts';
import { planFor } from './plan.ts';
import type { Change } from './plan.ts';
import { proven } from './proven.ts';
import type { Proof } from './proven.ts';
import type { DeployOutcome, HostResult } from './results.ts';

export type HostOptions = {
  target: SshTarget;
  sudoPassword: string | null;
  desk: DeployDesk;
  packages: readonly AgentPackage[];
  dryRun: boolean;
  /** Instead of a package: the version that is kept beside the one that runs, or none any more. */
  instead: 'roll-back' | 'remove' | null;
  /** An interrupted run had begun with this host: what looks done may not have proved itself. */
  wasBegun: boolean;
  trialMinutes: number;
  graceMs: number;
  pollMs: number;
  onStep: (step: string) => void;
  /** Called before the first change. */
  onBegin: () => void;
};

type Told = Pick<HostResult, 'outcome'> & Partial<HostResult>;

/** Brings one host to the version that was named. What goes wrong is a result, never an exception. */
export async function deployHost(host: InventoryHost, options: HostOptions): Promise<HostResult> {
  const result = (told: Told): HostResult => ({
    host: host.name,
    from: null,
    to: null,
    changes: [],
    reason: null,
    ...told,
  });
  if (host.notBySsh !== null) return result({ outcome: 'unsupported', reason: host.notBySsh });
  let session: HostSession | null = null;
  try {
    options.onStep('connecting');
    session = await openSession(options);
    return result(await onHost(host, session, options));
  } catch (error) {
    return result({ outcome: outcomeOf(error), reason: (error as Error).message });
  } finally {
    session?.close();
  }
}

async function onHost(host: InventoryHost, session: HostSession, options: HostOptions): Promise<Told> {
  const { packages, desk } = options;
  options.onStep('looking');
  const found = await session.inspect();
  const from = found.current === '' ? null : found.current;
  if (options.instead === 'roll-back') return putBack(session, found, options);
  if (options.instead === 'remove') return takeAway(session, found, options);
  const program = packages.find(({ machine }) => machine === found.machine) ?? packages[0];
  if (!program) throw new HostRefused('there is no package');
  const plan = planFor(found, program, sha256(desk.authority));
  if (plan.kind === 'unsupported') return { outcome: 'unsupported', from, to: from, reason: plan.why };
  if (program.machine !== found.machine) {
    return { outcome: 'unsupported', from, to: from, reason: `no package is for ${found.machine}` };
  }
  const needed = plan.kind === 'changes' ? plan.changes : [];
  const isProofLacking = plan.kind === 'on-trial' || options.wasBegun;
  if (needed.length === 0 && !isProofLacking) return { outcome: 'unchanged', from, to: from };
  if (options.dryRun) {
    const to = program.id;
    return { outcome: needed.length === 0 ? 'unchanged' : 'would-change', from, to, changes: needed };
  }
  options.onBegin();
  const done: Change[] = [];
  try {
    const before = await reportBefore(session, desk, found.identity === 'there');
    const hasBegun = await perform({ host, session, options, program, needed, done, name: found.name });
    if (!hasBegun && !isProofLacking) return { outcome: 'repaired', from, to: from, changes: done };
    const proof = await proven(session, {
      ...options,
      program,
      before: isProofLacking ? null : before,
      reopen: () => openSession(options),
    });
    return { ...fromProof(proof, from, needed), from, changes: done };
  } catch (error) {
    return {
      outcome: outcomeOf(error, 'failed'),
      from,
      to: from,
      changes: done,
      reason: (error as Error).message,
    };
  }
}

/** A person wants the version that is kept beside the one that runs. */
async function putBack(session: HostSession, found: Inspection, options: HostOptions): Promise<Told> {
  const { current: from, previous: to } = found;
  if (to === '') {
    const reason = 'no version is kept beside the one that runs';
    return { outcome: 'unsupported', from: from === '' ? null : from, to: from === '' ? null : from, reason };
  }
  const changes: Change[] = ['switch-program'];
  if (options.dryRun) return { outcome: 'would-change', from, to, changes };
  options.onBegin();
  const before = await reportBefore(session, options.desk, found.identity === 'there');
  options.onStep('putting the version before back');
  await session.back('a person put the version before back');
  const program = { id: to, version: to.slice(0, to.lastIndexOf('-')) };
  const proof = await proven(session, { ...options, program, before, reopen: () => openSession(options) });
  if (proof.kind === 'proven') return { outcome: 'rolled-back', from, to, changes };
  return { outcome: 'failed', from, to: proof.current, changes, reason: proof.why };
}

async function takeAway(
  session: HostSession,
  { current, foreign }: Inspection,
  options: HostOptions,
): Promise<Told> {
  if (current === '') {
    if (foreign === '') return { outcome: 'unchanged' };
    return { outcome: 'unsupported', reason: `${foreign} is there and no roll-out has put it there` };
  }
  const changes: Change[] = ['remove'];
  if (options.dryRun) return { outcome: 'would-change', from: current, changes };
  options.onBegin();
  options.onStep('removing');
  await session.remove();
  return { outcome: 'removed', from: current, changes };
}

type Work = {
  host: InventoryHost;
  session: HostSession;
  options: HostOptions;
  program: AgentPackage;
  needed: readonly Change[];
  done: Change[];
  /** The host's own name. */
  name: string;
};

/**
 * In such an order that what fails or is killed in between leaves what ran before running.
 *
 * @returns whether the program was started, so that a report has to come
 */
async function perform({ host, session, options, program, needed, done, name }: Work): Promise<boolean> {
  const { desk, trialMinutes } = options;
  const step = async (change: Change, shown: string, work: () => Promise<void>) => {
    if (!needed.includes(change)) return;
    options.onStep(shown);
    await work();
    done.push(change);
  };
  await step('place-program', 'sending the program', () => session.place(program));
  await step('write-authority', 'writing the authority', () => session.trust(desk.authority));
  await step('enrol', 'enrolling', async () => {
    await session.enrol(program.id, desk.server, await desk.makeToken({ name, label: host.label }));
  });
  const rest = needed.filter((change) => ['switch-program', 'restore-links', 'start-timer'].includes(change));
  if (rest.length === 0 && !needed.includes('place-program') && !needed.includes('enrol')) return false;
  options.onStep('starting');
  await session.activate(program.id, trialMinutes);
  done.push(...rest);
  return true;
}

async function reportBefore(
  session: HostSession,
  desk: DeployDesk,
  isEnrolled: boolean,
): Promise<string | null> {
  if (!isEnrolled) return null;
  return (await desk.newestReport(await session.hostId()))?.lastReportAt ?? null;
}

function fromProof(proof: Proof, from: string | null, needed: readonly Change[]): Told {
  switch (proof.kind) {
    case 'proven': {
      const outcome = from === null ? 'installed' : from === proof.current ? 'repaired' : 'upgraded';
      return { outcome: needed.length === 0 ? 'unchanged' : outcome, to: proof.current };
    }
    case 'returned':
      return { outcome: 'rolled-back', to: proof.current, reason: proof.why };
    case 'unproven':
      return { outcome: 'failed', to: proof.current, reason: proof.why };
    default: {
      const never: never = proof;
      return never;
    }
  }
}

export function outcomeOf(error: unknown, otherwise: DeployOutcome = 'failed'): DeployOutcome {
  if (error instanceof SudoRefused) return 'refused';
  if (!(error instanceof TenkenError)) return otherwise;
  switch (error.code) {
    case 'target-unreachable':
      return otherwise === 'failed' ? 'unreachable' : otherwise;
    case 'target-untrusted':
      return 'untrusted';
    case 'target-sign-in-refused':
    case 'usage':
      return 'refused';
    default:
      return otherwise;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
