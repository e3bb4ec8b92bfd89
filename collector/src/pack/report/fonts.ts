import { createRequire } from 'node:module';
import { openSync } from 'fontkit';

const require = createRequire(import.meta.url);
const folder = '@expo-google-fonts/biz-udpgothic';

/**
 * BIZ UDPゴシック, whole: subsets for the web leave out △ ○ ① ㈱ 髙 ～, which then come out blank. pdfmake embeds only
 * what a document uses.
 */
export const fontFiles = {
  normal: require.resolve(`${folder}/400Regular/BIZUDPGothic_400Regular.ttf`),
  bold: require.resolve(`${folder}/700Bold/BIZUDPGothic_700Bold.ttf`),
};

let opened: { hasGlyphForCodePoint(codePoint: number): boolean }[] | null = null;

/** Whether both weights can show a character. */
export function isInFont(codePoint: number): boolean {
  opened ??= [openSync(fontFiles.normal), openSync(fontFiles.bold)];
  return opened.every((font) => font.hasGlyphForCodePoint(codePoint));
}
