/**
 * The part of Helm's templates that our chart uses, and nothing else: values by their path, `quote`, `nindent`, `if` with
 * a value, with `not`, `eq` or `gt`, `fail`, and trimmed spaces. Helm itself is not in a package registry; what is not
 * known here throws, so that the chart stays that simple.
 *
 * @throws {Error} what the template says with `fail`, too
 */
export function render(template: string, values: Record<string, unknown>, release: string): string {
  const given = { Values: values, Release: { Name: release } };
  const used = template.replaceAll(/\s*\{\{-/g, '{{').split(/(\{\{.*?\}\})/);
  const shown: boolean[] = [];
  let output = '';
  for (const part of used) {
    const action = /^\{\{\s*(.*?)\s*(-?)\}\}$/.exec(part)?.[1];
    if (action === undefined) {
      if (shown.every(Boolean)) output += part;
      continue;
    }
    const condition = /^if (.+)$/.exec(action)?.[1];
    if (condition !== undefined) shown.push(holds(condition, given));
    else if (action === 'end') {
      if (shown.pop() === undefined) throw new Error('an end without an if');
    } else if (shown.every(Boolean)) {
      const failure = /^fail "([^"]*)"$/.exec(action)?.[1];
      if (failure !== undefined) throw new Error(failure);
      output += value(action, given);
    }
  }
  if (shown.length > 0) throw new Error('an if without its end');
  return output;
}

/** Paths of values that a template asks for: `storage.size`. */
export function valuesUsed(template: string): string[] {
  return [...template.matchAll(/\.Values\.([A-Za-z.]+)/g)].map((match) => match[1] ?? '');
}

function holds(condition: string, given: object): boolean {
  const [, path = '', word] = /^eq (\S+) "([^"]*)"$/.exec(condition) ?? [];
  if (word !== undefined) return at(path, given) === word;
  const [, counted = '', number] = /^gt \(int (\S+)\) (\d+)$/.exec(condition) ?? [];
  if (number !== undefined) return Number(at(counted, given)) > Number(number);
  const refused = /^not (\S+)$/.exec(condition)?.[1];
  if (refused !== undefined) return !at(refused, given);
  return Boolean(at(condition, given));
}

function value(action: string, given: object): string {
  const [path = '', ...filters] = action.split('|').map((part) => part.trim());
  let text = String(at(path, given));
  for (const filter of filters) {
    const spaces = /^nindent (\d+)$/.exec(filter)?.[1];
    if (filter === 'quote') text = JSON.stringify(text);
    else if (spaces !== undefined) {
      const margin = ' '.repeat(Number(spaces));
      text = `\n${text
        .split('\n')
        .map((line) => `${margin}${line}`)
        .join('\n')}`;
    } else throw new Error(`the test does not know the filter ${filter}`);
  }
  return text;
}

function at(path: string, given: object): unknown {
  if (!/^(\.[A-Za-z]+)+$/.test(path)) throw new Error(`the test does not know ${path}`);
  let found: unknown = given;
  for (const name of path.slice(1).split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) {
      throw new Error(`there is no value ${path}`);
    }
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}
