import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import * as z from 'zod/mini';
import { isContainer } from '../container.ts';
import { neighboursOf } from './neighbours.ts';
import type { NetworkNeighbours } from './schema.ts';

export async function readLinux(host: Host): Promise<NetworkNeighbours> {
  const container = await isContainer(host);
  return { unread: [], container, ...neighboursOf(parseIpNeighbours(await run(host))) };
}

async function run(host: Host): Promise<string> {
  try {
    const shown = await host.run('ip', ['-j', 'neigh', 'show']);
    if (shown.exitCode === 0) return shown.stdout;
    throw new ProbeError('internal', `ip neigh exits with ${shown.exitCode}`);
  } catch (error) {
    if (!isProbeError(error, 'not-found')) throw error;
    throw new ProbeError('unsupported', 'the program ip (iproute2) is not installed', { cause: error });
  }
}

const Neighbours = z.array(
  z.object({
    dst: z.optional(z.string()),
    lladdr: z.optional(z.string()),
    state: z.optional(z.array(z.string())),
  }),
);

/** Of both families. Who did not answer has no hardware address; an entry may be empty. */
export function parseIpNeighbours(output: string): { address: string; hardware: string }[] {
  if (output.trim() === '') return [];
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch (cause) {
    throw new ProbeError('unparsable', 'ip prints no JSON', { cause });
  }
  const parsed = Neighbours.safeParse(json);
  if (!parsed.success) throw new ProbeError('unparsable', 'ip prints JSON of another shape');
  return parsed.data.flatMap(({ dst, lladdr, state }) =>
    dst === undefined || lladdr === undefined || state?.includes('FAILED') === true
      ? []
      : [{ address: dst, hardware: lladdr }],
  );
}
