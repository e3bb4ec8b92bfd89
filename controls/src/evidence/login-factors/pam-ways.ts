import { factorOf } from '../pam/factors.ts';
import { simulate } from '../pam/simulate.ts';
import { modulesOf } from '../pam/stack.ts';
import type { PamStack } from '../pam/stack.ts';
import { worldOf } from '../pam/world.ts';
import type { Attempt } from '../pam/world.ts';
import type { LoginWay } from './schema.ts';

export type PamFacts = Pick<LoginWay, 'passwordAlone' | 'factorAlone' | 'unenrolledPass' | 'factors'>;

/** What a stack asks for, found by trying it out with one thing at a time. */
export function factsOfStack(stack: PamStack, accounts: readonly Attempt['account'][]): PamFacts {
  const present = passedOver(stack, false);
  const factors = modulesOf(present).flatMap((pam) => {
    const factor = factorOf(pam);
    return factor ? [{ kind: factor.kind, by: pam.module }] : [];
  });
  const tried = (attempt: Omit<Attempt, 'account'>) =>
    anyOf(
      // A module that may be missing is a factor only where it is there, which is not seen: both are tried.
      [present, passedOver(stack, true)].flatMap((candidate) =>
        accounts.map((account) => simulate(candidate, worldOf({ account, ...attempt })).granted),
      ),
    );
  return {
    passwordAlone: tried({ password: 'right', factor: 'wrong' }),
    factorAlone: factors.length === 0 ? false : tried({ password: 'wrong', factor: 'right' }),
    unenrolledPass: factors.length === 0 ? null : tried({ password: 'right', factor: 'not-enrolled' }),
    factors: factors
      .filter((one, index) => factors.findIndex(({ by }) => by === one.by) === index)
      .slice(0, 20),
  };
}

/** The stack as it is where modules whose line begins with `-` are not installed. */
function passedOver(stack: PamStack, missing: boolean): PamStack {
  return stack.flatMap((step): PamStack => {
    if (step.kind === 'substack') return [{ ...step, steps: passedOver(step.steps, missing) }];
    return missing && step.mayBeMissing && factorOf(step) !== null ? [] : [step];
  });
}

/** The easiest way counts. */
export function anyOf(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}
