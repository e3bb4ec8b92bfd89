import { commonReasons, controls as knownControls, evidenceKinds } from '@tenken/controls';
import { answerWords, canonicalJson, outcomeWords, own, sha256 } from '@tenken/shared';
import type { EvidenceBody, Outcome, Source } from '@tenken/shared';
import type {
  AssessmentRecord,
  AssessmentSource,
  AttestationRecord,
  FindingRecord,
  ItemRecord,
  WaiverRecord,
} from '../../assessments/record.ts';
import type { SignedReport } from '../../store/reports/report-repository.ts';
import { formName } from '../../documents/forms/form-name.ts';
import { chaptersOf } from '../../documents/forms/form-rows.ts';
import { itemLabel, markWord, remarksOf } from '../../documents/forms/item-words.ts';
import { machineOutcome, resultBasis } from '../../documents/forms/result-basis.ts';
import { bothCalendars, dateInJapan, eraDate, timeInJapan } from '../../documents/japanese/calendar.ts';
import { attachmentPath, evidencePath, statementPath } from '../entry-name.ts';
import { cutText, draftNote, markup, pageEnd, pageHead, styleOf } from '../html.ts';
import type { Html } from '../html.ts';
import { layout } from '../layout.ts';
import type { ShownFindings } from './shown-findings.ts';
import { leaves, valuesRead } from './values-read.ts';

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
    for (const finding of shown) yield (await findingBlock(record, finding, source)).markup;
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

async function findingBlock(
  record: AssessmentRecord,
  finding: FindingRecord,
  source: Pick<AssessmentSource, 'evidence' | 'signedReport'>,
): Promise<Html> {
  const control = knownControls.find(({ id }) => id === finding.control);
  const bodies = new Map<string, EvidenceBody>();
  for (const { kind, sha256: hash } of finding.evidence) bodies.set(kind, await source.evidence(hash));
  const read = control ? valuesRead(control, finding, bodies, record.assessment.asOf) : null;
  const reason = own(control?.reasons, finding.reason) ?? own(commonReasons, finding.reason);
  const sections: Html[] = [];
  for (const reference of finding.evidence) {
    const body = bodies.get(reference.kind);
    const report =
      reference.reportId === null ? null : await source.signedReport(finding.host.id, reference.reportId);
    const used = read?.get(reference.kind) ?? new Set<string>();
    if (body) sections.push(evidenceSection(finding, reference, body, report, used));
  }
  const { host, outcome } = finding;
  return markup`<section class="finding ${outcome === 'fail' ? 'fail' : 'other'}">
    <h3>
      ${outcomeLabel(outcome)}　<bdi>${cutText(host.name, 120)}</bdi>　${control?.title.ja ?? finding.control}
    </h3>
    <p class="note">
      機器ID <code>${host.id}</code>　管理番号
      ${host.assetNumber === null ? 'なし' : cutText(host.assetNumber, 100)}　${host.platform}　判定符号
      <code>${finding.reason}</code
      >${finding.since === null ? null : markup`　この判定になった日時 ${jst(finding.since)}`}
    </p>
    <div class="deciding">
      観測: <b>${cutText(finding.observed.ja, 1000)}</b><br />基準:
      ${cutText(finding.expected.ja, 1000)}${reason === undefined ? null : markup`<br />理由: ${reason.ja}`}
    </div>
    ${sections.length === 0 ? markup`<p>この判定の元になる証跡は届いていない。</p>` : sections}
    ${finding.waivers.length === 0 ? null : markup`<p class="note">例外あり: ${finding.waivers.join('、')}</p>`}
  </section> `;
}

function evidenceSection(
  finding: FindingRecord,
  reference: FindingRecord['evidence'][number],
  body: EvidenceBody,
  report: SignedReport | null,
  used: ReadonlySet<string>,
): Html {
  const kind = evidenceKinds.find(({ id }) => id === reference.kind);
  const sources = body.sources.slice(0, mostSources);
  const path = evidencePath(reference.sha256);
  const statement =
    report === null
      ? null
      : `${statementPath(finding.host.id, sha256(canonicalJson(report.statement)))}.json`;
  return markup`<table>
      <tbody>
        <tr>
          <th style="width:22%">証跡の種類</th>
          <td>${kind?.title.ja ?? reference.kind} <code>${reference.kind}</code></td>
        </tr>
        <tr>
          <th>いつ</th>
          <td>
            読取り
            ${jst(reference.collectedAt)}${reference.receivedAt === null ? null : markup`<br />受信 ${jst(reference.receivedAt)}`}
          </td>
        </tr>
        <tr>
          <th>どこから</th>
          <td>
            ${sources.map(
              ({ type, subject, status }) =>
                markup`${sourceWords[type]} <code>${cutText(subject, 400)}</code> → <code>${status}</code
                  ><br />`,
            )}${body.sources.length > sources.length ? `ほか${body.sources.length - sources.length}件` : null}
          </td>
        </tr>
        <tr>
          <th>誰が</th>
          <td>
            ${
              report === null || statement === null
                ? '機器の署名は保存されていない。'
                : markup`<bdi>${cutText(report.statement.host.name, 120)}</bdi>（エージェント
                    ${report.statement.agentVersion}）が収集し、署名した。<br />証明書の指紋（SHA-256）
                    <code>${report.fingerprint}</code><br />署名された報告
                    <a href="../../${statement}">${statement}</a>`
            }
          </td>
        </tr>
        <tr>
          <th>ハッシュ値</th>
          <td class="hash">
            SHA-256 <code>${reference.sha256}</code><br /><a href="../../${path}">${path}</a>
          </td>
        </tr>
      </tbody>
    </table>
    ${valueTable(body, used)} `;
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

function outcomeLabel(outcome: Outcome): string {
  return `${outcomeWords[outcome].sign} ${outcomeWords[outcome].ja}`;
}

function jst(instant: string): string {
  return `${timeInJapan(instant)} 日本標準時（${eraDate(dateInJapan(instant))}）`;
}
