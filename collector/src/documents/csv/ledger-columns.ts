import { foldedHeading } from '../japanese/folding.ts';

/** What a column of an asset ledger is about. */
export type LedgerField =
  | 'assetNumber'
  | 'name'
  | 'department'
  | 'location'
  | 'user'
  | 'serialNumber'
  | 'excludedReason';

/** The first of each is what errors call the column. */
export const ledgerHeadings: Record<LedgerField, readonly string[]> = {
  assetNumber: [
    '管理番号',
    '資産番号',
    '資産管理番号',
    '備品番号',
    '機器番号',
    '管理No',
    '資産No',
    '管理ID',
    '資産ID',
    'asset number',
    'asset no',
    'asset id',
    'asset tag',
  ],
  name: [
    'コンピュータ名',
    'コンピューター名',
    'コンピュータ',
    'ホスト名',
    '端末名',
    '機器名',
    'マシン名',
    'PC名',
    'クライアント名',
    'host name',
    'host',
    'computer name',
    'computer',
    'machine name',
    'device name',
    'name',
  ],
  department: ['部署', '部署名', '所属', '所属名', '所属部署', '部門', '部門名', '課', '課名', 'department'],
  location: ['設置場所', '設置場所名', '場所', '拠点', '拠点名', 'location', 'site'],
  user: [
    '使用者',
    '使用者名',
    '利用者',
    '利用者名',
    '使用者氏名',
    '利用者氏名',
    'user',
    'user name',
    'owner',
  ],
  serialNumber: [
    'シリアル番号',
    'シリアルNo',
    'シリアルナンバー',
    '製造番号',
    'serial number',
    'serial',
    'serial no',
  ],
  excludedReason: [
    '対象外理由',
    '対象外の理由',
    '除外理由',
    '除外の理由',
    'exclusion reason',
    'excluded reason',
    'reason for exclusion',
  ],
};

const fields = new Map(
  (Object.keys(ledgerHeadings) as LedgerField[]).flatMap((field) =>
    ledgerHeadings[field].map((heading) => [key(heading), field] as const),
  ),
);

/** Widths, case, spaces and signs between words do not count: `Asset_No.`, `ｺﾝﾋﾟｭｰﾀ名`. Null: another column. */
export function ledgerField(heading: string): LedgerField | null {
  return fields.get(key(heading)) ?? null;
}

function key(heading: string): string {
  return foldedHeading(heading).replaceAll(/[_.\-#*※:]/g, '');
}
