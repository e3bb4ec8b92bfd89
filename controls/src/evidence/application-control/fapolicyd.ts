/** `permissive` of fapolicyd.conf: 1 only writes what it would refuse. */
export function isPermissive(conf: string): boolean | null {
  const values = [...conf.matchAll(/^\s*permissive\s*=\s*(\d+)\s*$/gm)].map(([, value]) => value);
  const last = values.at(-1);
  return last === undefined ? null : last !== '0';
}

/** Lines that are rules: a decision first. Comments and `%name=list` definitions are none. */
export function countRules(rules: string): number {
  return rules.split('\n').filter((line) => /^\s*(?:allow|deny)(?:_\w+)?\s/.test(line)).length;
}

/** Without a rule that refuses, everything is let in. */
export function hasDenyRule(rules: string): boolean {
  return /^\s*deny(?:_\w+)?\s/m.test(rules);
}
