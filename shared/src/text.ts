/** One sentence in the two languages people read; Japanese first. */
export type Text = { ja: string; en: string };

export type Language = keyof Text;

export function text(ja: string, en: string): Text {
  return { ja, en };
}
