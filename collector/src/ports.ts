import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { TenkenError } from '@tenken/shared';

/** Who is served where, and the option that names another port for them. */
export type Place = {
  host: string;
  port: number;
  /** The options that move it, as a person reads them. */
  options: { port: string; address: string };
};

/**
 * Connections that the kernel keeps until they are accepted; it lowers this to its own limit (net.core.somaxconn). With
 * Node's 511 it drops what comes when thousands of agents come back at once, and they wait for nothing until their
 * patience ends, instead of being told to come later.
 */
const backlog = 65_535;

/** @returns the port, which is another one for 0 @throws {TenkenError} `port-in-use`, `address-unusable` */
export async function listen(server: Server, { host, port, options }: Place): Promise<number> {
  try {
    server.listen({ host, port, backlog });
    await once(server, 'listening');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new TenkenError(
        'port-in-use',
        `Port ${port} on ${host} is taken by another program. Name another with ${options.port}.`,
        { cause },
      );
    }
    const what =
      code === 'EACCES'
        ? `Name another port with ${options.port}.`
        : `Name an address of this machine with ${options.address}.`;
    throw new TenkenError(
      'address-unusable',
      `The collector cannot listen at ${host} port ${port}: ${message}. ${what}`,
      { cause },
    );
  }
  return (server.address() as AddressInfo).port;
}

/**
 * Listens at each place and stops: a collector that could not serve should make no authority and no database.
 * Somebody else may still come first until it listens for good.
 *
 * @throws {TenkenError} `port-in-use`, `address-unusable`
 */
export async function tryToListen(places: readonly Place[]): Promise<void> {
  for (const place of places) {
    const server = createServer();
    await listen(server, place);
    server.close();
    await once(server, 'close');
  }
}
