import { AccountRepository } from './account-repository.ts';
import { AlertEventRepository } from './alert-event-repository.ts';
import { AlertMessageRepository } from './alert-message-repository.ts';
import { AlertRepository } from './alert-repository.ts';
import { AlertStateRepository } from './alert-state-repository.ts';
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
import { ChangeRepository } from './change-repository.ts';
import { DueRepository } from './due-repository.ts';
import { FindingList } from './finding-list.ts';
import { FindingRepository } from './finding-repository.ts';
import { HostList } from './host-list.ts';
import { HealthRepository } from './health-repository.ts';
import { HostRepository } from './host-repository.ts';
import { ItemHistoryRepository } from './item-history-repository.ts';
import { JudgingPause } from './judging-pause.ts';
import { MonthRepository } from './month-repository.ts';
import { LegalHoldRepository } from './legal-hold-repository.ts';
import { ProofRepository } from './proof-repository.ts';
import { ReportRepository } from './report-repository.ts';
import { ReportPackRepository } from './report-pack-repository.ts';
import { RetentionRepository } from './retention-repository.ts';
import { SessionRepository } from './session-repository.ts';
import { LinkedAccountRepository } from './linked-account-repository.ts';
import { SharedAuthorityRepository } from './shared-authority-repository.ts';
import { SetupCodeRepository } from './setup-code-repository.ts';
import { SystemRepository } from './system-repository.ts';
import { TallyRepository } from './tally-repository.ts';
import type { Store } from './store.ts';

/** All SQL is behind these. */
export type Repositories = {
  accounts: AccountRepository;
  agentSettings: AgentSettingsRepository;
  alertEvents: AlertEventRepository;
  alertMessages: AlertMessageRepository;
  alertStates: AlertStateRepository;
  alerts: AlertRepository;
  answers: AnswerRepository;
  apiTokens: ApiTokenRepository;
  assessments: AssessmentRepository;
  audit: AuditRepository;
  bulkAnswers: BulkAnswerRepository;
  carriedReports: CarriedReportRepository;
  enrolments: EnrolmentRepository;
  enrolmentTokens: EnrolmentTokenRepository;
  feeds: FeedRepository;
  changes: ChangeRepository;
  due: DueRepository;
  findingList: FindingList;
  findings: FindingRepository;
  hostList: HostList;
  health: HealthRepository;
  hosts: HostRepository;
  itemHistory: ItemHistoryRepository;
  judgingPause: JudgingPause;
  legalHolds: LegalHoldRepository;
  linkedAccounts: LinkedAccountRepository;
  months: MonthRepository;
  proofs: ProofRepository;
  reports: ReportRepository;
  reportPacks: ReportPackRepository;
  retention: RetentionRepository;
  sessions: SessionRepository;
  sharedAuthority: SharedAuthorityRepository;
  setupCodes: SetupCodeRepository;
  systems: SystemRepository;
  tallies: TallyRepository;
};

export function repositories(store: Store): Repositories {
  const tallies = new TallyRepository(store);
  const hostList = new HostList(store, tallies);
  return {
    accounts: new AccountRepository(store),
    agentSettings: new AgentSettingsRepository(store),
    alertEvents: new AlertEventRepository(store),
    alertMessages: new AlertMessageRepository(store),
    alertStates: new AlertStateRepository(store),
    alerts: new AlertRepository(store),
    answers: new AnswerRepository(store),
    apiTokens: new ApiTokenRepository(store),
    assessments: new AssessmentRepository(store),
    audit: new AuditRepository(store),
    bulkAnswers: new BulkAnswerRepository(store),
    carriedReports: new CarriedReportRepository(store),
    enrolments: new EnrolmentRepository(store),
    enrolmentTokens: new EnrolmentTokenRepository(store),
    feeds: new FeedRepository(store),
    changes: new ChangeRepository(store),
    due: new DueRepository(store),
    findingList: new FindingList(store, tallies, hostList),
    findings: new FindingRepository(store),
    hostList,
    health: new HealthRepository(store),
    hosts: new HostRepository(store),
    itemHistory: new ItemHistoryRepository(store),
    judgingPause: new JudgingPause(store),
    legalHolds: new LegalHoldRepository(store),
    linkedAccounts: new LinkedAccountRepository(store),
    months: new MonthRepository(store),
    proofs: new ProofRepository(store),
    reports: new ReportRepository(store),
    reportPacks: new ReportPackRepository(store),
    retention: new RetentionRepository(store),
    sessions: new SessionRepository(store),
    sharedAuthority: new SharedAuthorityRepository(store),
    setupCodes: new SetupCodeRepository(store),
    systems: new SystemRepository(store),
    tallies,
  };
}
