export * from './checklists/item-result.ts';
export * from './checklists/registry.ts';
export * from './checklists/requirements.ts';
export type * from './checklists/schema.ts';
export * from './controls/common-reasons.ts';
export { intervalDaysOf, intervalWords } from './controls/automatic-updates-on/interval.ts';
export {
  baselineOf,
  configurationKinds,
  settingsOf,
} from './controls/configuration-baseline-kept/baseline.ts';
export * from './controls/declaration-kinds.ts';
export type { Declared } from './controls/declared.ts';
export * from './controls/define.ts';
export * from './controls/judge.ts';
export { parseApproved as parseListener } from './controls/listening-services-approved/approved.ts';
export * from './controls/registry.ts';
export * from './evidence/index.ts';
export * from './profiles/comparable-rows.ts';
export * from './profiles/judgement.ts';
export * from './profiles/tls/judge.ts';
export * from './profiles/tls/registry.ts';
export { isInClass } from './profiles/tls/suite-classes.ts';
export type { TlsProfile } from './profiles/tls/schema.ts';
export * from './profiles/verification.ts';
export * from './profiles/ssh/judge.ts';
export { algorithmVerdict } from './profiles/ssh/verdict.ts';
export * from './profiles/ssh/registry.ts';
export { sshRows } from './profiles/ssh/rows.ts';
export type { SshRow } from './profiles/ssh/rows.ts';
export type { SshProfile } from './profiles/ssh/profile.ts';
export * from './reference/advisories/advisory.ts';
export { distributionRelease, releasePattern } from './reference/advisories/release.ts';
export { advisoriesWanted } from './reference/advisories/wanted.ts';
export { ApplicationSupportTable } from './reference/application-support/index.ts';
export { ForbiddenSoftwareTable } from './reference/forbidden-software/index.ts';
export { OsSupportTable } from './reference/os-support/index.ts';
export { ProductNamesTable } from './reference/product-names/index.ts';
export * from './reference/reference-data.ts';
export { SecurityAgentsTable } from './reference/security-agents/index.ts';
