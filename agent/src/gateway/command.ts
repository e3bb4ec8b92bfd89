import { readFileSync } from 'node:fs';
import { TenkenError } from '@tenken/shared';
import { logger } from '../logger.ts';
import { lowerPriority } from '../priority.ts';
import { checkTarget, enrollTargets, scanTargetsForever, scanTargetsOnce, targetStatus } from './gateway.ts';
import type { GatewayOptions } from './gateway.ts';
import { readTargets } from './targets.ts';

/** Options of the packaged agent's command line. */
export type GatewayCommandOptions = {
  server?: string | undefined;
  token?: string | undefined;
  authority?: string | undefined;
  once?: boolean | undefined;
  everyMinutes: number;
  stopOn: AbortSignal;
};

/** One command of a gateway. @returns the exit status @throws {TenkenError} */
export async function runGateway(
  name: string,
  folder: string,
  options: GatewayCommandOptions,
): Promise<0 | 2> {
  const list = readTargets(folder);
  const gateway: GatewayOptions = {
    list,
    onReceipt: (target, receipt) => logger.info({ target, ...receipt }, 'Report stored'),
    onProblem: (target, message, err) => logger.warn({ target, err }, message),
  };
  switch (name) {
    case 'enroll': {
      const { server, token, authority } = options;
      if (!server || !token || !authority) {
        throw new TenkenError('usage', 'gateway enroll needs --server, --token and --authority.');
      }
      const asked = { server, token, authority: readFileSync(authority, 'utf8') };
      for (const { target, hostId } of await enrollTargets(list.targets, asked)) {
        logger.info({ target, hostId }, 'Enrolled');
      }
      return 0;
    }
    case 'run':
      lowerPriority();
      if (options.once) return (await scanTargetsOnce(gateway)) === 0 ? 0 : 2;
      await scanTargetsForever({
        ...gateway,
        intervalMs: options.everyMinutes * 60_000,
        signal: options.stopOn,
      });
      return 0;
    case 'check': {
      let status: 0 | 2 = 0;
      for (const target of list.targets) {
        try {
          logger.info(await checkTarget(target), 'Signed in');
        } catch (err) {
          if (!(err instanceof TenkenError)) throw err;
          logger.warn({ target: target.name, err }, 'Not signed in');
          status = 2;
        }
      }
      return status;
    }
    case 'status':
      process.stdout.write(`${JSON.stringify(targetStatus(list))}\n`);
      return 0;
    default:
      throw new TenkenError('usage', `There is no command gateway ${name}. tenken-agent --help lists them.`);
  }
}
