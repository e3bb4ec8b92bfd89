import { judgeWithEnd } from '@tenken/controls';
import type { AnyControl, Circumstances, Declared, EndingFinding } from '@tenken/controls';
import { severity } from '@tenken/shared';
import type { Evidence } from '@tenken/shared';
import { dateAt } from '../assessments/moments.ts';
import type { SystemRepository } from '../store/assessments/system-repository.ts';
import { declaredForHost } from './declared-for-host.ts';
import type { NamedHost } from './declared-for-host.ts';

/** A declaration as it holds, by its id: with other entries it is another one. */
export type HeldDeclaration = Declared & { id: string };

/** What the systems of a host have declared: one list for each system that it belongs to. */
export type DeclaredByHost = (host: NamedHost) => readonly (readonly HeldDeclaration[])[];

/** The newest, whatever the clock of the collector says that wrote it: no host is judged by it again when ours has caught up. */
const newest = Number.MAX_SAFE_INTEGER;

/**
 * Reads once what holds now of every system.
 *
 * A host may belong to several systems that declare different things. It is then judged by each, and the worst
 * judgement stands: what one system approves says nothing about another.
 */
export async function declaredByHost(
  systems: Pick<SystemRepository, 'list' | 'declarations'>,
  now: number,
): Promise<DeclaredByHost> {
  const today = dateAt(now);
  const known: { labels: ReadonlySet<string>; declared: (host: NamedHost) => HeldDeclaration[] }[] = [];
  for (const { id, labels } of await systems.list(newest)) {
    const declarations = await systems.declarations(id, newest);
    known.push({
      labels: new Set(labels),
      declared: declaredForHost(
        declarations.map(({ id: declaration, kind, entries, reviewOn }) => ({
          id: declaration,
          kind,
          entries,
          reviewOn,
          overdue: today > reviewOn,
        })),
      ),
    });
  }
  return (host) =>
    known
      .filter(({ labels }) => labels.size === 0 || labels.has(host.label))
      .map(({ declared }) => declared(host));
}

/** The judgement of a control by every system that a host belongs to, the worst of them. */
export function judgedBySystems(
  control: AnyControl,
  evidence: ReadonlyMap<string, Evidence>,
  parameters: Record<string, unknown>,
  circumstances: Circumstances,
  systems: readonly (readonly Declared[])[],
): EndingFinding {
  const rests = Object.values(control.parameters).some(({ declared }) => declared !== undefined);
  const [first = [], ...others] = rests ? systems : [];
  const judged = (declarations: readonly Declared[]) =>
    judgeWithEnd(control, evidence, parameters, { ...circumstances, declarations });
  let worst = judged(first);
  for (const declarations of others) {
    const other = judged(declarations);
    if (severity.indexOf(other.outcome) < severity.indexOf(worst.outcome)) worst = other;
  }
  return worst;
}
