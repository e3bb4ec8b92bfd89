import type { Assessment } from '../store/assessments/assessment.ts';
import { headOf } from './assemble/head-of.ts';
import { itemRecords } from './assemble/item-records.ts';
import { judgeScope } from './assemble/judge-scope.ts';
import type { AssembleOptions } from './assemble/options.ts';
import { declarationRecord, waiverRecord } from './assemble/said-records.ts';
import { scopeAt, systemAt } from './assemble/scope-at.ts';
import { sourceOf } from './assemble/source-of.ts';
import { isInForce } from './assemble/waiver-in-force.ts';
import { JudgedFindings } from './judged-findings.ts';
import { kindOf } from './organisation-kind.ts';
import type { AssessmentRecord, AssessmentSource } from './record.ts';
import { rulesHash } from './rules-hash.ts';

export type Assembled = { record: AssessmentRecord; source: AssessmentSource; close: () => void };

/**
 * Puts together what an assessment holds as of a moment: evidence as it had come by then, judged by today's rules and the
 * reference data in force then, with that moment as the time. Which machines belong to the system, and which exceptions
 * were in force, is as of that moment too; a check as of the end of March is answered in April, so answers, plans, declarations and marks count until
 * `answeredAt`, each with its own date. Two calls for the same moments give the same, whatever came in between.
 *
 * Call `close` of what it returns.
 */
export async function assemble(
  assessment: Assessment,
  moment: number,
  options: AssembleOptions,
): Promise<Assembled> {
  const { repositories, checklist, controls, answeredAt } = options;
  const system = await systemAt(assessment.systemId, moment, options);
  const scope = await scopeAt(system, moment, options);
  const declarations = (await repositories.systems.declarations(system.id, answeredAt)).map((one) =>
    declarationRecord(one, moment),
  );
  const waivers = await repositories.answers.waivers(system.id, moment);
  const findings = new JudgedFindings(options.folder);
  try {
    const agents = await judgeScope({ scope, waivers, moment, findings, declarations }, options);
    const { rule } = assessment;
    const setting = { checklist, controls, rule, moment, system, scope, waivers, findings };
    const items = await itemRecords(assessment, setting, options);
    const record: AssessmentRecord = {
      assessment: headOf(assessment, items, moment, checklist),
      organisation: {
        name: system.organisation.name,
        department: system.organisation.department,
        kind: kindOf(system, checklist).id,
        hasAggregator: system.organisation.hasAggregator,
        contact: system.organisation.contact,
      },
      system: { id: system.id, name: system.name },
      checklist,
      officialWording: await repositories.systems.wording(checklist.id, answeredAt),
      coverage: scope.coverage,
      items,
      declarations,
      waivers: waivers
        .filter((waiver) => isInForce(waiver, moment))
        .map((waiver) => waiverRecord(waiver, scope.hosts)),
      versions: { tenken: options.version, rules: rulesHash(options), agents },
    };
    return {
      record,
      source: sourceOf(checklist, scope, findings, repositories),
      close: () => findings.close(),
    };
  } catch (error) {
    findings.close();
    throw error;
  }
}
