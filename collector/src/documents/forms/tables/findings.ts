import { commonReasons, controls, evidenceKinds } from '@tenken/controls';
import { outcomeWords, own } from '@tenken/shared';
import type {
  AssessmentRecord,
  AssessmentSource,
  FindingRecord,
  ItemRecord,
} from '../../../assessments/record.ts';
import { orderedJson } from '../../../pack/lenient-json.ts';
import { timeInJapan } from '../../japanese/calendar.ts';
import { RowAbove } from '../../row-above.ts';
import type { ChangedRow } from '../../row-above.ts';
import { rowOf } from '../../table.ts';
import type { ColumnOf, Table, TableValue } from '../../table.ts';
import { itemLabel } from '../item-words.ts';
import { relationshipWords } from './words.ts';

/** A list of which each finding makes rows of its own: several are written while the findings pass once. */
export type FindingTable = Omit<Table, 'rows'> & {
  /** The list by itself. */
  rows(
    record: AssessmentRecord,
    source: Pick<AssessmentSource, 'findings'>,
  ): AsyncIterable<readonly TableValue[]>;
  /** The same for a list that is written while findings pass, from its first row on. */
  passing(): RowTaker;
};

/** @returns what takes an item's findings, and hands on the row of each thing that has one */
export type RowTaker = (
  item: ItemRecord,
) => (finding: FindingRecord, take: (row: ChangedRow) => void) => void;

type FindingTableOf<Thing> = Omit<Table, 'columns' | 'rows'> & {
  columns: readonly ColumnOf<Thing>[];
  /** What has a row each. */
  things: (item: ItemRecord) => (finding: FindingRecord) => readonly Thing[];
};

function findingTable<Thing>({ things, ...table }: FindingTableOf<Thing>): FindingTable {
  return {
    ...table,
    async *rows(record, source) {
      for (const item of record.items) {
        const thingsOf = things(item);
        for await (const finding of source.findings(item.item.id)) {
          for (const thing of thingsOf(finding)) yield rowOf(table.columns, thing);
        }
      }
    },
    passing() {
      const above = new RowAbove(table.columns);
      return (item) => {
        const thingsOf = things(item);
        return (finding, take) => {
          for (const thing of thingsOf(finding)) take(above.next(thing));
        };
      };
    },
  };
}

/** Every verdict behind every item: one row for each item, control and machine. */
export const findingsTable = ({ checklist }: AssessmentRecord): FindingTable =>
  findingTable({
    id: 'findings',
    title: '判定',
    columns: verdictColumns,
    things({ item, controls: mapped }) {
      const label = itemLabel(checklist, item);
      let control: Verdict['control'];
      return (finding) => {
        // By control: the next one is nearly always the same.
        if (control?.id !== finding.control || control.variant !== finding.variant) {
          control = mapped.find(({ id, variant }) => id === finding.control && variant === finding.variant);
        }
        return [{ label, finding, control }];
      };
    },
  });

type Verdict = {
  /** 項番 */
  label: string;
  finding: FindingRecord;
  /** How the item names the control. */
  control: ItemRecord['controls'][number] | undefined;
};

const verdictColumns: readonly ColumnOf<Verdict>[] = [
  { head: '項番', width: 10, of: ({ label }) => label },
  { head: '管理策ID', width: 28, of: ({ finding }) => finding.control },
  { head: '管理策', width: 40, of: ({ control }) => control?.title.ja ?? '' },
  {
    head: '項目との対応',
    width: 10,
    of: ({ control }) => (control ? relationshipWords[control.relationship] : ''),
  },
  { head: '機器ID', width: 30, of: ({ finding }) => finding.host.id },
  { head: '機器名', width: 24, of: ({ finding }) => finding.host.name },
  { head: '管理番号', width: 14, of: ({ finding }) => finding.host.assetNumber },
  { head: 'OS', width: 10, of: ({ finding }) => finding.host.platform },
  { head: '判定', width: 10, of: ({ finding }) => outcomeWords[finding.outcome].ja },
  { head: '判定コード', width: 14, of: ({ finding }) => finding.outcome },
  { head: '理由コード', width: 28, of: ({ finding }) => finding.reason },
  { head: '理由', width: 40, of: ({ finding }) => reasonOf(finding) },
  { head: '観測値', width: 50, of: ({ finding }) => finding.observed.ja },
  { head: '期待値', width: 50, of: ({ finding }) => finding.expected.ja },
  {
    head: '判定基準',
    width: 30,
    from: ({ finding }) => finding.parameters,
    of: ({ finding }) => orderedJson(finding.parameters),
  },
  {
    head: '継続開始日時（日本時間）',
    width: 20,
    from: ({ finding }) => finding.since,
    of: ({ finding }) => instant(finding.since),
  },
  {
    head: '判定の有効期限（日本時間）',
    width: 20,
    from: ({ finding }) => finding.validUntil,
    of: ({ finding }) => instant(finding.validUntil),
  },
  { head: '証跡の数', width: 10, of: ({ finding }) => finding.evidence.length },
  { head: '例外の数', width: 10, of: ({ finding }) => finding.waivers.length },
];

/** Which evidence each verdict rests on: one row for each piece, with the hash under which the pack holds it. */
export const findingEvidenceTable = ({ checklist }: AssessmentRecord): FindingTable =>
  findingTable({
    id: 'finding-evidence',
    title: '判定の証跡',
    columns: evidenceColumns,
    things({ item }) {
      const label = itemLabel(checklist, item);
      return (finding) => finding.evidence.map((piece) => ({ label, finding, piece }));
    },
  });

type Piece = Pick<Verdict, 'label' | 'finding'> & { piece: FindingRecord['evidence'][number] };

const evidenceColumns: readonly ColumnOf<Piece>[] = [
  { head: '項番', width: 10, of: ({ label }) => label },
  { head: '管理策ID', width: 28, of: ({ finding }) => finding.control },
  { head: '機器ID', width: 30, of: ({ finding }) => finding.host.id },
  { head: '機器名', width: 24, of: ({ finding }) => finding.host.name },
  {
    head: '証跡の種類',
    width: 24,
    from: ({ piece }) => piece.kind,
    of: ({ piece }) => kindTitles.get(piece.kind) ?? '',
  },
  { head: '証跡の種類コード', width: 20, of: ({ piece }) => piece.kind },
  { head: '証跡のSHA-256', width: 66, of: ({ piece }) => piece.sha256 },
  {
    head: '取得日時（日本時間）',
    width: 20,
    from: ({ piece }) => piece.collectedAt,
    of: ({ piece }) => instant(piece.collectedAt),
  },
  {
    head: '受信日時（日本時間）',
    width: 20,
    from: ({ piece }) => piece.receivedAt,
    of: ({ piece }) => instant(piece.receivedAt),
  },
  { head: '報告ID', width: 38, of: ({ piece }) => piece.reportId },
];

const kindTitles = new Map(evidenceKinds.map(({ id, title }) => [id, title.ja]));
const controlReasons = new Map(controls.map(({ id, reasons }) => [id, reasons]));

function reasonOf({ control, reason }: FindingRecord): string {
  const known = own(controlReasons.get(control), reason) ?? own(commonReasons, reason);
  return known?.ja ?? '';
}

function instant(value: string | null): string | null {
  return value === null ? null : timeInJapan(value);
}
