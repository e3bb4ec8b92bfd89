import type { Checklist } from '@tenken/controls';
import { own, TenkenError } from '@tenken/shared';
import type { System } from '../store/assessments/system-repository.ts';

/**
 * Which of the checklist's kinds of organisation the system is of; where there is only one, nobody has to say.
 *
 * @throws {TenkenError} `organisation-kind-missing`
 */
export function kindOf(system: System, checklist: Checklist) {
  const named = own(system.organisation.kinds, checklist.id);
  const only = checklist.organisationKinds.length === 1 ? checklist.organisationKinds[0] : undefined;
  const kind = checklist.organisationKinds.find(({ id }) => id === named) ?? only;
  if (kind) return kind;
  const choices = checklist.organisationKinds.map(({ id, name }) => `${id} (${name.ja})`).join(', ');
  throw new TenkenError(
    'organisation-kind-missing',
    `The system ${system.id} does not say which kind of organisation it is for ${checklist.id}. Set it with tenken system set ${system.id} --kind ${checklist.id}=KIND; kinds are ${choices}.`,
  );
}
