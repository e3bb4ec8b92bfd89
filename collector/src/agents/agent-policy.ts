import { Refusal } from '../ingest/refusal.ts';
import { isOlderAgent } from './agent-version.ts';

export type AgentPolicy = {
  /** Agents before it are told apart; null: every agent is current. */
  minimum: string | null;
  /** What happens to their reports. */
  older: 'mark' | 'refuse';
};

/** Often enough to notice an update within the day, and no burden. */
const retryAfterSeconds = 60 * 60;

/**
 * Agents take 403 for something that passes: the report stays in their spool, and goes out once they are newer.
 *
 * @throws {Refusal} 403 `agent-too-old`
 */
export function refuseOlderAgent({ minimum, older }: AgentPolicy, version: string): void {
  if (older !== 'refuse' || minimum === null || !isOlderAgent(version, minimum)) return;
  throw new Refusal(
    403,
    'agent-too-old',
    `This collector takes reports of agents from version ${minimum} on, and this one is of ${JSON.stringify(version)}. Update the agent on this host; its reports wait there and come after that.`,
    retryAfterSeconds,
  );
}
