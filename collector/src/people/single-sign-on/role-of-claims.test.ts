import { expect, test } from 'vitest';
import { roleOfClaims } from './role-of-claims.ts';
import type { RoleRule } from './settings.ts';

const rules: RoleRule[] = [
  { role: 'administrator', value: 'kanri' },
  { role: 'auditor', value: '監査' },
];

test.each([
  ['a list', { groups: ['x', '監査'] }, 'groups', 'auditor'],
  ['one text', { groups: 'kanri' }, 'groups', 'administrator'],
  [
    'the first rule that fits, whatever the order of the groups',
    { groups: ['監査', 'kanri'] },
    'groups',
    'administrator',
  ],
  ['a way with dots', { realm_access: { roles: ['監査'] } }, 'realm_access.roles', 'auditor'],
  [
    'a name with dots, as Entra and Auth0 have',
    { 'https://a.example/roles': ['kanri'] },
    'https://a.example/roles',
    'administrator',
  ],
  ['no claim', {}, 'groups', null],
  ['a text that only holds the value', { groups: 'not kanri' }, 'groups', null],
  ['another case', { groups: ['KANRI'] }, 'groups', null],
  ['an object', { groups: { kanri: true } }, 'groups', null],
  ['lists within lists', { groups: [['kanri']] }, 'groups', null],
  ['what every object has', {}, 'constructor.name', null],
] as const)('%s', (_name, claims, claim, role) => {
  expect(roleOfClaims(claims, claim, rules)).toBe(role);
});
