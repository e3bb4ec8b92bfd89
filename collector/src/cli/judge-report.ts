import { checklists, controls, itemResult, judge, requirements } from '@tenken/controls';
import type { Checklist } from '@tenken/controls';
import type { Language, Scan } from '@tenken/shared';
import { reasonText, remediationOf } from '../api/views.ts';
import type { ScanDocument } from './documents.ts';
import type { JudgedFinding } from './output/finding-tables.ts';

/** Every control, under every set of parameters that some item asks for, on one scan. */
export function judgeReport(report: Scan, now: Date): JudgedFinding[] {
  const evidence = new Map(report.evidence.map((one) => [one.body.kind, one]));
  return requirements(controls, checklists()).map(({ control, parameters, variant }) => ({
    ...judge(control, evidence, parameters, { platform: report.host.platform, now }),
    variant,
  }));
}

/** What `tenken scan --json` prints. */
export function scanDocument(
  report: Scan,
  findings: readonly JudgedFinding[],
  language: Language,
): ScanDocument {
  return {
    host: report.host,
    scannedAt: report.scannedAt,
    findings: findings.map((finding) => ({
      control: finding.control,
      variant: finding.variant,
      parameters: finding.parameters,
      outcome: finding.outcome,
      observed: finding.observed[language],
      expected: finding.expected[language],
      reason: finding.reason,
      reasonText: reasonText(controlOf(finding.control), finding.reason)[language],
      remediation:
        remediationOf(controlOf(finding.control), finding.outcome, report.host.platform)?.[language] ?? null,
      validUntil: finding.validUntil,
      evidence: finding.evidence.map(({ kind, ...rest }) => ({ probe: kind, ...rest })),
    })),
    items: checklists().flatMap((checklist) => itemDocuments(checklist, findings)),
  };
}

function controlOf(id: string) {
  return controls.find((control) => control.id === id);
}

function itemDocuments(checklist: Checklist, findings: readonly JudgedFinding[]): ScanDocument['items'] {
  return checklist.items.map((item) => ({
    checklist: checklist.id,
    item: item.id,
    result: itemResult(item, findings),
    controls: item.controls.map(({ id, relationship }) => ({ id, relationship })),
  }));
}

/** 0 = all pass, 1 = a failure found, 2 = something could not be judged: see the table in `tenken --help`. */
export function exitCodeOf(findings: readonly JudgedFinding[]): 0 | 1 | 2 {
  const outcomes = new Set(
    findings.filter(({ variant }) => variant === 'default').map(({ outcome }) => outcome),
  );
  if (outcomes.has('fail')) return 1;
  return outcomes.has('error') || outcomes.has('unknown') || outcomes.has('not-checked') ? 2 : 0;
}
