import type { FindingRecord } from '../assessments/record.ts';
import { JsonLine } from './json-line.ts';
import { lenientText, orderedJson } from './lenient-json.ts';

/**
 * Findings as lines of canonical JSON, one after another. There may be a million of them: what the finding before said in
 * the same words is not spelled anew.
 */
export class FindingLines {
  #pieces = -1;
  #line = new JsonLine(['']);

  /** @returns UTF-8, until the next finding comes */
  next(finding: FindingRecord): Uint8Array {
    const { evidence, expected, host, observed } = finding;
    if (evidence.length !== this.#pieces) {
      this.#pieces = evidence.length;
      this.#line = new JsonLine(around(evidence.length));
    }
    const line = this.#line.begin();
    line.text(finding.control);
    for (const piece of evidence) {
      line.text(piece.collectedAt);
      line.text(piece.kind);
      line.text(piece.receivedAt);
      line.text(piece.reportId);
      line.text(piece.sha256);
    }
    line.text(expected.en);
    line.text(expected.ja);
    line.text(host.assetNumber);
    line.text(host.id);
    line.text(host.name);
    line.text(host.platform);
    line.text(observed.en);
    line.text(observed.ja);
    line.text(finding.outcome);
    line.value(finding.parameters, orderedJson);
    line.text(finding.reason);
    line.text(finding.since);
    line.text(finding.validUntil);
    line.text(finding.variant);
    line.value(finding.waivers, listJson);
    return line.bytes;
  }
}

/** Around each field of each member, in their order; a new member of the type stops the compiler here. */
const members = {
  control: ['"control":', ''],
  evidence: ['"evidence":[', ']'],
  expected: ['"expected":{"en":', ',"ja":', '}'],
  host: ['"host":{"assetNumber":', ',"id":', ',"name":', ',"platform":', '}'],
  observed: ['"observed":{"en":', ',"ja":', '}'],
  outcome: ['"outcome":', ''],
  parameters: ['"parameters":', ''],
  reason: ['"reason":', ''],
  since: ['"since":', ''],
  validUntil: ['"validUntil":', ''],
  variant: ['"variant":', ''],
  waivers: ['"waivers":', ''],
} as const satisfies Record<keyof FindingRecord, readonly string[]>;

const pieceMembers = ['{"collectedAt":', ',"kind":', ',"receivedAt":', ',"reportId":', ',"sha256":', '}'];

/** Of a line of a finding with so many pieces of evidence. */
function around(pieces: number): string[] {
  const { evidence, ...others } = members;
  const listed = joined(
    ',',
    Array.from({ length: pieces }, () => pieceMembers),
  );
  const [begin, end] = evidence;
  const all = { ...others, evidence: chained([[begin], listed, [end]]) };
  const inOrder = Object.keys(members) as (keyof typeof members)[];
  return chained([
    ['{'],
    joined(
      ',',
      inOrder.map((member) => all[member]),
    ),
    ['}\n'],
  ]);
}

/** One after another: the last text of each and the first of the next stand between the same two fields. */
function chained(parts: readonly (readonly string[])[]): string[] {
  const whole = [''];
  for (const [first = '', ...rest] of parts) {
    whole.push((whole.pop() ?? '') + first, ...rest);
  }
  return whole;
}

function joined(separator: string, parts: readonly (readonly string[])[]): string[] {
  return chained(parts.flatMap((part, index) => (index === 0 ? [part] : [[separator], part])));
}

function listJson(texts: readonly string[]): string {
  return texts.length === 0 ? '[]' : `[${texts.map(lenientText).join(',')}]`;
}
