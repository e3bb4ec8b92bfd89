import { commonReasons, controls as knownControls, evidenceKinds } from '@tenken/controls';
import type { AnyControl } from '@tenken/controls';
import { canonicalJson, own, sha256 } from '@tenken/shared';
import type { EvidenceBody } from '@tenken/shared';
import type { AssessmentRecord, AssessmentSource, FindingRecord } from '../../assessments/record.ts';
import type { SignedReport } from '../../store/reports/report-repository.ts';
import { evidencePath, statementPath } from '../entry-name.ts';
import { cutText, markup } from '../html.ts';
import type { Html } from '../html.ts';
import { lenientJson } from '../lenient-json.ts';
import { Recent } from './recent.ts';
import { shownBody } from './shown-body.ts';
import type { ShownBody } from './shown-body.ts';
import { jst, outcomeLabel } from './shown-words.ts';
import { nothing, valuesRead } from './values-read.ts';
import type { ValuesRead } from './values-read.ts';

type Source = Pick<AssessmentSource, 'evidence' | 'signedReport'>;
type Reference = FindingRecord['evidence'][number];
/** Each is read when it is asked for, and once. */
type Bodies = () => Promise<ReadonlyMap<string, EvidenceBody>>;
/** What a host signed, and where the pack holds it. */
type Told = { report: SignedReport; statement: string };

/**
 * Findings of one sheet, one after another. Machines that are set up alike have the same evidence, and the same rule
 * reads the same of it: what was found out for one of them is kept for the next.
 */
export class FindingBlocks {
  readonly #record: AssessmentRecord;
  readonly #source: Source;
  readonly #read = new Recent<ValuesRead>();
  readonly #shown = new Recent<ShownBody>();

  constructor(record: AssessmentRecord, source: Source) {
    this.#record = record;
    this.#source = source;
  }

  async next(finding: FindingRecord): Promise<Html> {
    const control = knownControls.find(({ id }) => id === finding.control);
    const bodies = this.#bodiesOf(finding);
    const read = control ? await this.#readBy(control, finding, bodies) : nothing;
    const told = await this.#toldBy(finding);
    const sections: Html[] = [];
    for (const reference of finding.evidence) {
      const shown = await this.#bodyOf(reference, read.get(reference.kind) ?? new Set(), bodies);
      sections.push(evidenceSection(reference, shown, told.get(reference.reportId) ?? null));
    }
    return findingBlock(finding, control, sections);
  }

  #bodiesOf({ evidence }: FindingRecord): Bodies {
    let bodies: Map<string, EvidenceBody> | null = null;
    return async () => {
      if (bodies) return bodies;
      bodies = new Map();
      for (const { kind, sha256: hash } of evidence) bodies.set(kind, await this.#source.evidence(hash));
      return bodies;
    };
  }

  /** On all of this the values hang that a rule reads. */
  #readBy(control: AnyControl, finding: FindingRecord, bodies: Bodies): Promise<ValuesRead> {
    const { outcome, reason, observed, parameters, host, evidence } = finding;
    const pieces = evidence.map(({ kind, sha256: hash, collectedAt }) => [kind, hash, collectedAt]);
    const same = [control.id, outcome, reason, observed.ja, parameters, host.platform, pieces];
    return this.#read.get(lenientJson(same), async () =>
      valuesRead(control, finding, await bodies(), this.#record.assessment.asOf),
    );
  }

  #bodyOf({ kind, sha256: hash }: Reference, used: ReadonlySet<string>, bodies: Bodies): Promise<ShownBody> {
    return this.#shown.get(JSON.stringify([kind, hash, ...used]), async () => {
      const body = (await bodies()).get(kind);
      if (!body) throw new RangeError(`no evidence of ${kind}`);
      return shownBody(body, used);
    });
  }

  /** By the report's id: all pieces came with one, nearly always. */
  async #toldBy({ host, evidence }: FindingRecord): Promise<Map<string | null, Told>> {
    const told = new Map<string | null, Told>();
    for (const reportId of new Set(evidence.map((reference) => reference.reportId))) {
      const report = reportId === null ? null : await this.#source.signedReport(host.id, reportId);
      if (report === null) continue;
      const statement = `${statementPath(host.id, sha256(canonicalJson(report.statement)))}.json`;
      told.set(reportId, { report, statement });
    }
    return told;
  }
}

function findingBlock(finding: FindingRecord, control: AnyControl | undefined, sections: Html[]): Html {
  const { host, outcome } = finding;
  const reason = own(control?.reasons, finding.reason) ?? own(commonReasons, finding.reason);
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

function evidenceSection(reference: Reference, { sources, values }: ShownBody, told: Told | null): Html {
  const kind = evidenceKinds.find(({ id }) => id === reference.kind);
  const path = evidencePath(reference.sha256);
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
            ${sources}
          </td>
        </tr>
        <tr>
          <th>誰が</th>
          <td>
            ${
              told === null
                ? '機器の署名は保存されていない。'
                : markup`<bdi>${cutText(told.report.statement.host.name, 120)}</bdi>（エージェント
                    ${told.report.statement.agentVersion}）が収集し、署名した。<br />証明書の指紋（SHA-256）
                    <code>${told.report.fingerprint}</code><br />署名された報告
                    <a href="../../${told.statement}">${told.statement}</a>`
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
    ${values} `;
}
