import { answerSheetActions } from './answer-sheets.ts';
import type { DeskContext } from './context.ts';
import { itemActions } from './items.ts';
import { stepActions } from './steps.ts';
import { systemActions } from './systems.ts';
import { waiverActions } from './waivers.ts';
import type { Who } from './who.ts';
import { wordingActions } from './wording.ts';

/**
 * What people do with systems and assessments, each action as somebody at a moment: the command line on a folder of
 * data and the routes of a collector both stand at this desk, so that both refuse and record the same.
 */
export function openDesk(context: DeskContext) {
  return {
    ...systemActions(context),
    ...itemActions(context),
    ...answerSheetActions(context),
    ...stepActions(context),
    ...waiverActions(context),
    ...wordingActions(context),
  };
}

export type Desk = ReturnType<typeof openDesk>;

/** The desk as one person uses it: who they are is known. */
export type OwnDesk = {
  [Action in keyof Desk]: (asked: Parameters<Desk[Action]>[0]) => ReturnType<Desk[Action]>;
};

/** @param who asked anew for each action */
export function deskOf(desk: Desk, who: () => Who): OwnDesk {
  const actions = Object.entries(desk) as [string, (asked: unknown, who: Who) => unknown][];
  return Object.fromEntries(
    actions.map(([name, action]) => [name, (asked: unknown) => action(asked, who())]),
  ) as OwnDesk;
}
