import { smallFlags } from '../../agent/src/hosts/own-program.ts';

/** What the agent's executable starts Node with on a host, for where the same bundle runs on a Node beside it. */
export function unitFlags(): string[] {
  return [...smallFlags];
}
