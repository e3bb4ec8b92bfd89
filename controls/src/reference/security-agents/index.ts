import { own } from '@tenken/shared';
import * as z from 'zod/mini';
import { agentIds } from '../../evidence/security-agents/vendors.ts';
import type { AgentId } from '../../evidence/security-agents/vendors.ts';
import table from './2026-11.json' with { type: 'json' };

export type AgentUse = 'endpoint-detection' | 'management' | 'data-loss-prevention';

/**
 * `by-licence`: the agent does it only where that option was bought and switched on at its server, which the host does
 * not tell.
 */
const Does = z.optional(z.enum(['always', 'by-licence']));

const Use = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(100)),
  'endpoint-detection': Does,
  management: Does,
  'data-loss-prevention': Does,
});

/** What agents are for, by the vendors' product pages. */
export const SecurityAgentsTable = z.strictObject({
  asOf: z.iso.date(),
  source: z.string().check(z.minLength(1), z.maxLength(500)),
  /**
   * By the name that evidence has for an agent. A name that evidence of this version does not have is an agent that is
   * not looked for: while there is one for a use, its absence is unknown.
   */
  agents: z.record(z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,60}$/)), Use),
});
export type SecurityAgentsTable = z.infer<typeof SecurityAgentsTable>;

export const securityAgentsTable: SecurityAgentsTable = SecurityAgentsTable.parse(table);

/** What a table says of an agent; one that it leaves out is what the product's own table says. */
export function useOf(agent: AgentId, { agents }: SecurityAgentsTable): z.infer<typeof Use> {
  return own(agents, agent) ?? own(securityAgentsTable.agents, agent) ?? { name: agent };
}

/** Names of agents for a use that no evidence of this version can show. */
export function notLookedFor(use: AgentUse, { agents }: SecurityAgentsTable): string[] {
  const known = new Set<string>(agentIds);
  return Object.entries(agents)
    .filter(([id, agent]) => !known.has(id) && agent[use] !== undefined)
    .map(([, { name }]) => name);
}
