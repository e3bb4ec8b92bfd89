import type { PamAction, PamModule } from './parse.ts';
import type { PamStack } from './stack.ts';

/** The return values that the stacks of distributions tell apart, by libpam's names. */
export type PamAnswer = 'success' | 'ignore' | 'auth_err' | 'user_unknown' | 'perm_denied';

/** What a module would answer; several answers where that depends on what cannot be seen from here. */
export type PamWorld = (module: PamModule) => readonly PamAnswer[];

/** Every run doubles at a module whose answer is not known. */
const maxRuns = 256;

export type PamOutcomes = {
  /** Whether somebody gets in: true = whatever the unknown modules say, null = it depends on them. */
  granted: boolean | null;
  /** Whether somebody gets in in at least one run; null = none so far, and not every run was carried out. */
  possible: boolean | null;
  /** Modules that said yes in a run that let somebody in. */
  grantedBy: ReadonlySet<PamModule>;
  /** Modules that were asked in every run, and in at least one. */
  alwaysAsked: ReadonlySet<PamModule>;
  everAsked: ReadonlySet<PamModule>;
};

/**
 * Carries out a stack as libpam does, for every combination of answers that is possible.
 *
 * @see https://github.com/linux-pam/linux-pam/blob/master/libpam/pam_dispatch.c
 */
export function simulate(stack: PamStack, world: PamWorld): PamOutcomes {
  const results = new Set<boolean>();
  let always = null as Set<PamModule> | null;
  const ever = new Set<PamModule>();
  const grantedBy = new Set<PamModule>();
  // Each run picks one answer for each module with several; modules are found while running.
  let pending: ReadonlyMap<PamModule, PamAnswer>[] = [new Map()];
  let runs = 0;
  while (pending.length > 0 && runs < maxRuns) {
    const [picked = new Map<PamModule, PamAnswer>(), ...rest] = pending;
    pending = rest;
    runs += 1;
    const run = new Run(world, picked);
    const open = run.through(stack);
    if (open) {
      pending.push(...open.answers.map((answer) => new Map([...picked, [open.at, answer]])));
      continue;
    }
    results.add(run.granted);
    for (const module of run.asked) ever.add(module);
    if (run.granted) for (const module of run.agreed) grantedBy.add(module);
    always = always === null ? new Set(run.asked) : new Set([...always].filter((one) => run.asked.has(one)));
  }
  const complete = pending.length === 0 && results.size === 1;
  return {
    granted: complete ? [...results][0] === true : null,
    possible: results.has(true) ? true : pending.length > 0 ? null : false,
    grantedBy,
    alwaysAsked: always ?? new Set(),
    everAsked: ever,
  };
}

type Open = { at: PamModule; answers: readonly PamAnswer[] };

class Run {
  readonly asked = new Set<PamModule>();
  readonly agreed = new Set<PamModule>();
  readonly #world: PamWorld;
  readonly #picked: ReadonlyMap<PamModule, PamAnswer>;
  #impression: 'none' | 'good' | 'bad' = 'none';
  #open: Open | null = null;

  constructor(world: PamWorld, picked: ReadonlyMap<PamModule, PamAnswer>) {
    this.#world = world;
    this.#picked = picked;
  }

  get granted(): boolean {
    return this.#impression === 'good';
  }

  /** Null when the stack was carried out; else the first module whose answer has to be chosen. */
  through(stack: PamStack): Open | null {
    this.#steps(stack);
    return this.#open;
  }

  /** `done` and `die` end the stack that they stand in, and with it nothing but a substack. */
  #steps(stack: PamStack): void {
    const before = this.#impression;
    for (let index = 0; index < stack.length; index += 1) {
      const step = stack[index];
      if (!step) return;
      if (step.kind === 'substack') {
        this.#steps(step.steps);
        if (this.#open) return;
        continue;
      }
      const answer = this.#answer(step);
      if (answer === null) return;
      this.asked.add(step);
      if (answer === 'success') this.agreed.add(step);
      const action = actionFor(step, answer);
      if (typeof action === 'number') index += action;
      else if (action === 'reset') this.#impression = before;
      else if (this.#act(action, answer)) return;
    }
  }

  #answer(module: PamModule): PamAnswer | null {
    const answers = this.#world(module);
    const answer = answers.length > 1 ? this.#picked.get(module) : answers[0];
    if (answer !== undefined) return answer;
    this.#open = { at: module, answers };
    return null;
  }

  /** @returns whether the stack ends here */
  #act(action: Exclude<PamAction, number | 'reset'>, answer: PamAnswer): boolean {
    switch (action) {
      case 'ok':
      case 'done':
        if (this.#impression !== 'bad' && answer !== 'ignore') {
          this.#impression = answer === 'success' ? 'good' : 'bad';
        }
        return action === 'done' && this.#impression === 'good';
      case 'bad':
      case 'die':
        this.#impression = 'bad';
        return action === 'die';
      case 'ignore':
        return false;
    }
    const never: never = action;
    return never;
  }
}

function actionFor(module: PamModule, answer: PamAnswer): PamAction {
  return module.actions.get(answer) ?? module.actions.get('default') ?? 'bad';
}
