import type { EvidenceBody, Source } from '@tenken/shared';
import { cutText, markup } from '../html.ts';
import type { Html } from '../html.ts';
import { leaves } from './values-read.ts';

/** On paper; a name or value of 10,000 characters is in the evidence file as it is. */
const longestValue = 300;
const mostValues = 60;
const mostSources = 30;

const sourceWords: Record<Source['type'], string> = {
  command: 'コマンド',
  file: 'ファイル',
  folder: 'フォルダー',
  registry: 'レジストリ',
  cim: 'CIM（WMI）',
  network: '通信',
};

/** What a body of evidence says on paper. */
export type ShownBody = { sources: Html; values: Html };

/** @param used where the values stand that decided */
export function shownBody(body: EvidenceBody, used: ReadonlySet<string>): ShownBody {
  return { sources: sourceList(body), values: valueTable(body, used) };
}

function sourceList({ sources }: EvidenceBody): Html {
  const first = sources.slice(0, mostSources);
  return markup`${first.map(
    ({ type, subject, status }) =>
      markup`${sourceWords[type]} <code>${cutText(subject, 400)}</code> → <code>${status}</code
                  ><br />`,
  )}${sources.length > first.length ? `ほか${sources.length - first.length}件` : null}`;
}

function valueTable({ result }: EvidenceBody, used: ReadonlySet<string>): Html {
  if (result.status === 'failed') {
    return markup`<div class="deciding">
      読み取れなかった: <code>${result.failure.code}</code> ${cutText(result.failure.message, longestValue)}
    </div>`;
  }
  const all = leaves(result.data);
  // What decided is on the sheet even where it stands far down.
  const first = all.filter(({ path }) => used.has(path)).slice(0, mostValues);
  const others = all.filter(({ path }) => !used.has(path)).slice(0, Math.max(0, mostValues - first.length));
  const chosen = new Set([...first, ...others]);
  const rows = all.filter((leaf) => chosen.has(leaf));
  return markup`<table>
      <thead>
        <tr>
          <th style="width:40%">値の場所</th>
          <th style="font-weight:normal">読み取った値</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ path, value }) =>
            markup`<tr class="${used.has(path) ? 'used' : 'plain'}">
              <th><code>${cutText(path, 200)}</code></th>
              <td><code>${shownValue(value)}</code></td>
            </tr> `,
        )}
      </tbody>
    </table>
    ${all.length > rows.length ? markup`<p class="note">ほか${all.length - rows.length}個の値は証跡のファイルにある。</p>` : null}`;
}

/** `null` is said in words: the machine did not tell. */
function shownValue(value: unknown): string {
  if (value === null) return 'null（機器が示さない）';
  if (typeof value === 'string') return cutText(JSON.stringify(value.toWellFormed()), longestValue);
  return JSON.stringify(value);
}
