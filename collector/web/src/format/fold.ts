/** Full and half width, upper and lower case look alike when something is searched for. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** Whether every word of `wanted` occurs somewhere in `texts`. */
export function matches(wanted: string, texts: readonly string[]): boolean {
  const words = fold(wanted)
    .split(/\s+/)
    .filter((word) => word !== '');
  const searched = texts.map(fold);
  return words.every((word) => searched.some((text) => text.includes(word)));
}
