import type { Alerts } from './alerts/alerts.ts';
import type { FeedImports } from './feeds/feed-imports.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { BlockList } from 'node:net';
import type { AgentPolicy } from './agents/agent-policy.ts';
import type { SingleSignOn } from './people/single-sign-on/single-sign-on.ts';
import type { Throttles } from './access/throttles.ts';
import type { AnyControl, Checklist, Requirement } from '@tenken/controls';
import type { BatchWriter } from './ingest/batch-writer.ts';
import type { CertificateAuthority } from './ca/certificate-authority.ts';
import type { JudgingPreviews } from './evaluate/judging-previews.ts';
import type { Evaluator } from './evaluate/evaluator.ts';
import type { Limits } from './limits/limits.ts';
import type { Metrics } from './metrics.ts';
import type { Notices } from './notices.ts';
import type { Packer } from './retention/packer.ts';
import type { Sweeper } from './retention/sweeper.ts';
import type { AcceptedReport, StoredReport } from './store/reports/report-repository.ts';
import type { Outward } from './reach.ts';
import type { SettingsSigner } from './settings/settings-signer.ts';
import type { DataDirectory } from './store/data-directory.ts';
import type { Repositories } from './store/repositories.ts';
import type { KeptCertificates } from './tls/kept-certificates.ts';
import type { WriteGate } from './store/write-gate.ts';

/** What the routes work with; made once by `openCollector`. */
export type CollectorContext = {
  repositories: Repositories;
  directory: DataDirectory;
  authority: CertificateAuthority;
  controls: readonly AnyControl[];
  checklists: readonly Checklist[];
  requirements: readonly Requirement[];
  evaluator: Evaluator;
  previews: JudgingPreviews;
  reportWriter: BatchWriter<AcceptedReport, StoredReport>;
  metrics: Metrics;
  /** Where changes are told that people who watch should see. */
  notices: Notices;
  alerts: Alerts;
  /** What the collector does by itself; whoever adds such work lists it here. */
  jobs: Jobs;
  feedImports: FeedImports;
  /** What the configuration of this machine says, as people may see it. */
  machine: {
    addresses: () => { people: string; agents: string };
    /** Whether no other machine reaches this collector. */
    onlyHere: boolean;
    outward: Outward | null;
    keepMs: number;
    alertNetworks: readonly string[];
    alertSecretFiles: readonly string[];
  };
  sweeper: Sweeper;
  packer: Packer;
  /** Says whether anything is stored at present. */
  gate: WriteGate;
  settings: SettingsSigner;
  throttles: Throttles;
  limits: Limits;
  /** null where people have local accounts only. */
  singleSignOn: SingleSignOn | null;
  certificates: KeptCertificates;
  /** Where people see the page, when that is not where it is served. */
  pageOrigin: string | null;
  /** Reverse proxies whose word on who asks is taken. */
  trustedProxies: BlockList;
  /** Which agents are current, and what happens to reports of others. */
  agentPolicy: AgentPolicy;
  /** The health report warns when the newest backup is older. */
  backupMs: number;
  /** Hosts that have not reported for longer are silent, and their evidence is stale. */
  staleAfterMs: number;
  /** Where agents send reports; known once the agents' port is open. */
  reportsUrl: () => string;
  now: () => Date;
};
