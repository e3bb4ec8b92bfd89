import { answerWords, canonicalJson, outcomeWords, own } from '@tenken/shared';
import type { Outcome } from '@tenken/shared';
import type {
  AssessmentRecord,
  AssessmentSource,
  AttestationRecord,
  ItemRecord,
  WaiverRecord,
} from '../../assessments/record.ts';
import { formName } from '../../documents/forms/form-name.ts';
import { chaptersOf } from '../../documents/forms/form-rows.ts';
import { itemLabel, markWord, remarksOf } from '../../documents/forms/item-words.ts';
import { machineOutcome, resultBasis } from '../../documents/forms/result-basis.ts';
import { bothCalendars, dateInJapan } from '../../documents/japanese/calendar.ts';
import { attachmentPath } from '../entry-name.ts';
import { cutText, draftNote, markup, pageEnd, pageHead, styleOf } from '../html.ts';
import type { Html } from '../html.ts';
import { layout } from '../layout.ts';
import { FindingBlocks } from './finding-blocks.ts';
import type { ShownFindings } from './shown-findings.ts';
import { jst, outcomeLabel } from './shown-words.ts';

const reasonKinds: Record<WaiverRecord['reasonKind'], string> = {
  'false-positive': '誤検知',
  compensating: '代替策あり',
  'risk-accepted': 'リスク受容',
  'out-of-scope': '対象外',
};

/**
 * 証跡シート of one item: what replaces a pasted screenshot. When, from where, by what and what exactly was read, with
 * what decided in a red frame.
 *
 * @returns a page of its own, piece by piece: A4, Japanese, without script and without anything loaded from elsewhere
 */
export async function* evidenceSheet(
  record: AssessmentRecord,
  item: ItemRecord,
  { shown, counts }: ShownFindings,
  source: Pick<AssessmentSource, 'evidence' | 'signedReport'>,
): AsyncGenerator<string> {
  const title = `証跡シート ${itemLabel(record.checklist, item.item)} ${item.item.title.ja}`;
  yield pageHead(title, styleOf(record.assessment.state)).markup;
  yield head(record, item).markup;
  if (item.controls.length > 0) yield controlTable(item).markup;
  if (item.attestation) yield attestation(item.attestation).markup;
  const waivers = record.waivers.filter(({ id }) => item.waivers.includes(id));
  if (waivers.length > 0) yield waiverTable(waivers).markup;
  if (item.controls.length === 0) {
    yield markup`<h2>機器の証跡</h2>
      <p>この項目に対応する技術的管理策はない。機器から読み取る証跡はなく、人の申告による。</p>`.markup;
  } else {
    yield countTable(counts, item).markup;
    const blocks = new FindingBlocks(record, source);
    for (const finding of shown) yield (await blocks.next(finding)).markup;
  }
  yield pageEnd.markup;
}

/** Links to every item's sheet, for whoever has unpacked the pack. */
export function* itemList(record: AssessmentRecord): Generator<string> {
  yield pageHead(`証跡の一覧 ${record.checklist.title.ja}`, styleOf(record.assessment.state)).markup;
  yield markup`${draftNote(record.assessment.state)}
    <h1>証跡の一覧</h1>
    <p>
      ${record.organisation.name}　${record.system.name}　${formName(record.checklist)}　${record.assessment.title.ja}　基準日時
      ${jst(record.assessment.asOf)}
    </p>
    <table>
      <thead>
        <tr>
          <th style="width:16%">番号</th>
          <th>項目</th>
          <th style="width:11%">結果</th>
          <th style="width:19%">結果の根拠</th>
          <th style="width:17%">適合台数/対象台数</th>
        </tr>
      </thead>
      <tbody>`.markup;
  for (const { title, items } of chaptersOf(record.items)) {
    yield markup`<tr><th colspan="5">${title}</th></tr> `.markup;
    for (const entry of items) {
      const { item, machines } = entry;
      yield markup`<tr>
      <td><a href="${item.id}/${layout.sheet}">${itemLabel(record.checklist, item)}</a></td>
      <td>${item.title.ja}</td>
      <td>${markWord(entry)}</td>
      <td>${entry.asked ? resultBasis(entry).ja : ''}</td>
      <td class="num">${machines === null ? '－' : `${machines.passing} / ${machines.inScope}`}</td>
    </tr> `.markup;
    }
  }
  yield markup`</tbody></table>${pageEnd}`.markup;
}

function head(record: AssessmentRecord, entry: ItemRecord): Html {
  const { item, why, plan } = entry;
  const { assessment, organisation, checklist, system } = record;
  const wording = own(record.officialWording?.items, item.id);
  return markup`${draftNote(record.assessment.state)}
    <h1>証跡シート　項目 ${itemLabel(checklist, item)}</h1>
    <table>
      <tbody>
        <tr>
          <th style="width:22%">機関名</th>
          <td>
            ${organisation.name}${organisation.department === null ? null : markup`　${organisation.department}`}
          </td>
        </tr>
        <tr>
          <th>関係システム</th>
          <td>${system.name}</td>
        </tr>
        <tr>
          <th>チェックリスト</th>
          <td>${formName(checklist)}</td>
        </tr>
        <tr>
          <th>点検の種類</th>
          <td>${assessment.title.ja}</td>
        </tr>
        <tr>
          <th>基準日時</th>
          <td>${jst(assessment.asOf)}</td>
        </tr>
        <tr>
          <th>見出し</th>
          <td>${item.path.join(' ／ ')}</td>
        </tr>
        <tr>
          <th>項目</th>
          <td>${item.title.ja}</td>
        </tr>
        <tr>
          <th>${wording === undefined ? '内容（要約）' : '内容（様式の文言）'}</th>
          <td>${wording ?? item.summary.ja}</td>
        </tr>
        <tr>
          <th>自己点検結果</th>
          <td><b>${markWord(entry)}</b>　${why.ja}</td>
        </tr>
        <tr>
          <th>結果の根拠</th>
          <td>${resultBasis(entry).ja}</td>
        </tr>
        <tr>
          <th>機器による判定</th>
          <td>${machineResult(entry)}</td>
        </tr>
        <tr>
          <th>人の申告</th>
          <td>${attestedResult(entry)}</td>
        </tr>
        <tr>
          <th>特記事項</th>
          <td>${cutText(remarksOf(entry), 4000)}</td>
        </tr>
        ${
          plan === null
            ? null
            : markup`<tr>
                <th>改善計画</th>
                <td>${bothCalendars(plan.dueOn)}まで　担当: ${plan.owner}　${plan.text}</td>
              </tr>`
        }
      </tbody>
    </table> `;
}

/** Apart from what people said: a word of a person is no result of a machine. */
function machineResult(entry: ItemRecord): Html {
  const outcome = machineOutcome(entry);
  if (outcome === null || entry.machines === null) return markup`なし（機器では確かめない項目）`;
  const { passing, inScope } = entry.machines;
  return markup`${outcomeLabel(outcome)}　適合台数/対象台数 ${passing} / ${inScope}`;
}

function attestedResult({ attestation: given }: ItemRecord): Html {
  if (given === null) return markup`なし`;
  return markup`申告: <b>${answerWords[given.answer].ja}</b>　${given.person}（${jst(given.at)}）　有効期限 ${bothCalendars(given.expiresOn)}`;
}

function controlTable({ controls }: ItemRecord): Html {
  const words = { full: '全部', partial: '一部', related: '参考' } as const;
  return markup`<h2>対応する技術的管理策</h2>
    <table>
      <thead>
        <tr>
          <th>管理策</th>
          <th style="width:10%">対応</th>
          <th style="width:30%">この様式の判定基準</th>
          <th style="width:28%">判定の数</th>
        </tr>
      </thead>
      <tbody>
        ${controls.map(
          (control) =>
            markup`<tr>
              <td>${control.title.ja}<br /><code>${control.id}</code></td>
              <td>${words[control.relationship]}</td>
              <td>${Object.keys(control.with).length === 0 ? '既定値' : canonicalJson(control.with)}</td>
              <td>
                ${Object.entries(control.outcomes)
                  .map(
                    ([outcome, count]) =>
                      `${outcomeWords[outcome as Outcome].sign}${outcomeWords[outcome as Outcome].ja} ${count}`,
                  )
                  .join('、')}
              </td>
            </tr> `,
        )}
      </tbody>
    </table> `;
}

function attestation(given: AttestationRecord): Html {
  return markup`<h2>人の申告</h2>
    <table>
      <tbody>
        <tr>
          <th style="width:22%">回答</th>
          <td>${answerWords[given.answer].ja}</td>
        </tr>
        <tr>
          <th>説明</th>
          <td>${cutText(given.note, 4000)}</td>
        </tr>
        <tr>
          <th>申告者・日時</th>
          <td>${given.person}　${jst(given.at)}</td>
        </tr>
        <tr>
          <th>有効期限</th>
          <td>${bothCalendars(given.expiresOn)}</td>
        </tr>
        ${given.attachments.map(
          (file) =>
            markup`<tr>
              <th>添付</th>
              <td>
                ${cutText(file.name, 200)}（${file.bytes}バイト）<br /><a href="../../${attachmentPath(file)}"
                  >${attachmentPath(file)}</a
                ><br /><span class="hash">SHA-256 <code>${file.sha256}</code></span>
              </td>
            </tr> `,
        )}
      </tbody>
    </table> `;
}

function waiverTable(waivers: readonly WaiverRecord[]): Html {
  return markup`<h2>例外（判定は変えない）</h2>
    <table>
      <thead>
        <tr>
          <th>管理策・機器</th>
          <th>理由</th>
          <th style="width:28%">承認</th>
        </tr>
      </thead>
      <tbody>
        ${waivers.map(
          (waiver) =>
            markup`<tr>
              <td>
                <code>${waiver.control}</code
                ><br />${waiver.host === null ? '全機器' : cutText(waiver.host.name, 200)}
              </td>
              <td>${reasonKinds[waiver.reasonKind]}: ${cutText(waiver.reason, 2000)}</td>
              <td>
                申請 ${waiver.requestedBy.name}<br />承認
                ${waiver.approvedBy.name}（${dateInJapan(waiver.approvedAt)}）<br />期限
                ${bothCalendars(waiver.expiresOn)}
              </td>
            </tr> `,
        )}
      </tbody>
    </table> `;
}

function countTable(counts: ShownFindings['counts'], { item }: ItemRecord): Html {
  const rest = counts.reduce((sum, { total, shown }) => sum + total - shown, 0);
  return markup`<h2>機器の証跡</h2>
    <table>
      <thead>
        <tr>
          <th>判定</th>
          <th style="width:25%">件数</th>
          <th style="width:25%">このシートに載せた件数</th>
        </tr>
      </thead>
      <tbody>
        ${counts.map(
          ({ outcome, total, shown }) =>
            markup`<tr>
              <td>${outcomeLabel(outcome)}</td>
              <td class="num">${total}</td>
              <td class="num">${shown}</td>
            </tr> `,
        )}
      </tbody>
    </table>
    <p class="note">
      ${rest === 0 ? '全ての判定を載せている。' : markup`残り${rest}件は紙面の都合で載せていない。`}全件は
      <a href="${layout.findings}">items/${item.id}/${layout.findings}</a>
      にある。▶と赤枠は、判定の規則が読み取った値のうち判定に関わるものを示す。
    </p> `;
}
