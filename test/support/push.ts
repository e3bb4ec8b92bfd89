import type { Agent } from 'node:https';
import type { CollectorProcess } from './collector-process.ts';
import { send } from './https.ts';
import type { Answer, Credentials } from './https.ts';

/** Sends a packed report to the agents' port. @throws {Error} of the connection */
export function push(
  collector: CollectorProcess,
  credentials: Credentials,
  body: Buffer | string,
  options: { connection?: Agent; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return send(`${collector.agentUrl}/api/v1/reports`, credentials, {
    body,
    headers: options.headers ?? { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    ...(options.connection === undefined ? {} : { connection: options.connection }),
  });
}
