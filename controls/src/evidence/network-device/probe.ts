import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import * as z from 'zod/mini';
import type { Dialect } from './dialect.ts';
import { fortios } from './fortios.ts';
import { ios } from './ios.ts';
import { junos } from './junos.ts';
import { rtx } from './rtx.ts';
import { deviceFamilies } from './schema.ts';
import type { DeviceFacts, DeviceFamily, NetworkDevice } from './schema.ts';

export const dialects: Record<DeviceFamily, Dialect> = { ios, junos, rtx, fortios };

/** What the session says of itself, as a program without arguments that every such host has. */
export const sessionProgram = 'device-session';
const Session = z.object({
  family: z.enum(deviceFamilies),
  /** How it was reached: its name where it tells none. */
  address: z._default(z.nullable(z.string()), null),
  weakAlgorithms: z._default(z.array(z.string()), []),
});

/** Asks the commands of the vendor one after the other; a device is asked one thing at a time. */
export async function readDevice(host: Host): Promise<NetworkDevice> {
  const session = await readSession(host);
  const { family } = session;
  const dialect = dialects[family];
  const answers = new Map<string, string | null>();
  for (const command of dialect.commands) {
    // Silence and broken connections are no facts: they end the probe, whatever was read before.
    const { exitCode, stdout } = await host.run(family, [command]);
    answers.set(command, exitCode === 0 ? stdout : null);
    if (exitCode !== 0 && dialect.essential.includes(command)) {
      throw new ProbeError('permission-denied', `the device refused: ${command}`);
    }
  }
  return { ...within(dialect.parse(answers)), family, weakAlgorithms: session.weakAlgorithms.slice(0, 20) };
}

export async function readSession(host: Host): Promise<z.infer<typeof Session>> {
  return parseSession((await host.run(sessionProgram, [])).stdout);
}

function parseSession(text: string): z.infer<typeof Session> {
  try {
    return Session.parse(JSON.parse(text));
  } catch (cause) {
    throw new ProbeError('unparsable', 'the session does not say which kind of device this is', { cause });
  }
}

/** As much as a schema takes. */
export function within(facts: DeviceFacts): DeviceFacts & { truncated: boolean } {
  const { clock, logTargets, users, passwords, accessLists } = facts;
  const truncated =
    clock.servers.length > 50 ||
    logTargets.length > 50 ||
    users.length > 200 ||
    passwords.length > 300 ||
    accessLists.length > 300;
  return {
    ...facts,
    clock: { ...clock, servers: clock.servers.slice(0, 50) },
    logTargets: logTargets.slice(0, 50),
    users: users.slice(0, 200),
    passwords: passwords.slice(0, 300),
    accessLists: accessLists.slice(0, 300).map((list) => ({ ...list, boundTo: list.boundTo.slice(0, 50) })),
    truncated,
  };
}
