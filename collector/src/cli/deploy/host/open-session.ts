import { connectTarget } from '@tenken/agent';
import type { SshConnection, SshTarget } from '@tenken/agent';
import { HostSession } from './host-session.ts';
import { runScript, SudoRefused } from './run-script.ts';
import type { Rights } from './rights.ts';

export type SessionOptions = { target: SshTarget; sudoPassword: string | null };

/**
 * Signs in and finds out how root's rights are to be had.
 *
 * @throws {TenkenError} `target-unreachable`, `target-untrusted`, `target-sign-in-refused`, `usage`
 * @throws {SudoRefused} when this user is not root and sudo does not make it so
 */
export async function openSession({ target, sudoPassword }: SessionOptions): Promise<HostSession> {
  const connection = await connectTarget(target);
  try {
    return new HostSession(connection, await rightsOf(connection, target.sudo === 'never', sudoPassword));
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function rightsOf(
  connection: SshConnection,
  neverSudo: boolean,
  password: string | null,
): Promise<Rights> {
  const limits = { input: Buffer.alloc(0), timeoutMs: 30_000 };
  const { output } = await runScript(connection, { kind: 'root' }, 'id -u', limits);
  if (output.trim() === '0') return { kind: 'root' };
  if (neverSudo) throw new SudoRefused('this user is not root, and --no-sudo keeps sudo from being used');
  try {
    await runScript(connection, { kind: 'sudo' }, ':', limits);
    return { kind: 'sudo' };
  } catch (error) {
    if (!(error instanceof SudoRefused) || password === null) throw error;
  }
  const rights: Rights = { kind: 'sudo-with-password', password };
  await runScript(connection, rights, ':', limits);
  return rights;
}
