import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { TenkenError } from '@tenken/shared';

/**
 * Asks on the terminal for something that is not shown while it is typed.
 *
 * @param variable of the environment that could hold it instead
 * @throws {TenkenError} `sign-in-needed` where nobody can be asked
 */
export async function askUnseen(what: string, variable: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) {
    throw new TenkenError(
      'sign-in-needed',
      `${what} is needed, and there is no terminal to ask on. Put it into ${variable}.`,
    );
  }
  // The reader puts the terminal into raw mode and echoes to its output: to nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  const stopped = new AbortController();
  reader.on('SIGINT', () => stopped.abort());
  stderr.write(`${what}: `);
  try {
    return await reader.question('', { signal: stopped.signal });
  } catch (cause) {
    if (!stopped.signal.aborted) throw cause;
    throw new TenkenError('sign-in-needed', `${what} was not given.`, { cause });
  } finally {
    reader.close();
    stderr.write('\n');
  }
}
