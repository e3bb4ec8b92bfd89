import { commonReasons, controls, evidenceKinds } from '@tenken/controls';
import { outcomeWords } from '@tenken/shared';
import type {
  AssessmentRecord,
  AssessmentSource,
  FindingRecord,
  ItemRecord,
} from '../../../assessments/record.ts';
import { lenientJson } from '../../../pack/lenient-json.ts';
import { timeInJapan } from '../../japanese/calendar.ts';
import type { Table, TableValue } from '../../table.ts';
import { itemLabel } from '../item-words.ts';
import { relationshipWords } from './words.ts';

/** A list of which each finding makes rows of its own: several are written while the findings pass once. */
export type FindingTable = Omit<Table, 'rows'> & {
  /** @returns what the item's findings become */
  of(item: ItemRecord): (finding: FindingRecord) => readonly (readonly TableValue[])[];
};

/** The same as a list that is read by itself. */
export function asTable(
  table: FindingTable,
  record: AssessmentRecord,
  source: Pick<AssessmentSource, 'findings'>,
): Table {
  return {
    ...table,
    async *rows() {
      for (const item of record.items) {
        const rowsOf = table.of(item);
        for await (const finding of source.findings(item.item.id)) yield* rowsOf(finding);
      }
    },
  };
}

/** Every verdict behind every item: one row for each item, control and machine. */
export const findingsTable = ({ checklist }: AssessmentRecord): FindingTable => ({
  id: 'findings',
  title: '判定',
  columns: [
    { head: '項番', width: 10 },
    { head: '管理策ID', width: 28 },
    { head: '管理策', width: 40 },
    { head: '項目との対応', width: 10 },
    { head: '機器ID', width: 30 },
    { head: '機器名', width: 24 },
    { head: '管理番号', width: 14 },
    { head: 'OS', width: 10 },
    { head: '判定', width: 10 },
    { head: '判定コード', width: 14 },
    { head: '理由コード', width: 28 },
    { head: '理由', width: 40 },
    { head: '観測値', width: 50 },
    { head: '期待値', width: 50 },
    { head: '判定基準', width: 30 },
    { head: '継続開始日時（日本時間）', width: 20 },
    { head: '判定の有効期限（日本時間）', width: 20 },
    { head: '証跡の数', width: 10 },
    { head: '例外の数', width: 10 },
  ],
  of({ item, controls: mapped }) {
    const label = itemLabel(checklist, item);
    const known = new Map(mapped.map((control) => [`${control.id} ${control.variant}`, control]));
    return (finding) => {
      const control = known.get(`${finding.control} ${finding.variant}`);
      return [
        [
          label,
          finding.control,
          control?.title.ja ?? '',
          control ? relationshipWords[control.relationship] : '',
          finding.host.id,
          finding.host.name,
          finding.host.assetNumber,
          finding.host.platform,
          outcomeWords[finding.outcome].ja,
          finding.outcome,
          finding.reason,
          reasonOf(finding),
          finding.observed.ja,
          finding.expected.ja,
          lenientJson(finding.parameters),
          instant(finding.since),
          instant(finding.validUntil),
          finding.evidence.length,
          finding.waivers.length,
        ],
      ];
    };
  },
});

/** Which evidence each verdict rests on: one row for each piece, with the hash under which the pack holds it. */
export const findingEvidenceTable = ({ checklist }: AssessmentRecord): FindingTable => ({
  id: 'finding-evidence',
  title: '判定の証跡',
  columns: [
    { head: '項番', width: 10 },
    { head: '管理策ID', width: 28 },
    { head: '機器ID', width: 30 },
    { head: '機器名', width: 24 },
    { head: '証跡の種類', width: 24 },
    { head: '証跡の種類コード', width: 20 },
    { head: '証跡のSHA-256', width: 66 },
    { head: '取得日時（日本時間）', width: 20 },
    { head: '受信日時（日本時間）', width: 20 },
    { head: '報告ID', width: 38 },
  ],
  of({ item }) {
    const label = itemLabel(checklist, item);
    return ({ control, host, evidence }) =>
      evidence.map((piece) => [
        label,
        control,
        host.id,
        host.name,
        kindTitles.get(piece.kind) ?? '',
        piece.kind,
        piece.sha256,
        instant(piece.collectedAt),
        instant(piece.receivedAt),
        piece.reportId,
      ]);
  },
});

const kindTitles = new Map(evidenceKinds.map(({ id, title }) => [id, title.ja]));
const controlReasons = new Map(controls.map(({ id, reasons }) => [id, reasons]));

function reasonOf({ control, reason }: FindingRecord): string {
  const known = controlReasons.get(control)?.[reason] ?? commonReasons[reason];
  return known?.ja ?? '';
}

function instant(value: string | null): string | null {
  return value === null ? null : timeInJapan(value);
}
