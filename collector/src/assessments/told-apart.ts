/** A machine as it is named in a text: `id` is null for one that never enrolled. */
export type NamedMachine = { id: string | null; name: string; assetNumber: string | null };

/** As many characters of an ID as the page shows of it. */
const shownOfId = 8;

/** Names that several of these machines bear: those installed from one image come with one name. */
export function namesakesOf(machines: Iterable<Pick<NamedMachine, 'name'>>): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { name } of machines) {
    if (seen.has(name)) shared.add(name);
    seen.add(name);
  }
  return shared;
}

/** The name, and where others bear it too what tells this one from them. */
export function toldApart({ id, name, assetNumber }: NamedMachine, namesakes: ReadonlySet<string>): string {
  if (!namesakes.has(name)) return name;
  // One line of a ledger may stand for several machines of its name: their IDs differ always.
  if (id !== null) return `${name}（機器ID ${id.slice(0, shownOfId)}）`;
  return assetNumber === null ? name : `${name}（管理番号 ${assetNumber}）`;
}
