import { TenkenError } from '@tenken/shared';
import { CommanderError } from 'commander';
import { buildProgram } from './program.ts';
import { say } from './output/print.ts';

try {
  await buildProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = 2;
  if (error instanceof CommanderError) {
    // Help and version are no failure; everything else commander has told on stderr already.
    if (error.exitCode === 0) process.exitCode = 0;
  } else if (error instanceof TenkenError) {
    say(`tenken: ${error.message} [${error.code}]`);
  } else {
    say(`tenken: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
