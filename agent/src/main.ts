import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { TenkenError } from '@tenken/shared';
import { pino } from 'pino';
import { LocalHost } from './hosts/local.ts';
import { enroll } from './identity/enroll.ts';
import { requireIdentity, scanAndPush, scanForever } from './run.ts';
import { agentVersion } from './version.ts';

const usage = `tenken-agent ${agentVersion}: gathers evidence of technical controls and sends it to its collector

  tenken-agent enroll --server URL --token TOKEN --authority FILE [--identity FOLDER]
  tenken-agent run [--once | --every MINUTES] [--identity FOLDER]
  tenken-agent status [--identity FOLDER]

Exit status: 0 done, 2 it could not be done.
`;

/** Where a packaged agent keeps its identity: FHS on Linux, each system's own place elsewhere. */
const defaultIdentity = {
  linux: '/var/lib/tenken-agent',
  win32: 'C:\\ProgramData\\Tenken\\agent',
  darwin: '/Library/Application Support/Tenken/agent',
}[process.platform as 'linux' | 'win32' | 'darwin'];

const logger = pino({ name: 'tenken-agent' }, pino.destination({ fd: 2, sync: true }));

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = 2;
  const known = error instanceof TenkenError ? `${error.message} [${error.code}]` : error;
  process.stderr.write(`tenken-agent: ${known instanceof Error ? (known.stack ?? known.message) : String(known)}\n`);
}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parsed(args);
  const folder = values.identity ?? defaultIdentity ?? 'tenken-agent';
  if (values.help || positionals.length !== 1) {
    process.stdout.write(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  switch (positionals[0]) {
    case 'enroll': {
      const { server, token, authority } = values;
      if (!server || !token || !authority) throw new TenkenError('usage', 'enroll needs --server, --token and --authority.');
      const { hostId } = await enroll({ server, token, authority: readFileSync(authority, 'utf8'), folder });
      logger.info({ hostId }, 'Enrolled');
      return;
    }
    case 'run': {
      if (values.once) {
        logger.info(await scanAndPush(new LocalHost(), folder), 'Report stored');
        return;
      }
      await runForever(folder, Number(values.every ?? '60'));
      return;
    }
    case 'status': {
      const { hostId, reportsUrl } = requireIdentity(folder);
      process.stdout.write(`${JSON.stringify({ hostId, reportsUrl, agentVersion })}\n`);
      return;
    }
    default:
      throw new TenkenError('usage', `There is no command ${positionals[0]}. tenken-agent --help lists them.`);
  }
}

async function runForever(folder: string, minutes: number): Promise<void> {
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 1440) throw new TenkenError('usage', '--every takes 1 to 1440 minutes.');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  await scanForever({
    host: new LocalHost(),
    folder,
    intervalMs: minutes * 60_000,
    signal: stop.signal,
    onReceipt: (receipt) => logger.info(receipt, 'Report stored'),
    onError: (err) => logger.error({ err }, 'Report failed'),
  });
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        server: { type: 'string' },
        token: { type: 'string' },
        authority: { type: 'string' },
        identity: { type: 'string' },
        every: { type: 'string' },
        once: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new TenkenError('usage', `${(cause as Error).message}. tenken-agent --help lists the options.`, { cause });
  }
}
