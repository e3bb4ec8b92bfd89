import { expect, test } from 'vitest';
import { buildProgram } from '../program.ts';
import { assessSteps, systemSteps } from './steps-help.ts';

test.each([
  ['system', systemSteps, 4],
  ['assess', assessSteps, 11],
])('the steps of %s are its commands', async (name, steps, count) => {
  const program = await buildProgram();
  const commands = program.commands
    .find((command) => command.name() === name)
    ?.commands.map((command) => command.name());
  const named = [...steps.matchAll(/^ {2}(?:\d\.| {2}) ([a-z]+) {2,}/gm)].map((match) => match[1]);
  expect(named).toHaveLength(count);
  for (const step of named) expect(commands).toContain(step);
});

test('help fits a terminal of eighty columns', () => {
  const wide = /[\u3000-\u9FFF\uFF01-\uFF60]/g;
  for (const line of `${systemSteps}\n${assessSteps}`.split('\n')) {
    expect(line.length + (line.match(wide)?.length ?? 0), line).toBeLessThanOrEqual(80);
  }
});
