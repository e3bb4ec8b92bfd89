import type { Host } from '@tenken/shared';
import type { PamModule } from '../pam/parse.ts';
import { simulate } from '../pam/simulate.ts';
import { modulesOf } from '../pam/stack.ts';
import type { PamStack } from '../pam/stack.ts';
import { worldOf } from '../pam/world.ts';
import { contentOf, numberIn, parseSettings, readSettings, settingsOf } from './settings.ts';
import type { Lockout } from './schema.ts';

/** Whether a stack counts wrong passwords and then refuses. That a file names the module proves nothing. */
export async function readLockout(host: Host, service: string, stack: PamStack): Promise<Lockout> {
  const modules = modulesOf(stack);
  const faillock = modules.filter(({ module }) => module === 'pam_faillock');
  if (faillock.length > 0) return faillockOf(host, service, stack, faillock);
  const tally = modules.find(({ module }) => module === 'pam_tally2' || module === 'pam_tally');
  if (tally) return tallyOf(service, stack, tally);
  return { service, by: 'none', works: false, attempts: 0, lockSeconds: null, windowSeconds: null };
}

async function faillockOf(
  host: Host,
  service: string,
  stack: PamStack,
  modules: readonly PamModule[],
): Promise<Lockout> {
  const counting = modules.filter(({ args }) => args.includes('authfail'));
  const settings = new Map(await readFaillockConf(host, modules));
  for (const { args } of modules) for (const [key, value] of settingsOf(args)) settings.set(key, value);
  return {
    service,
    by: 'pam_faillock',
    works: worksIn(stack, counting),
    attempts: Math.max(0, numberIn(settings, 'deny') ?? 3),
    lockSeconds:
      settings.get('unlock_time') === 'never' ? 0 : Math.max(0, numberIn(settings, 'unlock_time') ?? 600),
    windowSeconds: Math.max(0, numberIn(settings, 'fail_interval') ?? 900),
  };
}

async function readFaillockConf(host: Host, modules: readonly PamModule[]): Promise<Map<string, string>> {
  const own = modules.map(({ args }) => settingsOf(args).get('conf')).find((path) => path !== undefined);
  if (own === undefined) return readSettings(host, 'faillock.conf');
  return parseSettings((await contentOf(host, own)) ?? '');
}

/** It counts where it is asked, and refuses the next attempt by the answer of the same module. */
function tallyOf(service: string, stack: PamStack, tally: PamModule): Lockout {
  const settings = settingsOf(tally.args);
  return {
    service,
    by: 'pam_tally2',
    works: worksIn(stack, [tally]),
    attempts: Math.max(0, numberIn(settings, 'deny') ?? 0),
    lockSeconds: Math.max(0, numberIn(settings, 'unlock_time') ?? 0),
    windowSeconds: null,
  };
}

/**
 * A wrong password has to reach a module that counts it, and a locked account must not get in with the right one.
 * A line behind `requisite pam_deny.so`, where an included file ends, is never reached.
 */
function worksIn(stack: PamStack, counting: readonly PamModule[]): boolean | null {
  const wrong = simulate(stack, worldOf({ account: 'local', password: 'wrong', factor: 'right' }));
  const locked = simulate(
    stack,
    worldOf({ account: 'local', password: 'right', factor: 'right', lockedOut: true }),
  );
  if (!counting.some((module) => wrong.everAsked.has(module)) || locked.granted === true) return false;
  if (!counting.some((module) => wrong.alwaysAsked.has(module)) || locked.granted === null) return null;
  return true;
}
