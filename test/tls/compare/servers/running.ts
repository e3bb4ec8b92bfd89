import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Launch } from './launch.ts';

export type Running = { stop: () => Promise<void> };

/** A Java program from source takes longest. */
const startLimitMs = 20_000;

/** Starts a server and waits until it listens. @throws {Error} with its last words when it ends instead */
export async function startProcess({ program, args, stopArgs }: Launch, port: number): Promise<Running> {
  // A group of its own: postfix and dovecot have children.
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let words = '';
  const note = (bytes: Buffer) => {
    words = (words + bytes.toString()).slice(-2000);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  let isOver = false;
  // Not `close`: what it left behind may still hold its output.
  const ended = once(child, 'exit')
    .catch((error: unknown) => note(Buffer.from(String(error))))
    .finally(() => {
      isOver = true;
    });
  const stop = async () => {
    if (stopArgs) await once(spawn(program, stopArgs, { stdio: 'ignore' }), 'exit');
    if (isOver) return;
    signal(child.pid, 'SIGTERM');
    const timer = setTimeout(() => signal(child.pid, 'SIGKILL'), 3000);
    await ended;
    clearTimeout(timer);
  };
  const deadlineAt = Date.now() + startLimitMs;
  while (!(await listens(port))) {
    if (isOver || Date.now() > deadlineAt) {
      await stop();
      throw new Error(`${program} ${args.join(' ')} does not listen: ${words.trim()}`);
    }
    await delay(50);
  }
  return { stop };
}

/** To the group that this process started, by its number. */
function signal(pid: number | undefined, name: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // Ended in the meantime.
  }
}

function listens(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
