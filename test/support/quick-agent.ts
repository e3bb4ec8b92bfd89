import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { once } from 'node:events';
import { evidenceKinds } from '@tenken/controls/evidence';
import { SettingsBook } from '../../agent/src/settings.ts';
import type { Collector } from '../../collector/src/server.ts';
import { certificateIn, enrolHere } from './own-collector.ts';

/** Enrols an agent whose settings leave it the quickest kind of evidence only. @returns its folder */
export async function enrolQuickAgent(collector: Collector): Promise<string> {
  const folder = await enrolHere(collector);
  const kindsOff = evidenceKinds.map(({ id }) => id).filter((id) => id !== 'os-release');
  const signed = await collector.context.authority.signSettings({
    version: 1,
    sequence: 1,
    issuedAt: new Date().toISOString(),
    settings: { kindsOff },
  });
  const refused = new SettingsBook(folder, certificateIn(folder)).take(signed);
  if (refused !== null) throw new Error(refused);
  return folder;
}

/** The agent from the sources; `TENKEN_AGENT` names the executable of a package instead. */
export function agentLine(...args: readonly string[]): [file: string, args: string[]] {
  const packaged = process.env['TENKEN_AGENT'];
  if (packaged !== undefined) return [packaged, [...args]];
  return [process.execPath, [join(import.meta.dirname, '../../agent/src/main.ts'), ...args]];
}

/** `tenken-agent run --once` as a process of its own. */
export async function runAgentOnce(folder: string): Promise<{ code: number | null; errors: string }> {
  const agent = spawn(...agentLine('run', '--once', '--identity', folder), {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 40_000,
  });
  const [errors] = await Promise.all([text(agent.stderr), once(agent, 'close')]);
  return { code: agent.exitCode, errors };
}
