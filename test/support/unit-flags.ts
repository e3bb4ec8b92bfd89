import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const unit = resolve(import.meta.dirname, '../../deploy/systemd/tenken-agent.service');

/** What Node is started with on a host that has the agent as a service. */
export function unitFlags(): string[] {
  const start = /^ExecStart=\S+ (.*?)\S+\.mjs run /m.exec(readFileSync(unit, 'utf8'));
  if (!start?.[1]) throw new Error(`${unit} does not start the agent as it did`);
  return start[1].trim().split(' ');
}
