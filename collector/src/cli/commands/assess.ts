import type { Command } from 'commander';
import { addAnswerSheet } from './assess/answer-sheet.ts';
import { addAnswers } from './assess/answers.ts';
import { addMark } from './assess/mark.ts';
import { addSteps } from './assess/steps.ts';
import { addWaivers } from './assess/waivers.ts';
import { addWording } from './assess/wording.ts';
import { assessSteps } from './steps-help.ts';

/** `tenken assess …`: 点検, from its opening to its end. */
export function addAssessCommand(program: Command): void {
  const assess = program
    .command('assess')
    .description('点検: the items of a checklist for one system')
    .addHelpText('after', assessSteps);
  addSteps(assess);
  addMark(assess);
  addWording(assess);
  addAnswerSheet(assess);
  addAnswers(assess);
  addWaivers(assess);
}
