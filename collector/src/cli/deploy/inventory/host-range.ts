/** More from one pattern is a slip of the keyboard. */
const most = 20_000;

/**
 * The names that a pattern of Ansible stands for: `web[01:03].example.jp`, `db-[a:c]`, `x[0:10:5]`. The width of the
 * first number is kept.
 *
 * @throws {RangeError} for a range that has no end, or no names
 */
export function expandedNames(pattern: string): string[] {
  const match = /^(.*?)\[([^\]]*)\](.*)$/.exec(pattern);
  // A single colon-free bracket is an IPv6 address with its port, not a range.
  if (!match) return [pattern];
  const [, before = '', range = '', after = ''] = match;
  const rest = expandedNames(after);
  const names = valuesOf(range, pattern).flatMap((value) => rest.map((end) => `${before}${value}${end}`));
  if (names.length > most) throw new RangeError(`${pattern} stands for more than ${most} hosts`);
  return names;
}

function valuesOf(range: string, pattern: string): string[] {
  const numbers = /^(\d{1,9}):(\d{1,9})(?::(\d{1,6}))?$/.exec(range);
  if (numbers) {
    const [, first = '', last = '', step = '1'] = numbers;
    const width = first.startsWith('0') ? first.length : 0;
    return counted(Number(first), Number(last), Number(step), pattern).map((one) =>
      String(one).padStart(width, '0'),
    );
  }
  const letters = /^([a-z]):([a-z])(?::(\d{1,2}))?$/i.exec(range);
  if (letters) {
    const [, first = '', last = '', step = '1'] = letters;
    return counted(first.codePointAt(0) ?? 0, last.codePointAt(0) ?? 0, Number(step), pattern).map((code) =>
      String.fromCodePoint(code),
    );
  }
  throw new RangeError(`${pattern} holds a range that cannot be read: write [FIRST:LAST]`);
}

function counted(first: number, last: number, step: number, pattern: string): number[] {
  if (step < 1 || last < first || (last - first) / step > most) {
    throw new RangeError(`${pattern} holds a range that is empty or too long`);
  }
  const values: number[] = [];
  for (let value = first; value <= last; value += step) values.push(value);
  return values;
}
