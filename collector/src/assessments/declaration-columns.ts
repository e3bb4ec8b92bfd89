import type { DeclarationKind } from '@tenken/controls';
import type { ValueForm } from './value-faults.ts';

/** What one entry of a declaration tells, a column of its CSV. */
export type DeclarationColumn = {
  /** In stored entries and in JSON, and as an English heading. */
  field: string;
  /** In templates. */
  heading: string;
  /** Other headings that mean the same. */
  also: readonly string[];
  isRequired: boolean;
  /** Entries that are alike in all of these are one and the same. */
  isKey: boolean;
  /** Case and width tell two entries apart. */
  isExact: boolean;
  /** Says for which hosts the entry counts. */
  isTarget: boolean;
  /** Null = any text. */
  form: ValueForm | null;
  /** Columns that have to be filled in where this one is. */
  needs: readonly string[];
};

type Traits = {
  required?: boolean;
  key?: boolean;
  exact?: boolean;
  target?: boolean;
  form?: ValueForm | null;
  needs?: readonly string[];
};

const column = (
  field: string,
  heading: string,
  also: readonly string[] = [],
  { required = false, key = false, exact = false, target = false, form = null, needs = [] }: Traits = {},
): DeclarationColumn => ({
  field,
  heading,
  also,
  isRequired: required,
  isKey: key,
  isExact: exact,
  isTarget: target,
  form,
  needs,
});

/** A statement that somebody has to answer for. */
const confirmed = ['confirmedBy', 'basis'];

const needed = { required: true, key: true };
const note = column('note', '備考', ['メモ', 'remarks']);

/** The columns of each kind, in the order of its template. */
export const declarationColumns: Record<DeclarationKind, readonly DeclarationColumn[]> = {
  'my-number-locations': [
    column('host', '機器名', ['ホスト名', 'コンピュータ名', '端末名', 'host name'], needed),
    column(
      'location',
      'フォルダ・データベース名',
      ['フォルダ', 'データベース名', '場所', 'folder', 'database'],
      {
        key: true,
      },
    ),
    column('business', '事務の名称', ['事務', '事務名']),
    column('department', '所管課', ['所管', '部署', '担当課']),
    note,
  ],
  'approved-software': [
    column('name', 'ソフトウェア名', ['名称', '製品名', 'software'], needed),
    column('publisher', '発行元', ['ベンダー', '製造元', 'メーカー', 'vendor']),
    column('version', 'バージョン', ['版', 'version number'], { key: true }),
    column('purpose', '用途', ['利用目的', '目的']),
    column('approvedBy', '承認者', ['approved by']),
    note,
  ],
  'approved-device-software': [
    column('product', '製品名', ['機種', '製品', 'モデル', 'model'], needed),
    column('version', 'バージョン', ['版', 'ファームウェア', 'version number'], needed),
    column('approvedBy', '承認者', ['approved by']),
    note,
  ],
  'forbidden-software': [
    column('name', 'ソフトウェア名', ['名称', '製品名', 'software'], needed),
    column('reason', '理由', ['禁止の理由']),
    note,
  ],
  'approved-accounts': [
    column('account', 'アカウント', ['ユーザー名', 'ユーザーID', '利用者ID', 'user'], needed),
    column('person', '利用者', ['氏名', '使用者']),
    column('department', '所属', ['部署', '課']),
    note,
  ],
  'approved-administrators': [
    column('account', 'アカウント', ['ユーザー名', 'ユーザーID', '管理者ID', 'user'], needed),
    column('person', '利用者', ['氏名', '使用者']),
    column('approvedBy', '承認者', ['approved by']),
    note,
  ],
  'service-accounts': [
    column('account', 'アカウント', ['ユーザー名', 'ユーザーID', 'user'], needed),
    column('purpose', '用途', ['利用目的', '目的']),
    column('owner', '管理者', ['責任者', '所管課']),
    note,
  ],
  'approved-services': [
    column('listener', '待受け', ['ポート', 'プロトコルとポート', 'port'], { key: true, form: 'listener' }),
    column('name', 'サービス名', ['サービス', 'service'], { key: true }),
    column('purpose', '用途', ['利用目的', '目的']),
    note,
  ],
  'open-shares': [
    column('name', '共有名', ['共有', 'share'], needed),
    column('reason', '理由', ['用途']),
    note,
  ],
  'network-boundaries': [
    column('closedGateway', 'インターネットへ通じないことを確認したゲートウェイ', [], {
      key: true,
      form: 'network',
      needs: confirmed,
    }),
    column('closedProxy', 'インターネットへ中継しないことを確認したプロキシ', [], {
      key: true,
      form: 'proxy',
      needs: confirmed,
    }),
    column('confirmedBy', '通じないことの確認者', ['確認者', 'confirmed by']),
    column('basis', '通じないことの根拠', ['根拠', '根拠文書', '確認方法']),
    column('proxy', '外部向けプロキシ', ['プロキシ'], { key: true, form: 'proxy' }),
    column('dnsServer', 'DNSサーバー', ['DNS', '名前解決サーバー', 'name server'], {
      key: true,
      form: 'network',
    }),
    note,
  ],
  'known-devices': [
    column('address', 'アドレス', ['MACアドレス', 'IPアドレス', '物理アドレス'], {
      ...needed,
      form: 'device',
    }),
    column('name', '機器名', ['名称']),
    note,
  ],
  'hardware-ledger': [
    column('serialNumber', '製造番号', ['シリアル番号', 'シリアルナンバー', 'S/N', 'serial'], { key: true }),
    column('model', '型番', ['機種', '製品名', 'モデル']),
    column('hardwareAddress', 'MACアドレス', ['物理アドレス', 'ハードウェアアドレス'], {
      key: true,
      form: 'mac',
    }),
    column('name', '機器名', ['名称', '管理番号', '資産番号']),
    column('place', '設置場所', ['場所', '使用者', '所管課']),
    note,
  ],
  'log-destinations': [
    column('address', 'アドレス', ['転送先', 'サーバー', 'ホスト名', 'server'], {
      ...needed,
      form: 'server',
    }),
    column('operator', '運営主体', ['管理者']),
    note,
  ],
  'update-procedure': [
    column('name', '手順名', ['手順書', '文書名', 'procedure'], needed),
    column('interval', '実施の間隔', ['頻度'], { required: true, form: 'interval' }),
    note,
  ],
  'approved-time-sources': [
    column('address', 'アドレス', ['サーバー', 'サーバ', 'ホスト名', 'IPアドレス', 'server'], {
      ...needed,
      form: 'server',
    }),
    column('operator', '運営主体', ['提供元', '管理者']),
    note,
  ],
  baselines: [
    column('target', '対象', ['対象機器', '機器の種類'], { ...needed, target: true }),
    column('setting', '設定項目', ['項目', '設定'], { ...needed, exact: true }),
    column('value', '基準値', ['値', '設定値'], { required: true }),
    column('source', '根拠', ['根拠文書', '出典']),
    note,
  ],
  'legal-exceptions': [
    column('subject', '対象', ['対象となる情報', '対象情報'], needed),
    column('law', '根拠法令', ['法令', '法令名'], needed),
    column('reason', '理由', ['内容', '例外の内容']),
    note,
  ],
  'compared-profile-rows': [
    column('profile', '判定基準', ['基準'], { ...needed, form: 'profile' }),
    column('row', '行', ['行ID', '判定行'], { ...needed, form: 'profile-row' }),
    column('result', '結果', ['照合結果'], { required: true, form: 'comparison' }),
    column('confirmedBy', '確認者', ['照合者', 'confirmed by'], { required: true }),
    column('confirmedOn', '確認日', ['照合日', 'confirmed on'], { required: true, form: 'day' }),
    column('page', '頁', ['ページ', '参照箇所']),
    note,
  ],
};
