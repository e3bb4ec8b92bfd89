import { jumpAddress, secretLine } from '@tenken/agent';
import type { SshTarget } from '@tenken/agent';
import { TenkenError } from '@tenken/shared';
import type { Place } from '../desk/desk-options.ts';
import { say } from '../output/print.ts';
import { atDeployDesk } from './at-deploy-desk.ts';
import { deployHost } from './deploy-host.ts';
import { DeployProgress } from './deploy-progress.ts';
import type { InventoryHost } from './inventory/inventory.ts';
import { readInventory } from './inventory/read-inventory.ts';
import { readPackages } from './package/agent-package.ts';
import type { AgentPackage } from './package/agent-package.ts';
import { ringsOf } from './rings.ts';
import type { Tolerance } from './rings.ts';
import { rollOut } from './roll-out.ts';
import type { RollOutEnd } from './roll-out.ts';
import { RunFile } from './run-file.ts';

export type DeployOptions = {
  package?: string[];
  collector?: string;
  user: string;
  key?: string[];
  keyPassphraseFile?: string;
  passwordFile?: string;
  jump?: string;
  knownHosts?: string;
  sudo: boolean;
  sudoPasswordFile?: string;
  only?: string;
  parallel: number;
  rings?: string;
  maxFailures: Tolerance;
  trialMinutes: number;
  rollBack?: boolean;
  remove?: boolean;
  dryRun?: boolean;
  runFile?: string;
  fresh?: boolean;
};

type Asked = DeployOptions & { place: Place };

/** How often a host is asked whether its new version has proved itself. */
const pollMs = 3000;
const graceMs = 2 * 60_000;

/** @throws {TenkenError} before anything is changed anywhere */
export async function runDeploy(
  inventory: string,
  options: Asked,
): Promise<RollOutEnd & { programs: string[] }> {
  const hosts = wanted(readInventory(inventory, { user: options.user }), options.only);
  const packages = packagesOf(options);
  const programs = packages.map(({ id }) => id);
  const asked = options.rollBack ? ['roll-back'] : options.remove ? ['remove'] : programs;
  const rings = ringsOf(hosts, options.rings ?? null);
  const sudoPassword = options.sudoPasswordFile === undefined ? null : secretLine(options.sudoPasswordFile);
  const targets = new Map(hosts.map((host) => [host, targetOf(host, options)]));
  const stop = stopSignal();
  return atDeployDesk(options.place, options.collector ?? null, async (desk) => {
    // A dry run changes nothing, here neither.
    const run = options.dryRun
      ? null
      : RunFile.open(options.runFile ?? `${inventory}.run`, asked, options.fresh === true);
    const known = run?.good ?? new Map();
    if (known.size > 0) say(`Going on: ${known.size} of ${hosts.length} hosts done already.`);
    const progress = new DeployProgress(hosts.length);
    let isWhole = false;
    try {
      const end = await rollOut({
        rings,
        tolerance: options.maxFailures,
        parallel: options.parallel,
        signal: stop,
        known,
        async work(host) {
          const target = targets.get(host);
          if (!target) throw new Error('each host has a target');
          const result = await deployHost(host, {
            target,
            sudoPassword,
            desk,
            packages,
            graceMs,
            pollMs,
            dryRun: options.dryRun === true,
            instead: options.rollBack ? 'roll-back' : options.remove ? 'remove' : null,
            wasBegun: run?.wasBegun(host.name) ?? false,
            trialMinutes: options.trialMinutes,
            onStep: (step) => progress.step(host.name, step),
            onBegin: () => run?.begin(host.name),
          });
          run?.done(result);
          return result;
        },
        onRing: ({ name, hosts: inRing }) => progress.ring(name, inRing.length),
        onResult: (result) => progress.done(result),
      });
      isWhole = end.stopped?.why !== 'interrupted';
      return { ...end, programs };
    } finally {
      progress.end();
      run?.close(isWhole ? 'finished' : 'interrupted');
    }
  });
}

function packagesOf({ package: paths, rollBack, remove, collector, place }: Asked): AgentPackage[] {
  const asked = [paths !== undefined, rollBack === true, remove === true].filter(Boolean);
  if (asked.length !== 1) {
    throw new TenkenError(
      'usage',
      'Name what to install with --package, or put the version before back with --roll-back, or take agents away with --remove.',
    );
  }
  if (paths !== undefined && place.kind === 'data' && collector === undefined) {
    throw new TenkenError(
      'usage',
      'Name with --collector the address at which hosts reach this collector, such as https://tenken.example.jp:8443.',
    );
  }
  return paths === undefined ? [] : readPackages(paths);
}

function wanted(hosts: readonly InventoryHost[], only: string | undefined): readonly InventoryHost[] {
  if (only === undefined) return hosts;
  const found = hosts.filter(({ name, groups }) => name === only || groups.includes(only));
  if (found.length > 0) return found;
  throw new TenkenError('usage', `The inventory has neither a host nor a group ${JSON.stringify(only)}.`);
}

function targetOf(host: InventoryHost, options: DeployOptions): SshTarget {
  const { SSH_AUTH_SOCK: agentSocket, TENKEN_SSH_PASSWORD, TENKEN_SSH_KEY_PASSPHRASE } = process.env;
  const keyFiles = host.keyFile === null ? options.key : [host.keyFile];
  const jump = host.jump ?? (options.jump === undefined ? null : jumpAddress(options.jump));
  return {
    address: host.address,
    credentials: {
      ...(keyFiles && { keyFiles }),
      ...(options.keyPassphraseFile !== undefined && { keyPassphraseFile: options.keyPassphraseFile }),
      ...(TENKEN_SSH_KEY_PASSPHRASE && { keyPassphrase: TENKEN_SSH_KEY_PASSPHRASE }),
      ...(agentSocket && { agentSocket }),
      ...(options.passwordFile !== undefined && { passwordFile: options.passwordFile }),
      ...(TENKEN_SSH_PASSWORD && { password: TENKEN_SSH_PASSWORD }),
    },
    ...(jump !== null && { jump }),
    ...(options.knownHosts !== undefined && { knownHostsFile: options.knownHosts }),
    sudo: options.sudo ? 'if-possible' : 'never',
  };
}

/** The first Ctrl-C lets hosts that are being worked on come to their end; the second ends at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      say('Stopping after the hosts that are being worked on; once more ends at once.');
      stop.abort();
    });
  }
  return stop.signal;
}
