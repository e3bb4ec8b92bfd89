import { powershell } from '@tenken/controls/evidence/powershell';
import { ProbeError } from '@tenken/shared';
import type { CimInstance, CimQuery, Host, RegistryKey } from '@tenken/shared';
import { cimScript, parseCimInstances } from './cim-script.ts';
import { longKey, parseRegistryQuery } from './registry-query.ts';

const registryTool = 'C:\\Windows\\System32\\reg.exe';
const registryTimeoutMs = 10_000;
const cimTimeoutMs = 15_000;

/** How the caller starts a program: on this machine, or through a connection to another one. */
export type Run = Host['run'];

/** See `Host.registry`. `reg.exe` takes tens of milliseconds and no rights; PowerShell would take a second. */
export async function readRegistry(run: Run, key: string): Promise<RegistryKey> {
  const output = await query(run, key);
  if (output !== null) return parseRegistryQuery(key, output);
  // The exit code is 1 both for 'absent' and for 'denied' and the text is translated; the parent knows.
  if (await isListed(run, key)) {
    throw new ProbeError('permission-denied', `${key}: exists and cannot be read`);
  }
  throw new ProbeError('not-found', `${key}: no such key`);
}

/** See `Host.cim`. */
export async function readCim(run: Run, cimQuery: CimQuery): Promise<readonly CimInstance[]> {
  const timeoutMs = cimQuery.timeoutMs ?? cimTimeoutMs;
  const script = cimScript(cimQuery, timeoutMs);
  // Starting PowerShell takes up to several seconds where an antivirus product looks on.
  const answer = await powershell({ run }, `cim ${cimQuery.namespace}:${cimQuery.className}`, script, {
    timeoutMs: timeoutMs + 10_000,
  });
  return parseCimInstances(cimQuery, answer);
}

async function query(run: Run, key: string): Promise<string | null> {
  const result = await run(registryTool, ['query', longKey(key), '/reg:64'], {
    timeoutMs: registryTimeoutMs,
    // Several kinds read the same keys, and one that is absent asks for those above it.
    isShared: true,
  });
  return result.exitCode === 0 ? result.stdout : null;
}

/**
 * The nearest ancestor that can be read decides: where it does not list the next step, nothing is below it; where
 * it does, that step is closed to us and what is behind it cannot be known. Hives themselves always answer.
 */
async function isListed(run: Run, key: string): Promise<boolean> {
  const steps = longKey(key).split('\\');
  for (let length = steps.length - 1; length >= 1; length -= 1) {
    const parent = steps.slice(0, length).join('\\');
    const output = await query(run, parent);
    if (output === null) continue;
    const name = steps[length]?.toLowerCase();
    return parseRegistryQuery(parent, output).subkeys.some((subkey) => subkey.toLowerCase() === name);
  }
  throw new ProbeError('permission-denied', `${key}: not even the hive can be read`);
}
