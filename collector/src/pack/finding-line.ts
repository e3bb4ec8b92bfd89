import type { FindingRecord } from '../assessments/record.ts';
import { lenientText, orderedJson } from './lenient-json.ts';

/**
 * Findings as lines of canonical JSON, one after another. There may be a million of them: the members are named in their
 * order here, and what the finding before said in the same words is not spelled anew.
 */
export class FindingLines {
  readonly #control = new SameAgain();
  readonly #expected = { en: new SameAgain(), ja: new SameAgain() };
  readonly #observed = { en: new SameAgain(), ja: new SameAgain() };

  next(finding: FindingRecord): string {
    const { expected, host, observed } = finding;
    // A new member of the type stops the compiler here, so that none is left out unseen.
    const spelled = {
      control: this.#control.spelled(finding.control),
      evidence: evidenceJson(finding.evidence),
      expected: `{"en":${this.#expected.en.spelled(expected.en)},"ja":${this.#expected.ja.spelled(expected.ja)}}`,
      host: `{"assetNumber":${orNull(host.assetNumber)},"id":${lenientText(host.id)},"name":${lenientText(host.name)},"platform":${lenientText(host.platform)}}`,
      observed: `{"en":${this.#observed.en.spelled(observed.en)},"ja":${this.#observed.ja.spelled(observed.ja)}}`,
      outcome: lenientText(finding.outcome),
      parameters: orderedJson(finding.parameters),
      reason: lenientText(finding.reason),
      since: orNull(finding.since),
      validUntil: orNull(finding.validUntil),
      variant: lenientText(finding.variant),
      waivers: `[${finding.waivers.map(lenientText).join(',')}]`,
    } satisfies Record<keyof FindingRecord, string>;
    return (
      `{"control":${spelled.control},"evidence":${spelled.evidence},"expected":${spelled.expected},"host":${spelled.host}` +
      `,"observed":${spelled.observed},"outcome":${spelled.outcome},"parameters":${spelled.parameters}` +
      `,"reason":${spelled.reason},"since":${spelled.since},"validUntil":${spelled.validUntil}` +
      `,"variant":${spelled.variant},"waivers":${spelled.waivers}}\n`
    );
  }
}

/** A text and how it is spelled, until another comes: lists are by control. */
class SameAgain {
  #text = '';
  #spelled = '""';

  spelled(text: string): string {
    if (text !== this.#text) {
      this.#text = text;
      this.#spelled = lenientText(text);
    }
    return this.#spelled;
  }
}

function evidenceJson(evidence: FindingRecord['evidence']): string {
  let list = '';
  for (const { collectedAt, kind, receivedAt, reportId, sha256 } of evidence) {
    const separator = list === '' ? '' : ',';
    list += `${separator}{"collectedAt":${lenientText(collectedAt)},"kind":${lenientText(kind)},"receivedAt":${orNull(receivedAt)},"reportId":${orNull(reportId)},"sha256":${lenientText(sha256)}}`;
  }
  return `[${list}]`;
}

function orNull(text: string | null): string {
  return text === null ? 'null' : lenientText(text);
}
