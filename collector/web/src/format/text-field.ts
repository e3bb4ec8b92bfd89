/** What was typed into a field of a form, without blanks around it; empty where there is no such field. */
export function textField(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
