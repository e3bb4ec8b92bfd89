import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Long for testssl and a server with 150 suites on a busy machine. */
const limitMs = 400_000;

/** Standard output of a program that is ended after a while, whatever its exit status. */
export async function runTool(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, LC_ALL: 'C', ...env },
    timeout: limitMs,
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return output;
}
