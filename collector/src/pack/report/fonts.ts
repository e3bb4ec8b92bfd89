import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';

const require = createRequire(import.meta.url);
const folder = '@expo-google-fonts/biz-udpgothic';

type Fonts = { normal: Buffer; bold: Buffer };

let read: Fonts | null = null;

/**
 * BIZ UDPゴシック, whole: subsets for the web leave out △ ○ ① ㈱ 髙 ～, which then come out blank. pdfmake embeds only
 * what a document uses. Read once: each reading is 9 MB, which the runtime gives back late.
 */
export function fonts(): Fonts {
  read ??= {
    normal: readFileSync(require.resolve(`${folder}/400Regular/BIZUDPGothic_400Regular.ttf`)),
    bold: readFileSync(require.resolve(`${folder}/700Bold/BIZUDPGothic_700Bold.ttf`)),
  };
  return read;
}

let opened: { hasGlyphForCodePoint(codePoint: number): boolean }[] | null = null;

/** Whether both weights can show a character. */
export function isInFont(codePoint: number): boolean {
  opened ??= Object.values(fonts()).map((bytes) => create(bytes));
  return opened.every((font) => font.hasGlyphForCodePoint(codePoint));
}
