import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Collector } from '../../../collector/src/server.ts';
import { unitFlags } from '../../support/unit-flags.ts';
import { measureProgram } from '../measure/program.ts';

/** As `npm run build` bundles it; packages have the same bundle in one file with Node. */
export const agentFile = resolve(import.meta.dirname, '../../../agent/dist/tenken-agent.mjs');

/** Enrols an agent that keeps its identity in a folder. @returns the line that runs a command of it, as its unit does */
export async function enrolledAgent(
  collector: Collector,
  identity: string,
): Promise<(...command: string[]) => string[]> {
  const token = await collector.context.repositories.enrolmentTokens.create({
    label: 'bench',
    actor: 'console:test',
    now: Date.now(),
    lifetimeMs: 60_000,
    uses: 1,
  });
  const authority = join(collector.directory.authority, 'authority.pem');
  // A command line is told when it fails.
  const tokenFile = `${identity}.token`;
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const options = ['--server', collector.url, '--token-file', tokenFile, '--authority', authority];
  await measureProgram([process.execPath, agentFile, 'enroll', ...options, '--identity', identity]);
  return (...command) => [process.execPath, ...unitFlags(), agentFile, ...command, '--identity', identity];
}
