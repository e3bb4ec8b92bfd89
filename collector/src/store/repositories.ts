import { EnrolmentRepository } from './enrolment-repository.ts';
import { FindingRepository } from './finding-repository.ts';
import { HostRepository } from './host-repository.ts';
import { ReportRepository } from './report-repository.ts';
import type { Store } from './store.ts';
import { TokenRepository } from './token-repository.ts';

/** All SQL is behind these. */
export type Repositories = {
  enrolments: EnrolmentRepository;
  findings: FindingRepository;
  hosts: HostRepository;
  reports: ReportRepository;
  tokens: TokenRepository;
};

export function repositories(store: Store): Repositories {
  return {
    enrolments: new EnrolmentRepository(store),
    findings: new FindingRepository(store),
    hosts: new HostRepository(store),
    reports: new ReportRepository(store),
    tokens: new TokenRepository(store),
  };
}
