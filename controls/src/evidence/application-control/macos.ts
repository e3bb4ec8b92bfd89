import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { parseAssessments, parseIntegrityProtection, parseSanta } from './macos-status.ts';
import type { AllowList, ApplicationControl, MandatoryAccess } from './schema.ts';

/** Gatekeeper looks at where a program comes from, and is no list of what may run. */
export async function readMacos(host: Host): Promise<ApplicationControl> {
  const unread: Unread[] = [];
  const santa = await readPart(unread, 'santactl status', null, () => readSanta(host));
  const protection = await readPart(unread, 'csrutil status', null, () => readProtection(host));
  return {
    unread,
    container: false,
    allowLists: santa ? [santa] : [],
    mandatoryAccess: protection ? [protection] : [],
    gatekeeper: await readPart(unread, 'spctl --status', null, () => readGatekeeper(host)),
  };
}

async function readSanta(host: Host): Promise<AllowList | null> {
  try {
    const status = await host.run('/usr/local/bin/santactl', ['status', '--json']);
    if (status.exitCode !== 0) throw new ProbeError('internal', `santactl status: exit ${status.exitCode}`);
    const mode = parseSanta(status.stdout);
    // Only the daemon can answer.
    return { mechanism: 'santa', mode, running: true, rules: null, collections: [] };
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

async function readProtection(host: Host): Promise<MandatoryAccess> {
  const status = await host.run('csrutil', ['status']);
  const now = parseIntegrityProtection(status.stdout);
  return { mechanism: 'system-integrity-protection', now, atBoot: null, profiles: null };
}

/** Ends with 1 where assessments are disabled. */
async function readGatekeeper(host: Host): Promise<boolean> {
  const status = await host.run('spctl', ['--status']);
  return parseAssessments(`${status.stdout}\n${status.stderr}`);
}
