import { variantOf } from '@tenken/controls';
import type { ChecklistItem } from '@tenken/controls';
import type { Outcome } from '@tenken/shared';
import type { Scope } from '../coverage.ts';
import { evidenceBasisOf } from '../item-basis.ts';
import type { JudgedFindings } from '../judged-findings.ts';
import type { ItemRecord } from '../record.ts';
import { toldApart } from '../told-apart.ts';
import type { NamedMachine } from '../told-apart.ts';

/** What the machines in scope show of one item, by the controls that count for it. */
export type ShownByMachines = {
  /** On how many the controls pass, of those that at least one is about. Null: no control counts. */
  machines: ItemRecord['machines'];
  /** Machines were judged, and none of them is of the kind that the controls are about. */
  onlyOthers: boolean;
  /** Every outcome that a control has on some machine. */
  outcomes: Outcome[];
  /** Failures that no waiver in force covers, and those that one does. */
  failures: { open: number; waived: number };
  /** As texts name them. */
  failing: string[];
  /** Names of machines of which nothing that counts is known, also where something else of them fails. */
  unclear: string[];
  /** Those of them that do not fail, as texts name them: beside `failing`, every machine is counted once. */
  onlyUnclear: string[];
  /** Ids of the waivers that cover a failure. */
  waivers: string[];
  evidenceBasis: string;
};

type Counting = readonly { control: string; variant: string }[];

/** What the judged findings of the hosts in scope say of one item; what nobody judged is unclear, never passing. */
export function shownByMachines(
  item: ChecklistItem,
  scope: Scope,
  findings: JudgedFindings,
): ShownByMachines {
  const counting = item.controls
    .filter(({ relationship }) => relationship !== 'related')
    .map((mapping) => ({ control: mapping.id, variant: variantOf(mapping.with) }));
  const outcomes = counting.map(({ control, variant }) => findings.outcomes(control, variant));
  const failed = counting.flatMap(({ control, variant }) => [...findings.of(control, variant, 'fail')]);
  const open = failed.filter(({ waivers }) => waivers.length === 0);
  const unclear = counting.length === 0 ? [] : unclearMachines(counting, findings, scope);
  const failing = [...new Map(failed.map(({ host }) => [host.id, host])).values()];
  const failingIds = new Set(failing.map(({ id }) => id));
  const waivers = [...new Set(failed.flatMap((finding) => finding.waivers))].toSorted();
  const said = (machine: NamedMachine) => toldApart(machine, scope.namesakes);
  const { passing, notConcerned } = findings.hostsPassingAll(counting);
  return {
    machines: counting.length === 0 ? null : { passing, inScope: scope.coverage.inScope - notConcerned },
    onlyOthers: notConcerned > 0 && outcomes.every((hosts) => Object.keys(hosts).length === 0),
    outcomes: outcomes.flatMap((hosts) => Object.keys(hosts) as Outcome[]),
    failures: { open: open.length, waived: failed.length - open.length },
    failing: failing.map(said),
    unclear: unclear.map(({ name }) => name),
    onlyUnclear: unclear.filter(({ id }) => id === null || !failingIds.has(id)).map(said),
    waivers,
    evidenceBasis: evidenceBasisOf({
      outcomes,
      failing: failing.map(({ id }) => id),
      missing: unclear.map(({ name }) => name),
      waivers,
    }),
  };
}

/** Machines of which nothing that counts for an item is known: not seen at all, or seen without an answer. */
function unclearMachines(counting: Counting, findings: JudgedFindings, { coverage }: Scope): NamedMachine[] {
  const hosts = new Map<string, NamedMachine>(coverage.silent.map((host) => [host.id, host]));
  for (const { control, variant } of counting) {
    for (const outcome of ['unknown', 'error'] as const) {
      for (const { host } of findings.of(control, variant, outcome)) hosts.set(host.id, host);
    }
  }
  return [
    ...coverage.neverEnrolled.map(({ name, assetNumber }) => ({ id: null, name, assetNumber })),
    ...hosts.values(),
  ];
}
