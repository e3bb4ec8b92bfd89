import { visibleText } from '../../documents/visible-text.ts';
import { isInFont } from './fonts.ts';

/** A character that the font of the PDF cannot show, and in how many places it stood. */
export type ReplacedCharacter = { character: string; codePoints: string; times: number };

/** 下駄: printers' sign for a character that is not at hand. */
const geta = '〓';
/** The form of a character is chosen by what follows it; without the choice it is still the same character. */
const selectors = /[\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/gu;
/** Ticked boxes that forms print and the font lacks, as offices write them by hand: a filled box. */
const twins = new Map([
  ['☑', '■'],
  ['☒', '■'],
  ['☐', '□'],
]);
const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** Makes texts printable with the font that is there, and keeps what was replaced. */
export class Printer {
  readonly #replaced = new Map<string, number>();
  readonly #known = new Map<string, string>();

  /**
   * @param text of anybody; everything invisible becomes visible, what the font lacks becomes 〓
   * @param limit longer texts are cut and say so
   */
  text(text: string, limit = 2000): string {
    const shown = visibleText(text.slice(0, limit * 4)).replaceAll(
      /[\t☑☒☐]/g,
      (one) => twins.get(one) ?? ' ',
    );
    const segments = Array.from(segmenter.segment(shown), ({ segment }) => segment);
    const cut = segments.length > limit || text.length > limit * 4;
    const printed = segments.slice(0, limit).map((segment) => this.#segment(segment));
    return cut ? `${printed.join('')}…（以下略）` : printed.join('');
  }

  /** By how often. */
  get replaced(): ReplacedCharacter[] {
    return listed(this.#replaced);
  }

  #segment(segment: string): string {
    let printable = this.#known.get(segment);
    if (printable === undefined) {
      printable = printableForm(segment);
      this.#known.set(segment, printable);
    }
    const isSame = printable === segment.normalize('NFC');
    if (!isSame) this.#replaced.set(segment, (this.#replaced.get(segment) ?? 0) + 1);
    return printable;
  }
}

/** Of several documents together, by how often. */
export function mergedReplacements(lists: readonly (readonly ReplacedCharacter[])[]): ReplacedCharacter[] {
  const times = new Map<string, number>();
  for (const one of lists.flat()) times.set(one.character, (times.get(one.character) ?? 0) + one.times);
  return listed(times);
}

function listed(times: ReadonlyMap<string, number>): ReplacedCharacter[] {
  return [...times]
    .map(([character, count]) => ({ character, codePoints: codePointsOf(character), times: count }))
    .toSorted((a, b) => b.times - a.times || (a.codePoints < b.codePoints ? -1 : 1));
}

/** Composed; without the choice of a form; or 〓. */
function printableForm(segment: string): string {
  // Selectors count as format characters and were made visible, unless they stand behind their character.
  const forms = [segment.normalize('NFC'), segment.normalize('NFC').replaceAll(selectors, '')];
  return forms.find((form) => form !== '' && Array.from(form).every(hasGlyph)) ?? geta;
}

function hasGlyph(character: string): boolean {
  return character === '\n' || isInFont(character.codePointAt(0) ?? 0);
}

function codePointsOf(text: string): string {
  return Array.from(
    text,
    (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  ).join(' ');
}
