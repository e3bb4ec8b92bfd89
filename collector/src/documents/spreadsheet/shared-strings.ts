import { TextIndexes } from '../../lines/text-indexes.ts';
import { cellXml, needsSpacePreserved } from './cell-text.ts';

/**
 * Texts that occur more than once, kept once. What a million rows repeat (titles, outcomes, machines) makes the file
 * half as large; what occurs once only would fill the memory. So a text is taken in when it is met a second time
 * within the last some ten thousands, and only while there is room.
 */
export class SharedStrings {
  readonly #indexes = new TextIndexes();
  readonly #items: string[] = [];
  #characters = 0;
  /**
   * Prints of texts met once, each in the place that its print gives: texts themselves would outlive what is young, and
   * a million rows have millions. Two texts of one print do no harm: the second is taken in at its first time.
   */
  readonly #met = new Int32Array(places);

  /** The index under which a cell may name the text, or null: the cell holds it itself. */
  indexOf(text: string): number | null {
    if (text.length > maxLength) return null;
    const print = printOf(text);
    const known = this.#indexes.get(text, print);
    if (known !== null) return known;
    if (this.#characters > maxCharacters) return null;
    const place = print & (places - 1);
    if (this.#met[place] !== print) {
      this.#met[place] = print;
      return null;
    }
    const item = itemXml(text);
    const index = this.#items.push(item) - 1;
    this.#indexes.add(text, print);
    this.#characters += text.length + item.length;
    return index;
  }

  /** The text under an index, or undefined. */
  textAt(index: number): string | undefined {
    return this.#indexes.textAt(index);
  }

  /** `xl/sharedStrings.xml`, piece by piece: whole it would be there several times. */
  *xml(): Generator<string> {
    yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
    yield '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">';
    for (const item of this.#items) yield `<si>${item}</si>`;
    yield '</sst>';
  }
}

/** FNV-1a over UTF-16 units, never 0: that is an empty place. */
function printOf(text: string): number {
  let print = -2128831035;
  for (let at = 0; at < text.length; at += 1) print = Math.imul(print ^ text.charCodeAt(at), 16777619);
  // The last characters hardly reach the upper bits, and the lower bits choose the place.
  print ^= print >>> 15;
  return print === 0 ? 1 : print;
}

/** The content of `<si>` and `<is>`. */
export function itemXml(text: string): string {
  if (plain.test(text) && text.length < 1000) return `<t>${text}</t>`;
  const xml = cellXml(text);
  return needsSpacePreserved(xml) ? `<t xml:space="preserve">${xml}</t>` : `<t>${xml}</t>`;
}

/** Nothing to escape, name or preserve: most of a list, and worth a look of its own where there are millions. */
const plain = /^(?! )[ !#-%'-;=?-^`-~\u3001-\u30FF\u4E00-\u9FFF\uFF01-\uFF9F]*(?<! )$/;

const maxLength = 500;
/** Some 10 MB with the index. */
const maxCharacters = 3_000_000;
/** A power of two. */
const places = 1 << 16;
