import type { FeedInForce } from '../feeds/feeds-in-force.ts';
import type { Installation } from '../installation.ts';
import type { ReadOnlyState } from '../store/write-gate.ts';

/** What the health report is made of, as it was read at one moment. */
export type HealthFacts = {
  now: Date;
  /** Of the file system that the data is on; null where it cannot be asked. */
  disk: { freeBytes: number; totalBytes: number } | null;
  /** How the software came to this machine, and the folder of its data: what a command for it is made of. */
  installation: Installation;
  folder: string;
  /** `HOST/DATABASE` where the data is on a server; null: in a file of the folder. */
  databaseServer: string | null;
  /** Of the file, or what it takes on the server; null where the server does not say. */
  databaseBytes: number | null;
  /** Of the file's log; null where a server keeps it. */
  walBytes: number | null;
  /** What only a running collector knows; null when it is looked at from outside. */
  running: {
    readOnly: ReadOnlyState | null;
    /** Reports that wait for a transaction, and how long the first has. */
    waitingReports: number;
    waitingMs: number;
    /** Since when it judges without a pause; null while it rests. */
    judgingSince: number | null;
    judgingFailed: string | null;
    /** Why newer files of a given certificate are not used. */
    certificateProblem: string | null;
  } | null;
  /** A person wanted the judging anew of all hosts to rest. */
  judgingPaused: boolean;
  /** Hosts whose findings are not those of now. */
  hostsToJudge: number;
  /** Ends of what is served and of the authority; what is not known is left out. */
  certificates: readonly { what: 'page' | 'agents' | 'authority'; notAfterAt: number }[];
  hosts: { total: number; silent: number; quarantined: number; olderAgents: number | null };
  /** Late reports that are kept apart because their part of the history is damaged. */
  besideDamage: { reports: number; hosts: number };
  /** By the collector's clock, when the newest report came. */
  newestReportAt: number | null;
  /** Of hosts that reported within a day, and how far their clocks are ahead: the middle one. */
  clocks: { hosts: number; medianSkewMs: number | null };
  backup: { madeAt: number | null; limitMs: number };
  feeds: readonly Pick<FeedInForce, 'name' | 'kind' | 'asOf' | 'ageDays' | 'limitDays' | 'tooOld'>[];
};
