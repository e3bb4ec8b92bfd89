/** A parameter or a fact in one line: text as it is, lists with commas, the rest as JSON. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(shownValue).join(', ');
  return JSON.stringify(value) ?? '';
}
