import { evidenceKinds } from '@tenken/controls/evidence';
import type { Command } from 'commander';
import { expect, test, vi } from 'vitest';
import { buildProgram } from './program.ts';

const refusalOf = async (line: string): Promise<unknown> => {
  const words = line.split(' ');
  const program = await buildProgram(words);
  return program.parseAsync(words, { from: 'user' }).catch((error: unknown) => error);
};

test.each([
  [
    'account create sato',
    "required option '--role <role>' not specified; tenken account create --help lists its options",
  ],
  [
    'agent enroll --server https://x --authority y',
    "required option '--token <token>' not specified, nor is TENKEN_TOKEN in the environment; tenken agent enroll --help lists its options",
  ],
  ['acount', "unknown command 'acount' (Did you mean account?); tenken --help lists its commands"],
  ['collector bogus', "unknown command 'bogus'; tenken collector --help lists its commands"],
  ['collector token --bogus', "unknown option '--bogus'; tenken collector token --help lists its options"],
  [
    'up --every ninety',
    "option '--every <minutes>' argument 'ninety' is invalid. It must be a whole number from 1 to 1440; tenken up --help lists its options",
  ],
  ['up --port ninety', '--port: it must be a whole number from 0 to 65535.'],
  ['host revoke', "missing required argument 'id'; tenken host revoke --help lists its options"],
  ['agent run --gently', '--gently goes with --once: a scan in its interval is gentle anyway.'],
  [
    'collector settings --off usb',
    `option '--off <kinds...>' argument 'usb' is invalid. Allowed choices are ${evidenceKinds.map(({ id }) => id).join(', ')}; tenken collector settings --help lists its options`,
  ],
  [
    'collector settings --off tls-endpoints --on tls-endpoints --data /nowhere',
    'tls-endpoints is in --on and in --off. Name it in one of them.',
  ],
])('tenken %s is refused in one line, as every error is', async (line, message) => {
  vi.stubEnv('TENKEN_TOKEN', undefined);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await refusalOf(line)).toMatchObject({ name: 'TenkenError', code: 'usage', message });
  expect(stderr).not.toHaveBeenCalled();
  vi.unstubAllEnvs();
});

test('every command is of the kind that refuses so', async () => {
  const kinds = (command: Command): string[] => [
    command.constructor.name,
    ...command.commands.flatMap(kinds),
  ];
  expect(new Set(kinds(await buildProgram()))).toEqual(new Set(['TenkenCommand']));
});

test('a command that is named is the same as in the whole tree, and nothing else is loaded', async () => {
  const whole = await buildProgram();
  expect(whole.commands.length).toBeGreaterThan(15);
  for (const command of whole.commands) {
    const { commands } = await buildProgram(['--lang', 'en', command.name(), '--json']);
    expect(commands.length).toBeLessThan(4);
    const alone = commands.find((one) => one.name() === command.name());
    expect(alone?.helpInformation()).toBe(command.helpInformation());
  }
});
