import * as z from 'zod';

/** What has to be changed where a collector is started, so that other machines reach it. */
export const Outward = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('command'), command: z.string() }),
  z.object({ kind: z.literal('file'), file: z.string(), lines: z.string() }),
]);
export type Outward = z.infer<typeof Outward>;

export type Addresses = {
  listen: string;
  agentListen: string;
  publicName: string;
  publicUrl?: string | undefined;
};

/** Whether agents of other machines, and people at them, cannot come in. A reverse proxy may stand before the page. */
export function isOnlyHere({ listen, agentListen, publicName, publicUrl }: Addresses): boolean {
  const isPageHere = publicUrl === undefined && isLoopback(listen);
  return isPageHere || isLoopback(agentListen) || isLoopback(publicName);
}

/** A name or an address of this very machine, for itself alone. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || address.startsWith('127.');
}
