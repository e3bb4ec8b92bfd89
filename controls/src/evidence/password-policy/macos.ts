import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { parseAccountPolicies } from './account-policies.ts';
import type { PasswordPolicy } from './schema.ts';

/** Profiles and declarations are rendered into the same policies. */
export async function readMacos(host: Host): Promise<PasswordPolicy> {
  const shown = await host.run('pwpolicy', ['-n', '/Local/Default', '-getaccountpolicies'], {
    timeoutMs: 15_000,
  });
  if (shown.exitCode !== 0) {
    throw new ProbeError('internal', `pwpolicy -getaccountpolicies: exit ${shown.exitCode}`);
  }
  const { lockout, ...policies } = parseAccountPolicies(shown.stdout);
  return {
    unread: [],
    directoryAccounts: null,
    refuses: true,
    dictionary: null,
    bindsAdministrators: null,
    longestMaxAgeDays: policies.maxAgeDays,
    lockouts: [lockout],
    ...policies,
  };
}
