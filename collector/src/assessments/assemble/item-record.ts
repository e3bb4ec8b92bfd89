import { own } from '@tenken/shared';
import { variantOf } from '@tenken/controls';
import type { AnyControl, Checklist, ChecklistItem } from '@tenken/controls';
import type { Attestation, Plan, Waiver } from '../../store/assessments/answer-repository.ts';
import type { ItemEntry } from '../../store/assessments/item-entry-rows.ts';
import type { System } from '../../store/assessments/system-repository.ts';
import type { Scope } from '../coverage.ts';
import { changedSince, itemBasis } from '../item-basis.ts';
import { itemState } from '../item-state.ts';
import type { JudgedFindings } from '../judged-findings.ts';
import { dateAt } from '../moments.ts';
import { kindOf } from '../organisation-kind.ts';
import type { ItemRecord } from '../record.ts';
import { completedRemarks, draftRemarks } from '../remarks.ts';
import { isSelected } from '../selected-items.ts';
import { attestationRecord } from './said-records.ts';
import { shownByMachines } from './shown-by-machines.ts';
import type { ShownByMachines } from './shown-by-machines.ts';

/** What every item of an assessment rests on. */
export type ItemSetting = {
  checklist: Checklist;
  controls: readonly AnyControl[];
  /** Of the assessment. */
  rule: string;
  moment: number;
  system: System;
  scope: Scope;
  waivers: readonly Waiver[];
  findings: JudgedFindings;
};

/** What people said of the item, whether or not its date is past. */
export type ItemSaid = { attestation: Attestation | null; plan: Plan | null; entry: ItemEntry | null };

const namesShown = 10;

/**
 * One item: what machines show, what people say of it, and the mark that follows.
 *
 * @param required records of the items that it requires, and that are asked
 */
export function itemRecord(
  item: ChecklistItem,
  required: readonly ItemRecord[],
  said: ItemSaid,
  setting: ItemSetting,
): ItemRecord {
  const { checklist, moment, system } = setting;
  const { entry } = said;
  const today = dateAt(moment);
  const kind = kindOf(system, checklist);
  const shown = shownByMachines(item, setting.scope, setting.findings);
  const attestation = said.attestation && today <= said.attestation.expiresOn ? said.attestation : null;
  const rule = own(checklist.rules, setting.rule);
  // A form that knows no － leaves what it does not ask of this organisation empty.
  const mayBeMarked =
    item.appliesTo.includes(kind.id) || checklist.marks.some(({ role }) => role === 'not-applicable');
  const asked = mayBeMarked && (rule === undefined || isSelected(item, rule.checks));
  const state = itemState(
    {
      item,
      asked,
      organisation: { kind: kind.id, kindName: kind.name, hasAggregator: system.organisation.hasAggregator },
      outcomes: shown.outcomes,
      missing: shown.unclear.length,
      onlyOthers: shown.onlyOthers,
      failing: shown.failures,
      attestation,
      attestationExpired: said.attestation !== null && attestation === null,
      plan: said.plan,
      planOverdue: said.plan !== null && today > said.plan.dueOn,
      chosen: entry?.role ? { role: entry.role, remarks: entry.remarks } : null,
      required: { total: required.length, done: required.filter(({ role }) => role === 'done').length },
    },
    checklist,
  );
  const { machines, evidenceBasis } = shown;
  const plan = said.plan && { owner: said.plan.owner, dueOn: said.plan.dueOn, text: said.plan.text };
  const attested = attestation ? attestationRecord(attestation) : null;
  const basis = itemBasis({ evidenceBasis, attestation: attested?.id ?? null, plan });
  const proven = { role: state.role, plan, why: state.why.ja };
  const written = entry?.remarks ?? null;
  const outdatedBy = written === null || !entry ? null : changedSince(entry.basis, basis);
  return {
    item,
    asked,
    reported: rule === undefined || isSelected(item, rule.reports),
    ...state,
    remarks:
      written === null
        ? draftRemarks({
            ...proven,
            machines,
            attestation: attested,
            ...namesOf(shown),
            waivers: setting.waivers.filter(({ id }) => shown.waivers.includes(id)).map(waiverWords),
            asOf: today,
          })
        : completedRemarks(written, proven),
    remarksBy: written === null ? 'draft' : 'person',
    remarksOutdated: outdatedBy !== null,
    outdatedBy,
    basis,
    evidenceBasis,
    revision: entry?.revision ?? 0,
    machines,
    controls: controlsOf(item, setting),
    attestation: attested,
    plan,
    waivers: shown.waivers,
  };
}

/** Every control that the form's item names, also those that do not count for it. */
function controlsOf(item: ChecklistItem, { controls, findings }: ItemSetting): ItemRecord['controls'] {
  return item.controls.flatMap((mapping) => {
    const control = controls.find(({ id }) => id === mapping.id);
    const variant = variantOf(mapping.with);
    if (!control) return [];
    return {
      id: mapping.id,
      title: control.title,
      relationship: mapping.relationship,
      variant,
      with: mapping.with ?? {},
      outcomes: findings.outcomes(mapping.id, variant),
    };
  });
}

function namesOf({ failing, onlyUnclear }: ShownByMachines) {
  return {
    failing: failing.slice(0, namesShown),
    failingCount: failing.length,
    missing: onlyUnclear.slice(0, namesShown),
    missingCount: onlyUnclear.length,
  };
}

function waiverWords({ reason, expiresOn, decision }: Waiver) {
  return { reason, expiresOn, approvedBy: decision?.by.name ?? '' };
}
