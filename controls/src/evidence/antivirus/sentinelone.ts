import { ProbeError } from '@tenken/shared';

/** `sentinelctl control status` on Linux: lines of a label, spaces and a word; `Agent state      Enabled`. */
export function parseAgentState(output: string): boolean {
  const state = /^Agent state\s+(\w+)\s*$/m.exec(output)?.[1];
  if (state === undefined) throw new ProbeError('unparsable', 'sentinelctl names no agent state');
  return state === 'Enabled';
}

/**
 * `sentinelctl status` on macOS. `Missing Authorizations` names what the system has not allowed the agent, such
 * as full disk access; without it files pass unseen.
 */
export function parseMacStatus(output: string): { running: boolean; version: string | null } {
  const protection = /^\s*Protection:[ \t]*(\w+)/m.exec(output)?.[1];
  if (protection === undefined) throw new ProbeError('unparsable', 'sentinelctl names no protection');
  const operational = /^\s*Agent Operational State:[ \t]*(\w+)/m.exec(output)?.[1];
  const missing = /^\s*Missing Authorizations:[ \t]*(\S.*)?$/m.exec(output)?.[1];
  return {
    running: protection === 'enabled' && operational !== 'disabled' && missing === undefined,
    version: /^\s*Version:[ \t]*([\d.]{1,40})/m.exec(output)?.[1] ?? null,
  };
}
