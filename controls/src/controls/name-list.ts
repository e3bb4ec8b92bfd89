import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';

const shownNames = 5;

/** The first few names of a list and how many more there are. */
export function nameList(names: readonly string[]): Text {
  const shown = names.slice(0, shownNames);
  const rest = names.length - shown.length;
  return text(
    `${shown.join('、')}${rest > 0 ? ` ほか${rest}` : ''}`,
    `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`,
  );
}

/** Whether a declared list holds a name: without regard to case, except on Linux. */
export function holdsName(list: readonly string[], name: string, platform: string): boolean {
  if (platform === 'linux') return list.includes(name);
  return list.some((one) => one.toLowerCase() === name.toLowerCase());
}
