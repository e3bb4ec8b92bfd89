/** Who works here; what each is for stands in `shared/docs/access.md`. */
export const roles = ['administrator', 'system-administrator', 'security', 'compliance', 'auditor'] as const;
export type Role = (typeof roles)[number];

type Rule = {
  meaning: string;
  roles: readonly Role[];
  /**
   * True where a script's token will not do: what makes or changes identities, and what two different people have to
   * do. Whoever has two tokens, or a token and an account, would be both.
   */
  peopleOnly: boolean;
};

/** The one place that says who may do what. A route names one of these, or `public`. */
export const permissions = {
  'results:read': {
    meaning: 'see hosts, evidence, findings, controls and checklists',
    roles,
    peopleOnly: false,
  },
  'metrics:read': {
    meaning: 'read the figures of the collector itself',
    roles: ['administrator', 'system-administrator'],
    peopleOnly: false,
  },
  'hosts:manage': {
    meaning: 'revoke hosts, release them from quarantine',
    roles: ['administrator', 'system-administrator'],
    peopleOnly: true,
  },
  'reports:import': {
    meaning: 'import reports that were carried here as files; accepting a new host needs hosts:manage',
    roles: ['administrator', 'system-administrator'],
    peopleOnly: false,
  },
  'enrolment-tokens:read': {
    meaning: 'see which enrolment tokens there are, never the tokens',
    roles: ['administrator', 'system-administrator', 'auditor'],
    peopleOnly: false,
  },
  'enrolment-tokens:manage': {
    meaning: 'make and revoke enrolment tokens',
    roles: ['administrator', 'system-administrator'],
    peopleOnly: false,
  },
  'accounts:read': {
    meaning: 'see accounts, API tokens and their roles',
    roles: ['administrator', 'auditor'],
    peopleOnly: false,
  },
  'accounts:manage': {
    meaning: 'make and disable accounts, give roles, make and revoke API tokens',
    roles: ['administrator'],
    peopleOnly: true,
  },
  'audit:read': { meaning: 'read the audit log', roles: ['administrator', 'auditor'], peopleOnly: false },
  'alerts:read': {
    meaning: 'see rules, channels and messages of alerts, never their secrets',
    roles: ['administrator', 'system-administrator', 'security', 'auditor'],
    peopleOnly: false,
  },
  'alerts:manage': {
    meaning: 'change rules and channels of alerts, send tests, send messages again',
    roles: ['administrator', 'security'],
    peopleOnly: false,
  },
  'settings:read': {
    meaning: 'see settings of the collector and what it does by itself',
    roles: ['administrator', 'system-administrator', 'security', 'auditor'],
    peopleOnly: false,
  },
  'settings:manage': {
    meaning: 'change what agents are asked to do; pause and preview judging all hosts anew',
    roles: ['administrator', 'system-administrator'],
    peopleOnly: false,
  },
  'feeds:import': {
    meaning: 'take in signed bundles of reference data',
    roles: ['administrator', 'system-administrator', 'security'],
    peopleOnly: false,
  },
  'assessments:read': {
    meaning: 'see systems, assessments, answers and exceptions',
    roles,
    peopleOnly: false,
  },
  'assessments:manage': {
    meaning: 'set up systems, import ledgers and forms, open assessments, answer, plan and mark items',
    roles: ['administrator', 'compliance'],
    peopleOnly: false,
  },
  'assessments:sign': {
    meaning: 'freeze, review and close assessments: 作成者, 確認者, 承認者',
    roles: ['administrator', 'compliance'],
    peopleOnly: true,
  },
  'assessments:export': {
    meaning: 'download evidence packs',
    roles: ['administrator', 'compliance', 'auditor'],
    peopleOnly: false,
  },
  'waivers:request': {
    meaning: 'ask that a failure be accepted',
    roles: ['administrator', 'system-administrator', 'security', 'compliance'],
    peopleOnly: true,
  },
  'waivers:decide': {
    meaning: 'approve or refuse an exception that somebody else asked for',
    roles: ['administrator', 'security'],
    peopleOnly: true,
  },
  'own-account:manage': {
    meaning: 'sign out, change the own password and second factor',
    roles,
    peopleOnly: true,
  },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof permissions;

/** What a route declares. */
export type Access = 'public' | Permission;

export const permissionNames = Object.keys(permissions) as Permission[];

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissions, name);
}

export function roleMay(role: Role, permission: Permission): boolean {
  return (permissions[permission].roles as readonly Role[]).includes(role);
}
