import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ErrorCode, TenkenError } from '@tenken/shared';
import { agentVersion } from './version.ts';

// Each command loads what it needs and nothing else: an agent that starts every hour on every host pays for what
// it loads. Loading everything takes four times as long as Node itself.

const usage = `tenken-agent ${agentVersion}: gathers evidence of technical controls and sends it to its collector

  tenken-agent enroll --server URL --token TOKEN --authority FILE [--identity FOLDER]
  tenken-agent enroll --from FILE [--identity FOLDER]
  tenken-agent run [--once [--gently] | --every MINUTES] [--enrol-from FILE] [--identity FOLDER]
  tenken-agent status [--identity FOLDER]
  tenken-agent collect --output FILE [--encrypt-to FILE] [--force] [--identity FOLDER]
  tenken-agent gateway enroll --server URL --token TOKEN --authority FILE [--identity FOLDER]
  tenken-agent gateway run [--once | --every MINUTES] [--identity FOLDER]
  tenken-agent gateway check|status [--identity FOLDER]
  tenken-agent --help | --version

collect is for a machine without a network: it writes a signed report into a file, encrypted to the certificate of
'tenken collector import-key' where that is named, and prints what belongs on the medium's label. 'tenken import' takes
the file in at the collector.

The FILE to enrol from has the lines 'server = URL' and 'token-file = FILE', and the authority as authority.pem beside
it; the token is removed once it is spent. With --enrol-from a host that has no identity yet enrols so before it scans.

A gateway scans machines that have no agent, over SSH; gateway.json in its folder lists them.
A scan that is made --gently, or at its place in an interval, uses a twentieth of all processors and takes longer.

A command line is seen by everybody on the machine. --token-file FILE in place of --token takes the token from a file,
and --token-file - from standard input.

Exit status: 0 done, 2 it could not be done.
`;

/** Where a packaged agent keeps its identity: FHS on Linux, each system's own place elsewhere. */
const defaultIdentity = {
  linux: '/var/lib/tenken-agent',
  win32: 'C:\\ProgramData\\Tenken\\agent',
  darwin: '/Library/Application Support/Tenken/agent',
}[process.platform as 'linux' | 'win32' | 'darwin'];

try {
  if (Number(process.versions.napi) < 10) {
    throw await failure(
      'node-too-old',
      `Node ${process.version} is too old for this agent; it needs 26.10 or later.`,
    );
  }
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = 2;
  const known = isTenkenError(error) ? `${error.message} [${error.code}]` : error;
  process.stderr.write(
    `tenken-agent: ${known instanceof Error ? (known.stack ?? known.message) : String(known)}\n`,
  );
}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = await parsed(args);
  const folder = values.identity ?? defaultIdentity ?? 'tenken-agent';
  if (values.version) {
    process.stdout.write(`${agentVersion}\n`);
    return;
  }
  if (values.help || positionals.length !== (positionals[0] === 'gateway' ? 2 : 1)) {
    process.stdout.write(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  if (values['token-file'] !== undefined) values.token = await tokenIn(values['token-file']);
  switch (positionals[0]) {
    case 'enroll': {
      if (values.from !== undefined) {
        if (await enrolByFile(values.from, folder)) return;
        throw await failure('enrolment-file-invalid', `${values.from} is not there.`);
      }
      const { server, token, authority } = values;
      if (!server || !token || !authority) {
        throw await failure('usage', 'enroll needs --server, --token and --authority, or --from.');
      }
      const [{ enroll }, { logger }] = await Promise.all([
        import('./identity/enroll.ts'),
        import('./logger.ts'),
      ]);
      const { hostId } = await enroll({ server, token, authority: readFileSync(authority, 'utf8'), folder });
      logger.info({ hostId }, 'Enrolled');
      return;
    }
    case 'run': {
      if (values.gently && !values.once) {
        throw await failure('usage', '--gently goes with --once: a scan in its interval is gentle anyway.');
      }
      if (values['enrol-from'] !== undefined) await enrolByFile(values['enrol-from'], folder);
      if (values.once) {
        const [{ scanAndPush }, { boundedScan, gentleScan }, { LocalHost }, { logger }, { lowerPriority }] =
          await Promise.all([
            import('./run.ts'),
            import('./scan-process/bounded-scan.ts'),
            import('./hosts/local.ts'),
            import('./logger.ts'),
            import('./priority.ts'),
          ]);
        lowerPriority();
        const onProblem = (message: string, err?: unknown) => logger.warn({ err }, message);
        const options = {
          host: new LocalHost(),
          folder,
          onProblem,
          scan: values.gently ? gentleScan : boundedScan,
          isRoutine: values.gently === true,
        };
        logger.info(await scanAndPush(options), 'Report stored');
        return;
      }
      await runForever(folder, Number(values.every ?? '60'));
      return;
    }
    case 'gateway': {
      const { loadGateway } = await import('./probes.ts');
      const { runGateway } = await loadGateway();
      const everyMinutes = Number(values.every ?? '60');
      const staysUp = positionals[1] === 'run' && !values.once;
      if (staysUp) await checkInterval(everyMinutes);
      process.exitCode = await runGateway(positionals[1] ?? '', folder, {
        ...values,
        everyMinutes,
        stopOn: staysUp ? stopSignal() : new AbortController().signal,
      });
      return;
    }
    // The process in which `run` reads evidence; nothing to call by hand.
    case 'scan-child': {
      const { runScanChild } = await import('./probes.ts');
      runScanChild();
      return;
    }
    // The process in which the library of hardware runs, by itself.
    case 'hardware-child': {
      const { printHardware } = await import('./hardware/print-hardware.ts');
      await printHardware();
      return;
    }
    case 'status': {
      const [{ requireIdentity }, { sendStatus }, { acknowledged }] = await Promise.all([
        import('./identity/identity.ts'),
        import('./status.ts'),
        import('./acknowledged.ts'),
      ]);
      const { hostId, reportsUrl } = requireIdentity(folder);
      const status = {
        hostId,
        reportsUrl,
        agentVersion,
        sending: sendStatus(folder),
        acknowledged: acknowledged(folder),
      };
      process.stdout.write(`${JSON.stringify(status)}\n`);
      return;
    }
    case 'collect': {
      const { output, 'encrypt-to': encryptTo, force = false } = values;
      if (!output) throw await failure('usage', 'collect needs --output, the file to write.');
      const [{ collectToFile }, { boundedScan }, { LocalHost }, { targetPlan }, { sealRecipient }] =
        await Promise.all([
          import('./carried/collect.ts'),
          import('./scan-process/bounded-scan.ts'),
          import('./hosts/local.ts'),
          import('./network/target-plan.ts'),
          import('@tenken/shared'),
        ]);
      const recipient = encryptTo ? sealRecipient(readFileSync(encryptTo, 'utf8'), encryptTo) : null;
      const collected = await collectToFile({
        host: new LocalHost(),
        folder: join(folder, 'carried'),
        file: output,
        force,
        recipient,
        scan: (host) => boundedScan(host, { targets: targetPlan(folder) }),
      });
      process.stdout.write(`${JSON.stringify(collected, null, 2)}\n`);
      return;
    }
    default:
      throw await failure('usage', `There is no command ${positionals[0]}. tenken-agent --help lists them.`);
  }
}

/** @returns whether this host has an identity now */
async function enrolByFile(path: string, folder: string): Promise<boolean> {
  const [{ enrolFromFile }, { logger }] = await Promise.all([
    import('./identity/enrol-from-file.ts'),
    import('./logger.ts'),
  ]);
  const enrolled = await enrolFromFile(path, folder, (message, err) => logger.warn({ err }, message));
  if (enrolled.result === 'enrolled') logger.info({ hostId: enrolled.hostId }, 'Enrolled');
  return enrolled.result !== 'no-file';
}

async function checkInterval(minutes: number): Promise<void> {
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= 1440) return;
  throw await failure('usage', '--every takes 1 to 1440 minutes.');
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

async function runForever(folder: string, minutes: number): Promise<void> {
  await checkInterval(minutes);
  const [{ scanForever }, { gentleScan }, { LocalHost }, { logger }, { lowerPriority }] = await Promise.all([
    import('./run.ts'),
    import('./scan-process/bounded-scan.ts'),
    import('./hosts/local.ts'),
    import('./logger.ts'),
    import('./priority.ts'),
  ]);
  lowerPriority();
  await scanForever({
    host: new LocalHost(),
    folder,
    intervalMs: minutes * 60_000,
    scan: gentleScan,
    signal: stopSignal(),
    onReceipt: (receipt) => logger.info(receipt, 'Report stored'),
    onProblem: (message, err) => logger.warn({ err }, message),
  });
}

async function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        server: { type: 'string' },
        token: { type: 'string' },
        'token-file': { type: 'string' },
        authority: { type: 'string' },
        identity: { type: 'string' },
        from: { type: 'string' },
        'enrol-from': { type: 'string' },
        every: { type: 'string' },
        once: { type: 'boolean' },
        gently: { type: 'boolean' },
        output: { type: 'string', short: 'o' },
        'encrypt-to': { type: 'string' },
        force: { type: 'boolean' },
        help: { type: 'boolean' },
        version: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw await failure('usage', `${(cause as Error).message}. tenken-agent --help lists the options.`, {
      cause,
    });
  }
}

async function failure(code: ErrorCode, message: string, options?: ErrorOptions): Promise<TenkenError> {
  const { TenkenError } = await import('@tenken/shared');
  return new TenkenError(code, message, options);
}

async function tokenIn(file: string): Promise<string> {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').trim();
  } catch (cause) {
    throw await failure('usage', `The token cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function isTenkenError(error: unknown): error is TenkenError {
  return error instanceof Error && error.name === 'TenkenError';
}
