/**
 * A page or a few for people, before it has a shape. The PDF and the workbook of a document are made of the same paper,
 * so that both have the same headings and the same content in the same order.
 */
export type Paper = {
  title: string;
  /** On top of each printed page, right: the number of the form. */
  headerRight: string;
  blocks: readonly Block[];
};

export type Block =
  | { kind: 'line'; look: 'title' | 'heading' | 'plain' | 'right' | 'small'; text: string }
  /** Names on the left, values on the right. */
  | { kind: 'fields'; rows: readonly (readonly [label: string, value: string])[] }
  | { kind: 'grid'; columns: readonly GridColumn[]; rows: readonly (readonly (string | number)[])[] }
  /** Room to write in by hand. */
  | { kind: 'box' }
  /** 作成者, 確認者, 承認者 with room for a seal. */
  | { kind: 'signatures'; people: readonly PaperSignature[] }
  /** Never parted by the end of a page. */
  | { kind: 'together'; blocks: readonly Block[] };

export type GridColumn = {
  head: string;
  /** Of twelve, which is the width of the page. */
  share: number;
  align?: 'left' | 'center' | 'right';
};

export type PaperSignature = { role: string; name: string; date: string };

export const signatureHeads = ['区分', '氏名', '日付', '押印'] as const;

/** Every text that a paper says, in its order. */
export function textsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case 'line':
        return [block.text];
      case 'fields':
        return block.rows.flat();
      case 'grid':
        return [...block.columns.map(({ head }) => head), ...block.rows.flat().map(String)];
      case 'box':
        return [];
      case 'signatures':
        return [...signatureHeads, ...block.people.flatMap(({ role, name, date }) => [role, name, date])];
      case 'together':
        return textsOf(block.blocks);
      default:
        return block satisfies never;
    }
  });
}
