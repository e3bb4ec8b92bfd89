/** Somebody who answers for something: `name` as forms print it, `account` as the audit log names them. */
export type Person = { name: string; account: string };

/**
 * Whether two that sign would be one: of one account, or printed under one name. Who has an account and the console
 * too is one person, and a form that names somebody twice shows no second pair of eyes.
 */
export function isSamePerson(a: Person, b: Person): boolean {
  return a.account === b.account || plain(a.name) === plain(b.name);
}

function plain(name: string): string {
  return name.normalize('NFKC').replaceAll(/\s+/g, '').toLowerCase();
}
