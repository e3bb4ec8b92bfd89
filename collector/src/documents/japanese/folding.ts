/**
 * One form for texts that people take for the same: full-width and half-width (NFKC), upper and lower case, spaces of
 * any kind or number. For comparing and searching, never for storing or showing.
 */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

/** As `folded`, without any space: headings on forms are spread out with U+3000 and broken into lines. */
export function foldedHeading(text: string): string {
  return folded(text).replaceAll(' ', '');
}
