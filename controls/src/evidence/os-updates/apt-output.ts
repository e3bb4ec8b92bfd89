import { ProbeError } from '@tenken/shared';
import type { Host, RunLimits } from '@tenken/shared';

/** @throws {ProbeError} `unparsable` when apt refuses */
export async function aptOutput(
  host: Host,
  program: string,
  args: string[],
  limits: RunLimits = {},
): Promise<string> {
  const result = await host.run(program, args, { timeoutMs: 60_000, ...limits });
  if (result.exitCode !== 0) {
    throw new ProbeError('unparsable', `${program} ${args.at(-1)} exits with ${result.exitCode}`);
  }
  return result.stdout;
}

export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
