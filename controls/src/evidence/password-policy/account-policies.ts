import { ProbeError } from '@tenken/shared';
import { parsePlist, plistMember } from '../plist.ts';
import type { Plist } from '../plist.ts';
import type { Lockout, PasswordPolicy } from './schema.ts';

export type AccountPolicies = Pick<PasswordPolicy, 'by' | 'accepted' | 'history' | 'maxAgeDays'> & {
  lockout: Lockout;
};

/**
 * What `pwpolicy -getaccountpolicies` prints: a line of text, then a property list; nothing behind the line when no
 * policy is set. A policy is an expression; those that the system's own tools and profiles write are understood,
 * and of the others it is not claimed what they demand.
 *
 * @throws {ProbeError} `unparsable`
 */
export function parseAccountPolicies(output: string): AccountPolicies {
  const start = /<\?xml|<plist/.exec(output)?.index;
  if (start === undefined) {
    if (/\S/.test(output.replace(/^Getting .*$/m, ''))) {
      throw new ProbeError('unparsable', 'pwpolicy: neither policies nor none');
    }
    return policiesOf({});
  }
  return policiesOf(parsePlist(output.slice(start)));
}

function policiesOf(root: Plist): AccountPolicies {
  const content = policies(root, 'policyCategoryPasswordContent');
  const change = policies(root, 'policyCategoryPasswordChange');
  const authentication = policies(root, 'policyCategoryAuthentication');
  const lengths = content.flatMap(({ rule }) => lengthOf(rule) ?? []);
  const classes = new Set(content.flatMap(({ rule }) => classesOf(rule)));
  const isSet = content.length > 0;
  return {
    by: isSet ? 'macos-policy' : 'none',
    accepted: isSet
      ? [{ minLength: lengths.length === 0 ? 0 : Math.max(...lengths), minClasses: classes.size }]
      : [],
    history: largest(content, 'policyAttributePasswordHistoryDepth') ?? 0,
    maxAgeDays: smallest([...change, ...content], 'policyAttributeExpiresEveryNDays') ?? 0,
    lockout: lockoutOf(authentication),
  };
}

type Policy = { rule: string; parameters: Plist };

function policies(root: Plist, category: string): Policy[] {
  const list = plistMember(root, category);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry) => {
    const rule = plistMember(entry, 'policyContent');
    return typeof rule === 'string'
      ? [{ rule, parameters: plistMember(entry, 'policyParameters') ?? {} }]
      : [];
  });
}

/** `policyAttributePassword matches '.{10,}+'`; `^$|.{10,}` lets an empty password pass and does not count. */
function lengthOf(rule: string): number | null {
  if (/\b(NOT|OR)\b|\|/.test(rule)) return null;
  const found = /policyAttributePassword matches '\^?\.\{(\d{1,4}),(?:\d{0,4})\}\+?\$?'/.exec(rule)?.[1];
  return found === undefined ? null : Number(found);
}

/** Parts such as `(.*[A-Z].*){1,}+` or `.*[0-9].*` that every password has to match. */
function classesOf(rule: string): ('upper' | 'lower' | 'digit' | 'other')[] {
  if (/\b(NOT|OR)\b|\|/.test(rule)) return [];
  return [...rule.matchAll(/\.\*\[([^\]]{1,40})\]\.\*/g)].flatMap(([, set = '']) => {
    if (set === 'A-Z') return ['upper' as const];
    // Letters of either case are one kind, and so are lower case letters alone.
    if (set === 'a-z' || set === 'a-zA-Z' || set === 'A-Za-z') return ['lower' as const];
    if (set === '0-9') return ['digit' as const];
    return set.startsWith('^') && set.includes('a-z') && set.includes('A-Z') && set.includes('0-9')
      ? ['other' as const]
      : [];
  });
}

function lockoutOf(authentication: readonly Policy[]): Lockout {
  const rules = authentication.filter(({ rule }) => rule.includes('policyAttributeFailedAuthentications'));
  const attempts = smallest(rules, 'policyAttributeMaximumFailedAuthentications');
  const seconds = smallest(rules, 'autoEnableInSeconds');
  const minutes = smallest(rules, 'policyAttributeMinutesUntilFailedAuthenticationReset');
  const isSet = attempts !== null && attempts > 0;
  return {
    service: 'all',
    by: isSet ? 'macos-policy' : 'none',
    works: isSet,
    attempts: attempts ?? 0,
    lockSeconds: isSet ? (seconds ?? (minutes === null ? 0 : minutes * 60)) : null,
    windowSeconds: null,
  };
}

function numbers(list: readonly Policy[], key: string): number[] {
  return list.flatMap(({ parameters }) => {
    const value = plistMember(parameters, key);
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 16_000
      ? [value]
      : [];
  });
}

function smallest(list: readonly Policy[], key: string): number | null {
  const found = numbers(list, key);
  return found.length === 0 ? null : Math.min(...found);
}

function largest(list: readonly Policy[], key: string): number | null {
  const found = numbers(list, key);
  return found.length === 0 ? null : Math.max(...found);
}
