const shown = 5;
const maxLength = 60;

/** The first few names, each once, and how many more there are: for a table. */
export function shownNames(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const rest = distinct.length > shown ? [`+${distinct.length - shown}`] : [];
  return [...distinct.slice(0, shown).map((name) => name.slice(0, maxLength)), ...rest].join(', ');
}
