import { spawn } from 'node:child_process';

/** What a service tells systemd (sd_notify(3)). */
export type Message = 'READY=1' | 'STOPPING=1' | 'WATCHDOG=1' | `STATUS=${string}`;

export type ServiceManager = {
  /** @returns false when nobody took it */
  tell: (...messages: readonly Message[]) => Promise<boolean>;
  /** How often it has to hear that all is well; null when it does not ask. */
  watchdogMs: number | null;
};

/**
 * The service manager that started this process, or null. The messages are datagrams on a UNIX socket, which Node cannot
 * send: systemd's own systemd-notify(1) does, so the unit has NotifyAccess=all.
 */
export function serviceManager(
  environment: NodeJS.ProcessEnv = process.env,
  pid = process.pid,
): ServiceManager | null {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: period, WATCHDOG_PID: watched } = environment;
  if (socket === undefined || socket === '') return null;
  const isWatched = period !== undefined && (watched === undefined || Number(watched) === pid);
  const watchdogMs = isWatched ? Math.floor(Number(period) / 1000) : Number.NaN;
  return {
    tell: (...messages) => sent(messages, { NOTIFY_SOCKET: socket, PATH: environment.PATH }),
    watchdogMs: watchdogMs > 0 ? watchdogMs : null,
  };
}

function sent(messages: readonly Message[], env: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn('systemd-notify', messages, { stdio: 'ignore', env, timeout: 10_000 });
    child.on('error', () => done(false));
    child.on('exit', (code) => done(code === 0));
  });
}

/**
 * Says that all is well as long as it is: three times in each period, because one message may come late.
 *
 * @param isWell asked each time; what takes longer than a third of the period, or fails, is not well
 * @returns stops it
 */
export function keepWatchdog(manager: ServiceManager, isWell: () => Promise<unknown>): () => void {
  if (manager.watchdogMs === null) return () => {};
  let asking = false;
  const beat = async () => {
    if (asking) return;
    asking = true;
    try {
      await isWell();
      await manager.tell('WATCHDOG=1');
    } catch {
      // Silence is the message: systemd restarts what does not say that it is well.
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void beat(), manager.watchdogMs / 3);
  timer.unref();
  return () => clearInterval(timer);
}
