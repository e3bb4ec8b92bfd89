import escapeHtml from 'escape-html';
import type { AssessmentRecord } from '../assessments/record.ts';
import { visibleText } from '../documents/visible-text.ts';

/** Markup that is safe to put into a page as it is. Only `markup` makes it from what others wrote. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = string | number | Html | readonly Html[] | null;

/** Every text in it is escaped, and shows what it holds: controls, marks of direction and the like become visible. */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Html {
  let text = strings[0] ?? '';
  for (const [index, part] of parts.entries()) text += markupOf(part) + (strings[index + 1] ?? '');
  return new Html(text);
}

function markupOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'object') return part.map((one) => one.markup).join('');
  return escapeHtml(visibleText(String(part)));
}

/**
 * A text that may be of any length, cut for paper. The whole is in the lists.
 *
 * @param limit in characters as a person counts them, about
 */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const points = Array.from(text.slice(0, limit * 2));
  if (points.length <= limit && text.length <= limit * 2) return text;
  return `${points.slice(0, limit).join('')}…（全${text.length}文字）`;
}

/** A page that loads nothing, runs nothing and sends nothing: it holds what machines said. */
export function pageHead(title: string, style: string): Html {
  return markup`<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
`;
}

export const pageEnd = markup`</body>
</html>
`;

type State = AssessmentRecord['assessment']['state'];

/** The first line of each page of a draft, and across each that is printed. */
export function draftNote(state: State): Html | null {
  return state === 'draft'
    ? markup`<div class="watermark">下書き DRAFT</div><p class="draft">下書き（DRAFT）　提出には使えません</p>`
    : null;
}

export function styleOf(state: State): string {
  return state === 'draft' ? pageStyle + draftStyle : pageStyle;
}

/** On each page that is printed, by the margin where browsers know it and across the page where they do not. */
const draftStyle = `
@page { @top-left { content: "下書き（DRAFT）提出には使えません"; font-size: 8pt; font-weight: bold; } }
.watermark { position: fixed; top: 40%; left: 5%; font-size: 60pt; font-weight: bold; color: #000; opacity: 0.12; transform: rotate(-35deg); pointer-events: none; }
`;

/** A4, black on white, with the fonts that Japanese offices have; no meaning rests on colour alone. */
const pageStyle = `
@page { size: A4; margin: 14mm 12mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; } }
* { box-sizing: border-box; }
body { font: 10pt/1.5 "BIZ UDPGothic", "Yu Gothic UI", Meiryo, "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", sans-serif; color: #000; background: #fff; max-width: 190mm; margin: 0 auto; padding: 6mm; }
@media print { body { padding: 0; max-width: none; } a { color: inherit; text-decoration: none; } }
h1 { font-size: 15pt; margin: 0 0 2mm; } h2 { font-size: 12pt; margin: 6mm 0 2mm; border-bottom: 0.4mm solid #000; } h3 { font-size: 10.5pt; margin: 3mm 0 1mm; } h2, h3, h3 + .note { break-after: avoid; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin: 1mm 0 2mm; }
th, td { border: 0.2mm solid #444; padding: 0.8mm 1.5mm; vertical-align: top; text-align: left; overflow-wrap: anywhere; }
th { background: #eee; font-weight: bold; }
thead { display: table-header-group; } tr { break-inside: avoid; }
bdi, code, pre { unicode-bidi: isolate; } code, pre { font-family: "BIZ UDGothic", Consolas, "MS Gothic", "Noto Sans Mono CJK JP", monospace; font-size: 9pt; overflow-wrap: anywhere; white-space: pre-wrap; margin: 0; }
.draft { border: 0.6mm double #000; padding: 1mm 3mm; font-weight: bold; text-align: center; }
.finding { break-inside: auto; margin: 0 0 5mm; border-left: 1mm solid #777; padding-left: 3mm; }
.fail { border-left: 1.6mm double #000; }
.deciding { border: 0.6mm solid #c00; padding: 1mm 2mm; }
.used th::before { content: "▶ "; } .used th, .used td { border: 0.5mm solid #c00; font-weight: bold; background: #fff; }
.note, .hash { font-size: 8.5pt; } .num { text-align: right; }
`;
