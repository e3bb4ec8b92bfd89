import { randomBytes } from 'node:crypto';
import type { SshConnection } from '@tenken/agent';
import { plain } from '../../output/print.ts';
import { shellCommand } from './rights.ts';
import type { Rights } from './rights.ts';

export type Ran = { exitCode: number | null; output: string; lastError: string };

/** sudo did not give the rights of root. */
export class SudoRefused extends Error {}

const maxOutputBytes = 256 * 1024;

/**
 * Runs a script on the other side to its end.
 *
 * @param input for the script's standard input
 * @throws {SudoRefused} with what sudo said
 * @throws {Error} when nothing comes within `timeoutMs` milliseconds, too much comes, or the connection ends
 */
export async function runScript(
  connection: SshConnection,
  rights: Rights,
  script: string,
  { input, timeoutMs }: { input: Uint8Array; timeoutMs: number },
): Promise<Ran> {
  const mark = randomBytes(16).toString('hex');
  const bytes = Buffer.from(script, 'utf8');
  const channel = await connection.exec(shellCommand(rights, mark, bytes.length));
  const { promise, resolve, reject } = Promise.withResolvers<Ran>();
  let output = '';
  let errors = '';
  let isReady = false;
  let hasGivenPassword = false;
  let exitCode: number | null = null;
  const timer = setTimeout(
    () => reject(new Error(`no answer within ${Math.round(timeoutMs / 1000)} s`)),
    timeoutMs,
  );
  channel.setEncoding('utf8');
  channel.stderr.setEncoding('utf8');
  channel.on('data', (chunk: string) => {
    output += chunk;
    if (output.length > maxOutputBytes) reject(new Error('the host says more than fits an answer'));
  });
  channel.stderr.on('data', (chunk: string) => {
    errors = `${errors}${chunk}`.slice(-maxOutputBytes);
    if (isReady) return;
    const asked = errors.split(`${mark}:`).length - 1;
    if (errors.includes(`${mark} ready`)) {
      isReady = true;
      errors = '';
      channel.write(bytes);
      // The same bytes for all hosts at once, and no copy of them.
      channel.end(Buffer.from(input.buffer, input.byteOffset, input.byteLength));
    } else if (asked > 1) {
      reject(new SudoRefused('sudo does not take this password'));
    } else if (asked === 1 && !hasGivenPassword && rights.kind === 'sudo-with-password') {
      hasGivenPassword = true;
      channel.write(`${rights.password}\n`);
    }
  });
  channel.on('error', reject);
  channel.on('exit', (code: number | null) => {
    exitCode = code;
  });
  channel.on('close', () => {
    if (isReady) resolve({ exitCode, output, lastError: lastLine(errors) });
    else if (rights.kind === 'root') reject(new Error(lastLine(errors) || 'no shell answered'));
    else reject(new SudoRefused(saidBySudo(errors)));
  });
  // A connection that breaks closes its channels without a word about the exit.
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    channel.removeAllListeners('data');
    channel.on('error', () => undefined);
    channel.resume();
    channel.close();
  }
}

/** Where the machine can send mail, sudo says last that it has told the administrator. */
function saidBySudo(errors: string): string {
  const line = errors.split('\n').findLast((one) => /sudo/i.test(one));
  return plain(line ?? lastLine(errors)).slice(0, 300) || 'sudo said nothing';
}

function lastLine(text: string): string {
  return plain(text.trim().split('\n').at(-1) ?? '').slice(0, 500);
}
