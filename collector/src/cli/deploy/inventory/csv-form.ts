import { csvRecords } from '../../../documents/csv/csv-records.ts';
import { invalid } from './inventory.ts';
import type { StatedHost } from './inventory.ts';

/** Headings as people write them; those of a spreadsheet are in Japanese. */
const headings: readonly (readonly [field: string, names: readonly string[]])[] = [
  ['name', ['name', 'host', 'hostname', 'ホスト名', '機器名', '名前']],
  ['address', ['address', 'ip', 'アドレス', 'ipアドレス']],
  ['port', ['port', 'ポート']],
  ['user', ['user', 'ユーザー', 'ユーザ', '利用者']],
  ['key', ['key', '鍵', '秘密鍵']],
  ['jump', ['jump', '踏み台']],
  ['label', ['label', 'ラベル', '部署']],
  ['groups', ['groups', 'group', 'グループ']],
];

/**
 * A list with headings; groups are separated by spaces or semicolons.
 *
 * @throws {TenkenError} `targets-invalid`
 */
export function csvForm(text: string, path: string): StatedHost[] {
  const { records } = csvRecords(text, (fault, cause) => invalid(path, fault.en.replace(/\.$/, ''), cause));
  const [head, ...rows] = records;
  const columns = (head?.record ?? []).map((heading) => fieldOf(heading, path));
  if (!columns.includes('name')) throw invalid(path, 'no column is headed name (or ホスト名)');
  return rows.map(({ record }) => {
    const values = new Map(columns.map((field, index) => [field, record[index]?.trim() ?? '']));
    const of = (field: string) => values.get(field) || undefined;
    return {
      name: of('name') ?? '',
      groups: (of('groups') ?? '').split(/[\s;、]+/).filter((group) => group !== ''),
      address: of('address'),
      port: of('port'),
      user: of('user'),
      key: of('key'),
      jump: of('jump'),
      label: of('label'),
    };
  });
}

function fieldOf(heading: string, path: string): string {
  const wanted = heading.normalize('NFKC').trim().toLowerCase();
  const found = headings.find(([, names]) => names.includes(wanted));
  if (found) return found[0];
  const known = headings.map(([, names]) => names[0]).join(', ');
  throw invalid(path, `the column ${JSON.stringify(heading)} is not known: there are ${known}`);
}
