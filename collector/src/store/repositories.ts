import { AccountRepository } from './account-repository.ts';
import { AnswerRepository } from './answer-repository.ts';
import { AssessmentRepository } from './assessment-repository.ts';
import { BulkAnswerRepository } from './bulk-answer-repository.ts';
import { AgentSettingsRepository } from './agent-settings-repository.ts';
import { ApiTokenRepository } from './api-token-repository.ts';
import { AuditRepository } from './audit-repository.ts';
import { CarriedReportRepository } from './carried-report-repository.ts';
import { EnrolmentRepository } from './enrolment-repository.ts';
import { EnrolmentTokenRepository } from './enrolment-token-repository.ts';
import { FeedRepository } from './feed-repository.ts';
import { FindingRepository } from './finding-repository.ts';
import { HealthRepository } from './health-repository.ts';
import { HostRepository } from './host-repository.ts';
import { LegalHoldRepository } from './legal-hold-repository.ts';
import { ReportRepository } from './report-repository.ts';
import { RetentionRepository } from './retention-repository.ts';
import { SessionRepository } from './session-repository.ts';
import { LinkedAccountRepository } from './linked-account-repository.ts';
import { SetupCodeRepository } from './setup-code-repository.ts';
import { SystemRepository } from './system-repository.ts';
import type { Store } from './store.ts';

/** All SQL is behind these. */
export type Repositories = {
  accounts: AccountRepository;
  agentSettings: AgentSettingsRepository;
  answers: AnswerRepository;
  apiTokens: ApiTokenRepository;
  assessments: AssessmentRepository;
  audit: AuditRepository;
  bulkAnswers: BulkAnswerRepository;
  carriedReports: CarriedReportRepository;
  enrolments: EnrolmentRepository;
  enrolmentTokens: EnrolmentTokenRepository;
  feeds: FeedRepository;
  findings: FindingRepository;
  health: HealthRepository;
  hosts: HostRepository;
  legalHolds: LegalHoldRepository;
  linkedAccounts: LinkedAccountRepository;
  reports: ReportRepository;
  retention: RetentionRepository;
  sessions: SessionRepository;
  setupCodes: SetupCodeRepository;
  systems: SystemRepository;
};

export function repositories(store: Store): Repositories {
  return {
    accounts: new AccountRepository(store),
    agentSettings: new AgentSettingsRepository(store),
    answers: new AnswerRepository(store),
    apiTokens: new ApiTokenRepository(store),
    assessments: new AssessmentRepository(store),
    audit: new AuditRepository(store),
    bulkAnswers: new BulkAnswerRepository(store),
    carriedReports: new CarriedReportRepository(store),
    enrolments: new EnrolmentRepository(store),
    enrolmentTokens: new EnrolmentTokenRepository(store),
    feeds: new FeedRepository(store),
    findings: new FindingRepository(store),
    health: new HealthRepository(store),
    hosts: new HostRepository(store),
    legalHolds: new LegalHoldRepository(store),
    linkedAccounts: new LinkedAccountRepository(store),
    reports: new ReportRepository(store),
    retention: new RetentionRepository(store),
    sessions: new SessionRepository(store),
    setupCodes: new SetupCodeRepository(store),
    systems: new SystemRepository(store),
  };
}
