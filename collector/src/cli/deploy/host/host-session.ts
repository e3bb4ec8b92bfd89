import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quoted } from '@tenken/agent';
import type { SshConnection } from '@tenken/agent';
import type { AgentPackage } from '../package/agent-package.ts';
import { HostRefused } from './host-refused.ts';
import { Inspection, Identity, Look, answerOf } from './answers.ts';
import { runScript } from './run-script.ts';
import type { Rights } from './rights.ts';

const onHost = readFileSync(join(import.meta.dirname, 'on-host.sh'), 'utf8');
const minuteMs = 60_000;

/** What a roll-out asks of one host, each by the shell script that lies beside this file. */
export class HostSession {
  readonly #connection: SshConnection;
  readonly #rights: Rights;

  constructor(connection: SshConnection, rights: Rights) {
    this.#connection = connection;
    this.#rights = rights;
  }

  /** Changes nothing. */
  async inspect(): Promise<Inspection> {
    return answerOf(Inspection, await this.#run(['inspect'], { timeoutMs: 2 * minuteMs }));
  }

  /** Puts a version beside those that are there; nothing that runs has changed. */
  async place(program: AgentPackage): Promise<void> {
    const { id, archive, archiveSha256, manifestSha256 } = program;
    await this.#run(['place', id, archiveSha256, manifestSha256], {
      input: archive,
      timeoutMs: 30 * minuteMs,
    });
  }

  async trust(authority: string): Promise<void> {
    await this.#run(['trust'], { input: Buffer.from(authority) });
  }

  /** @param program the id of a version that was placed */
  async enrol(program: string, server: string, token: string): Promise<void> {
    await this.#run(['enrol', program, server], { input: Buffer.from(`${token}\n`) });
  }

  async hostId(): Promise<string> {
    return answerOf(Identity, await this.#run(['identity'])).hostId;
  }

  /** Makes a version that was placed the current one; where there was another, the host itself watches it from now on. */
  async activate(program: string, trialMinutes: number): Promise<void> {
    await this.#run(['activate', program, String(trialMinutes)]);
  }

  async look(): Promise<Look> {
    return answerOf(Look, await this.#run(['look']));
  }

  async back(why: string): Promise<void> {
    await this.#run(['back', why]);
  }

  async remove(): Promise<void> {
    await this.#run(['remove']);
  }

  close(): void {
    this.#connection.close();
  }

  /** @throws {HostRefused} with what the script said */
  async #run(
    words: readonly string[],
    { input = Buffer.alloc(0), timeoutMs = 3 * minuteMs }: { input?: Uint8Array; timeoutMs?: number } = {},
  ): Promise<string> {
    const script = `${onHost}\n${words.map((word) => quoted(word)).join(' ')}\n`;
    const ran = await runScript(this.#connection, this.#rights, script, { input, timeoutMs });
    if (ran.exitCode === 0) return ran.output;
    const how = ran.exitCode === null ? 'broke off' : `ended with ${ran.exitCode}`;
    throw new HostRefused(ran.lastError || `the step '${words[0]}' ${how}`);
  }
}
