import type { Throttles } from './access/throttles.ts';
import type { AnyControl, Checklist, Requirement } from '@tenken/controls';
import type { BatchWriter } from './ingest/batch-writer.ts';
import type { CertificateAuthority } from './ca/certificate-authority.ts';
import type { Evaluator } from './evaluate/evaluator.ts';
import type { Metrics } from './metrics.ts';
import type { AcceptedReport, StoredReport } from './store/report-repository.ts';
import type { SettingsSigner } from './settings/settings-signer.ts';
import type { Repositories } from './store/repositories.ts';

/** What the routes work with; made once by `openCollector`. */
export type CollectorContext = {
  repositories: Repositories;
  authority: CertificateAuthority;
  controls: readonly AnyControl[];
  checklists: readonly Checklist[];
  requirements: readonly Requirement[];
  evaluator: Evaluator;
  reportWriter: BatchWriter<AcceptedReport, StoredReport>;
  metrics: Metrics;
  settings: SettingsSigner;
  throttles: Throttles;
  /** Hosts that have not reported for longer are silent, and their evidence is stale. */
  staleAfterMs: number;
  /** Where agents send reports; known once the agents' port is open. */
  reportsUrl: () => string;
  now: () => Date;
};
