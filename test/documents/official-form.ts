// A workbook as offices hand them out: merged headings, a drop-down list, print area and titles, headers, a count of
// marks. As flat OpenDocument, from which LibreOffice makes the xlsx: nothing of it comes from our own writer.

export type OfficialForm = {
  items: readonly { number: string; heading: string; priority: boolean }[];
  /** What the drop-down list offers; not the characters that we would write by ourselves. */
  marks: readonly string[];
  /** With a sheet that counts marks by COUNTIF. */
  counting: boolean;
};

const namespaces = [
  ['office', 'urn:oasis:names:tc:opendocument:xmlns:office:1.0'],
  ['table', 'urn:oasis:names:tc:opendocument:xmlns:table:1.0'],
  ['text', 'urn:oasis:names:tc:opendocument:xmlns:text:1.0'],
  ['style', 'urn:oasis:names:tc:opendocument:xmlns:style:1.0'],
  ['fo', 'urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0'],
  ['of', 'urn:oasis:names:tc:opendocument:xmlns:of:1.2'],
]
  .map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`)
  .join(' ');

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function cell(text: string, attributes = ''): string {
  return `<table:table-cell table:style-name="frame" ${attributes}${text === '' ? '' : ' office:value-type="string"'}>${text === '' ? '' : `<text:p>${escaped(text)}</text:p>`}</table:table-cell>`;
}

const wide = (text: string, columns: number) =>
  `${cell(text, `table:number-columns-spanned="${columns}" table:number-rows-spanned="1"`)}<table:covered-table-cell table:number-columns-repeated="${columns - 1}"/>`;

const row = (...cells: string[]) => `<table:table-row>${cells.join('')}</table:table-row>`;

/** The text of an `.fods` file. */
export function officialForm({ items, marks, counting }: OfficialForm): string {
  const lastRow = items.length + 5;
  const list = marks
    .map((mark) => `"${mark}"`)
    .join(';')
    .replaceAll('"', '&quot;');
  const body = items.map(({ number, heading, priority }) =>
    row(
      `<table:table-cell table:style-name="frame" office:value-type="float" office:value="${number}"><text:p>${number}</text:p></table:table-cell>`,
      wide(heading, 2),
      cell(priority ? '○' : ''),
      cell('', 'table:content-validation-name="marks"'),
      cell(''),
    ),
  );
  const count = (mark: string) =>
    row(
      cell(mark),
      `<table:table-cell table:formula="of:=COUNTIF([$別紙2.$E$6:.$E$${lastRow}];&quot;${mark}&quot;)" office:value-type="float" office:value="0"><text:p>0</text:p></table:table-cell>`,
    );
  return `<?xml version="1.0" encoding="UTF-8"?>
<office:document ${namespaces} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
<style:style style:name="frame" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000" fo:wrap-option="wrap"/></style:style>
<style:style style:name="form" style:family="table" style:master-page-name="form"><style:table-properties table:display="true"/></style:style>
<style:page-layout style:name="landscape"><style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"/><style:header-style/><style:footer-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="form" style:page-layout-name="landscape"><style:header><style:region-right><text:p>様02-06</text:p></style:region-right></style:header></style:master-page></office:master-styles>
<office:body><office:spreadsheet>
<table:content-validations><table:content-validation table:name="marks" table:condition="of:cell-content-is-in-list(${list})" table:allow-empty-cell="true" table:base-cell-address="別紙2.E6"><table:error-message table:message-type="stop" table:display="true"/></table:content-validation></table:content-validations>
<table:table table:name="表紙">${row(wide('安全管理措置確認結果報告書', 4))}</table:table>
<table:table table:name="別紙2" table:style-name="form" table:print-ranges="別紙2.A1:別紙2.F${lastRow}">
<table:table-column table:number-columns-repeated="6"/>
${row(wide('別紙2　安全管理措置一覧及び自己点検表', 6))}
${row(wide('記号は一覧から選ぶこと', 6))}
${row(cell('No.'), wide('安全管理措置', 2), wide('結果', 3))}
<table:table-header-rows>${row(cell(''), cell('章'), cell('項目'), cell('重点報告事項'), cell('点　検　結　果'), cell('特記事項'))}</table:table-header-rows>
${row(cell(''), cell(''), cell(''), cell(''), cell(''), cell(''))}
${body.join('\n')}
</table:table>
${counting ? `<table:table table:name="集計">${marks.map(count).join('')}</table:table>` : ''}
</office:spreadsheet></office:body></office:document>`;
}
