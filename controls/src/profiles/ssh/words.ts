import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';

const maxShown = 6;

/** The first few, and how many more. */
export function listed(parts: readonly Text[]): Text {
  const shown = parts.slice(0, maxShown);
  const more = parts.length > maxShown ? ` +${parts.length - maxShown}` : '';
  return text(
    `${shown.map(({ ja }) => ja).join('、')}${more}`,
    `${shown.map(({ en }) => en).join(', ')}${more}`,
  );
}

export function named(names: readonly string[]): Text {
  return listed(names.map((name) => text(name, name)));
}

/** Instant at which a day ends in Japan. */
export function endOfDayInJapan(day: string): string {
  return `${day}T15:00:00.000Z`;
}
