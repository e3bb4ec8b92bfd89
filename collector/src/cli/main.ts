import { TenkenError } from '@tenken/shared';
import { CommanderError } from 'commander';
import { ToldError } from '../told-error.ts';
import { languageOf } from './options.ts';
import { buildProgram } from './program.ts';
import { say } from './output/print.ts';

// Databases, keys and recordings are for the user who made them.
process.umask(0o077);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough, such as head(1), closes the pipe; what was not told is still no pass.
  if (error.code !== 'EPIPE') say(`tenken: standard output cannot be written: ${error.message}`);
  process.exit(2);
});

const program = await buildProgram(process.argv.slice(2));
try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = 2;
  if (error instanceof CommanderError) {
    // Help and version are no failure; a group of commands without one has told its help on stderr.
    if (error.exitCode === 0) process.exitCode = 0;
    else say('tenken: no command was named [usage]');
  } else if (error instanceof TenkenError) {
    const said = error instanceof ToldError ? error.saidIn(languageOf(program)) : error.message;
    say(`tenken: ${said} [${error.code}]`);
  } else {
    say(`tenken: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
