import { checklists, controls } from '@tenken/controls';
import { severity } from '@tenken/shared';
import { assembled, assembleOptions } from '../assembling.ts';
import { checklistOf, itemOf } from '../checked-input.ts';
import { onlyNeeded } from '../only-needed.ts';
import { pause } from '../pause.ts';
import type { AssessmentRecord, FindingRecord, ItemRecord } from '../record.ts';
import type { DeskContext, Watch } from './context.ts';

/** Beside one text nobody reads more; the rest is behind the links. */
const mostFindings = 60;
/** Findings that take a millisecond or so together. */
const findingsAtOnce = 200;

/** An item with what machines show of it, the worst first. */
export type ItemSheet = { item: ItemRecord; findings: FindingRecord[]; findingsTotal: number };

/**
 * Judges what one item needs, and nothing else.
 *
 * @param asked of a frozen assessment its own moment is shown
 * @throws {TenkenError} `assessment-unknown`, `item-unknown`, `organisation-kind-missing`
 */
export async function itemSheet(
  context: DeskContext,
  asked: { assessment: string; item: string } & Watch,
  now: number,
): Promise<ItemSheet> {
  const { repositories } = context;
  const assessment = await repositories.assessments.get(asked.assessment);
  const { id } = itemOf(checklistOf(checklists(), assessment.checklist), asked.item);
  const options = assembleOptions(assessment, repositories, context);
  const { record, source, close } = await assembled(assessment, now, {
    ...options,
    requirements: onlyNeeded(options.checklist, id, controls),
    ...(asked.signal && { signal: asked.signal }),
  });
  try {
    const worst = new Map<string, FindingRecord[]>();
    let findingsTotal = 0;
    for await (const finding of source.findings(id)) {
      findingsTotal += 1;
      const kept = worst.get(finding.outcome) ?? [];
      if (kept.length < mostFindings) kept.push(finding);
      worst.set(finding.outcome, kept);
      if (findingsTotal % findingsAtOnce === 0) await pause(asked.signal);
    }
    const findings = severity.flatMap((outcome) => worst.get(outcome) ?? []).slice(0, mostFindings);
    return { item: itemIn(record, id), findings, findingsTotal };
  } finally {
    close();
  }
}

function itemIn(record: AssessmentRecord, id: string): ItemRecord {
  const found = record.items.find(({ item }) => item.id === id);
  if (!found) throw new Error(`${record.checklist.id} has no item ${id}`);
  return found;
}
