import type { DeclarationKind, Requirement } from '@tenken/controls';
import type { Outcome } from '@tenken/shared';
import type { ReferenceInForce } from '../feeds/reference-reader.ts';
import type { Repositories } from '../store/repositories.ts';
import type { SystemRepository } from '../store/assessments/system-repository.ts';
import { declaredByHost } from './declared-by-host.ts';
import { judgeHost, platformOf } from './judge-host.ts';

/** A declaration that nobody has made yet. */
export type ProposedDeclaration = {
  system: string;
  kind: DeclarationKind;
  entries: Record<string, string>[];
  /** ISO 8601 date. */
  reviewOn: string;
};

/** How many verdicts of one control would be others. */
export type PreviewedChange = {
  control: string;
  variant: string;
  /** Null: there is no such finding now. */
  from: Outcome | null;
  /** Null: there would be none. */
  to: Outcome | null;
  hosts: number;
  examples: { id: string; name: string }[];
};

export type JudgingPreview = {
  hosts: number;
  /** Hosts of which some verdict would be another. */
  changedHosts: number;
  /** Most hosts first, then by control, variant and outcomes. */
  changes: PreviewedChange[];
};

export type PreviewOptions = {
  repositories: Pick<Repositories, 'findings' | 'reports' | 'systems'>;
  requirements: readonly Requirement[];
  reference: ReferenceInForce;
  staleAfterMs: number;
  now: number;
  declaration?: ProposedDeclaration;
  signal?: AbortSignal;
  onProgress?: (done: number) => void;
};

const hostsAtOnce = 100;
const examplesEach = 5;

/**
 * Judges what is stored of every host by what holds now, or would hold with one declaration more, and tells which
 * verdicts would be others than those that stand. Stores nothing.
 *
 * @throws {unknown} the reason of `signal`
 */
export async function previewJudging(options: PreviewOptions): Promise<JudgingPreview> {
  const { repositories, requirements, reference, staleAfterMs, now, signal } = options;
  const { findings, reports } = repositories;
  const declared = await declaredByHost(withDeclaration(repositories.systems, options.declaration), now);
  const counted = new Map<string, PreviewedChange>();
  const preview = { hosts: 0, changedHosts: 0 };
  let after = '';
  for (;;) {
    const hosts = await findings.hostsAfter(after, hostsAtOnce);
    const last = hosts.at(-1);
    if (!last) break;
    after = last.id;
    for (const host of hosts) {
      signal?.throwIfAborted();
      const evidence = await reports.newestEvidence(host.id);
      const circumstances = {
        platform: platformOf(host.platform),
        now: new Date(now),
        staleAfterMs,
        reference: await reference.forHost(evidence),
      };
      const judged = judgeHost(requirements, evidence, circumstances, declared(host));
      const before = await findings.verdictsOf(host.id);
      preview.hosts += 1;
      if (compare(before, judged, host, counted)) preview.changedHosts += 1;
      options.onProgress?.(preview.hosts);
      // Ingest comes first: give the sockets a turn after each host.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  // Hosts come in no order that means something; what they are told with does.
  const changes = [...counted].toSorted(
    ([a, { hosts: fewer }], [b, { hosts: more }]) => more - fewer || (a < b ? -1 : 1),
  );
  return { ...preview, changes: changes.map(([, change]) => change) };
}

type Verdict = { control: string; variant: string; outcome: Outcome };

/** @returns whether some verdict would be another */
function compare(
  before: readonly Verdict[],
  after: readonly Verdict[],
  { id, name }: { id: string; name: string },
  counted: Map<string, PreviewedChange>,
): boolean {
  const old = new Map(before.map((verdict) => [keyOf(verdict), verdict]));
  const pairs: { verdict: Verdict; from: Outcome | null; to: Outcome | null }[] = after.map((verdict) => {
    const from = old.get(keyOf(verdict))?.outcome ?? null;
    old.delete(keyOf(verdict));
    return { verdict, from, to: verdict.outcome };
  });
  for (const verdict of old.values()) pairs.push({ verdict, from: verdict.outcome, to: null });
  let isChanged = false;
  for (const { verdict, from, to } of pairs) {
    if (from === to) continue;
    isChanged = true;
    const { control, variant } = verdict;
    const key = `${keyOf(verdict)} ${from} ${to}`;
    const change = counted.get(key) ?? { control, variant, from, to, hosts: 0, examples: [] };
    counted.set(key, change);
    change.hosts += 1;
    if (change.examples.length < examplesEach) change.examples.push({ id, name });
  }
  return isChanged;
}

function keyOf({ control, variant }: Verdict): string {
  return `${control} ${variant}`;
}

type Declaring = Pick<SystemRepository, 'list' | 'declarations'>;

/** What systems declare, as if one declaration had been made. */
function withDeclaration(systems: Declaring, proposed: ProposedDeclaration | undefined): Declaring {
  if (proposed === undefined) return systems;
  return {
    list: (moment) => systems.list(moment),
    declarations: async (system, moment) => {
      const held = await systems.declarations(system, moment);
      if (system !== proposed.system) return held;
      const { kind, entries, reviewOn } = proposed;
      const others = held.filter((one) => one.kind !== kind);
      return [...others, { id: 'proposed', kind, entries, person: '', at: moment, reviewOn }];
    },
  };
}
