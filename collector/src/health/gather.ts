import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isOlderAgent } from '../agents/agent-version.ts';
import type { CollectorContext } from '../context.ts';
import { feedsInForce } from '../feeds/feeds-in-force.ts';
import type { DataDirectory } from '../store/data-directory.ts';
import { installationOf } from '../installation.ts';
import { databasePlaceOf } from '../store/database-place.ts';
import { placeOfDatabase } from '../store/postgres/place.ts';
import type { Repositories } from '../store/repositories.ts';
import type { HealthFacts } from './facts.ts';
import { readRunning } from './running-file.ts';

const dayMs = 24 * 60 * 60 * 1000;

export type HealthQuestion = {
  repositories: Repositories;
  directory: DataDirectory;
  now: Date;
  staleAfterMs: number;
  backupMs: number;
  minimumAgentVersion: string | null;
};

type Certificates = HealthFacts['certificates'];

/** What a running collector knows of itself. */
export async function factsOfRunning(context: CollectorContext): Promise<HealthFacts> {
  const { repositories, directory, reportWriter, evaluator, gate, certificates, authority } = context;
  const facts = await sharedFacts({
    repositories,
    directory,
    now: context.now(),
    staleAfterMs: context.staleAfterMs,
    backupMs: context.backupMs,
    minimumAgentVersion: context.agentPolicy.minimum,
  });
  return {
    ...facts,
    running: {
      readOnly: gate.state,
      waitingReports: reportWriter.waiting,
      waitingMs: reportWriter.waitingMs,
      judgingSince: evaluator.busySince,
      judgingFailed: evaluator.failed,
      certificateProblem: certificates.problem,
    },
    certificates: [
      { what: 'page', notAfterAt: certificates.people.notAfterAt },
      { what: 'agents', notAfterAt: certificates.agents.notAfterAt },
      ...endOf('authority', authority.certificate),
    ],
  };
}

/** What can be seen from outside, on the collector's own machine, running or not. */
export async function factsOfFolder(question: HealthQuestion): Promise<HealthFacts> {
  const running = readRunning(question.directory);
  return {
    ...(await sharedFacts(question)),
    running: null,
    certificates: [
      ...(running === null
        ? []
        : [
            { what: 'page' as const, notAfterAt: Date.parse(running.pageCertificateEndsAt) },
            { what: 'agents' as const, notAfterAt: Date.parse(running.agentsCertificateEndsAt) },
          ]),
      ...endOf('authority', readOrNothing(join(question.directory.authority, 'authority.pem'))),
    ],
  };
}

async function sharedFacts({
  repositories: { hosts, tallies, health, feeds, judgingPause },
  directory,
  now,
  staleAfterMs,
  backupMs,
  minimumAgentVersion: minimum,
}: HealthQuestion): Promise<Omit<HealthFacts, 'running' | 'certificates'>> {
  const at = now.getTime();
  const place = databasePlaceOf(directory);
  const { reporting, silent, neverReported } = await tallies.coverage(at - staleAfterMs);
  const versions = await health.agentVersions();
  const older = versions.filter(({ version }) => isOlderAgent(version, minimum));
  return {
    now,
    disk: await diskOf(directory.path),
    installation: installationOf(),
    folder: directory.path,
    databaseServer: place === null ? null : placeOfDatabase(place.url),
    ...(place === null
      ? { databaseBytes: sizeOf(directory.database), walBytes: sizeOf(`${directory.database}-wal`) }
      : { databaseBytes: await health.bytesOnServer(), walBytes: null }),
    judgingPaused: await judgingPause.look(),
    hostsToJudge: await health.hostsToJudge(at),
    hosts: {
      total: reporting + silent + neverReported,
      silent,
      quarantined: await hosts.quarantined(),
      olderAgents: minimum === null ? null : older.reduce((sum, one) => sum + one.hosts, 0),
    },
    besideDamage: await health.besideDamage(),
    newestReportAt: await hosts.newestReportAt(),
    clocks: await health.clocks(at - dayMs),
    backup: { madeAt: await health.newestBackupAt(), limitMs: backupMs },
    feeds: feedsInForce(await feeds.inForceAt(Number.MAX_SAFE_INTEGER), at),
  };
}

async function diskOf(path: string): Promise<HealthFacts['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(path);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function endOf(what: Certificates[number]['what'], pem: string): Certificates {
  if (pem === '') return [];
  return [{ what, notAfterAt: new X509Certificate(pem).validToDate.getTime() }];
}

/** An authority that exists elsewhere has no certificate here. */
function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
