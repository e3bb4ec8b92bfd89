import { AccountRepository } from './people/account-repository.ts';
import { AlertEventRepository } from './alerts/alert-event-repository.ts';
import { AlertMessageRepository } from './alerts/alert-message-repository.ts';
import { AlertRepository } from './alerts/alert-repository.ts';
import { AlertStateRepository } from './alerts/alert-state-repository.ts';
import { AnswerRepository } from './assessments/answer-repository.ts';
import { AssessmentRepository } from './assessments/assessment-repository.ts';
import { BulkAnswerRepository } from './assessments/bulk-answer-repository.ts';
import { AgentSettingsRepository } from './agent-settings-repository.ts';
import { ApiTokenRepository } from './people/api-token-repository.ts';
import { AuditRepository } from './audit-repository.ts';
import { CarriedReportRepository } from './reports/carried-report-repository.ts';
import { EnrolmentRepository } from './hosts/enrolment-repository.ts';
import { EnrolmentTokenRepository } from './hosts/enrolment-token-repository.ts';
import { FeedRepository } from './feeds/feed-repository.ts';
import { ChangeRepository } from './findings/change-repository.ts';
import { DueRepository } from './findings/due-repository.ts';
import { FindingList } from './findings/finding-list.ts';
import { FindingRepository } from './findings/finding-repository.ts';
import { FewHosts } from './hosts/few-hosts.ts';
import { HostList } from './hosts/host-list.ts';
import { HealthRepository } from './health-repository.ts';
import { HostRepository } from './hosts/host-repository.ts';
import { ItemEntryRepository } from './assessments/item-entry-repository.ts';
import { ItemHistoryRepository } from './assessments/item-history-repository.ts';
import { JudgingPause } from './findings/judging-pause.ts';
import { MonthRepository } from './retention/month-repository.ts';
import { LegalHoldRepository } from './retention/legal-hold-repository.ts';
import { ProofRepository } from './reports/proof-repository.ts';
import { ReportRepository } from './reports/report-repository.ts';
import { ReportPackRepository } from './reports/report-pack-repository.ts';
import { RetentionRepository } from './retention/retention-repository.ts';
import { SendingBackRepository } from './assessments/sending-back-repository.ts';
import { SessionRepository } from './people/session-repository.ts';
import { LinkedAccountRepository } from './people/linked-account-repository.ts';
import { SharedAuthorityRepository } from './shared-authority-repository.ts';
import { SetupCodeRepository } from './people/setup-code-repository.ts';
import { SignOffRepository } from './assessments/sign-off-repository.ts';
import { SystemRepository } from './assessments/system-repository.ts';
import { TallyRepository } from './tallies/tally-repository.ts';
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
  itemEntries: ItemEntryRepository;
  itemHistory: ItemHistoryRepository;
  judgingPause: JudgingPause;
  legalHolds: LegalHoldRepository;
  linkedAccounts: LinkedAccountRepository;
  months: MonthRepository;
  proofs: ProofRepository;
  reports: ReportRepository;
  reportPacks: ReportPackRepository;
  retention: RetentionRepository;
  sendingBack: SendingBackRepository;
  sessions: SessionRepository;
  sharedAuthority: SharedAuthorityRepository;
  setupCodes: SetupCodeRepository;
  signOffs: SignOffRepository;
  systems: SystemRepository;
  tallies: TallyRepository;
};

export function repositories(store: Store): Repositories {
  const tallies = new TallyRepository(store);
  const fewHosts = new FewHosts(store, tallies);
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
    findingList: new FindingList(store, tallies, fewHosts),
    findings: new FindingRepository(store),
    hostList: new HostList(store, tallies, fewHosts),
    health: new HealthRepository(store),
    hosts: new HostRepository(store),
    itemEntries: new ItemEntryRepository(store),
    itemHistory: new ItemHistoryRepository(store),
    judgingPause: new JudgingPause(store),
    legalHolds: new LegalHoldRepository(store),
    linkedAccounts: new LinkedAccountRepository(store),
    months: new MonthRepository(store),
    proofs: new ProofRepository(store),
    reports: new ReportRepository(store),
    reportPacks: new ReportPackRepository(store),
    retention: new RetentionRepository(store),
    sendingBack: new SendingBackRepository(store),
    sessions: new SessionRepository(store),
    sharedAuthority: new SharedAuthorityRepository(store),
    setupCodes: new SetupCodeRepository(store),
    signOffs: new SignOffRepository(store),
    systems: new SystemRepository(store),
    tallies,
  };
}
