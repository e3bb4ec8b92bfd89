import { makeFleet } from '../../support/fleet.ts';
import { startChild } from '../measure/child.ts';
import type { Child } from '../measure/child.ts';
import { movedToMeasured } from '../measure/moved.ts';
import type { Progress } from '../progress.ts';
import { enrolInBulk } from '../storm/enrol-in-bulk.ts';
import type { FleetOpened, FleetQuestion } from './collector.ts';
import type { ReportsQuestion } from './reports.ts';

/** A collector with a fleet, and a process that sends reports to it. */
export type RunningFleet = {
  collector: Child;
  reports: Child;
  opened: FleetOpened;
  close: () => Promise<void>;
};

const openLimitMs = 600_000;

/**
 * Makes a fleet in an empty folder, and in the database that this run measures.
 *
 * @param kinds of evidence that it has however large it is
 */
export async function makeMeasuredFleet(
  data: string,
  hosts: number,
  progress: Progress,
  kinds: readonly string[] = [],
): Promise<void> {
  await makeFleet(data, hosts, Date.now(), kinds);
  await movedToMeasured(data, progress);
}

/** @param reporting so many hosts more are enrolled, which send reports */
export async function runFleet(data: string, reporting: number): Promise<RunningFleet> {
  const { agents } = await enrolInBulk(data, reporting);
  const collector = startChild('results/collector.ts', [], openLimitMs);
  const reports = startChild('results/reports.ts');
  const close = async () => {
    reports.stop();
    await collector.ended();
  };
  try {
    const opened = await collector.ask<FleetOpened>({ type: 'open', data } satisfies FleetQuestion);
    const { agentUrl, authority } = opened;
    await reports.ask({ type: 'hosts', agentUrl, authority, agents } satisfies ReportsQuestion);
    return { collector, reports, opened, close };
  } catch (error) {
    await close();
    throw error;
  }
}
