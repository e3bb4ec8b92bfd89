import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** A process of this benchmark that answers one question at a time. */
export type Child = {
  pid: number;
  ask: <Answer>(question: unknown) => Promise<Answer>;
  stop: () => void;
  /** SIGKILL; @returns when the process is gone. */
  kill: () => Promise<void>;
  /** The same as `stop`, and waits for its end. */
  ended: () => Promise<void>;
};

const answerLimitMs = 120_000;
const endLimitMs = 30_000;
const running = new Set<Child>();

/** @param file beside the folder `bench`, e.g. `ingest/load.ts` */
export function startChild(file: string, flags: readonly string[] = [], limitMs = answerLimitMs): Child {
  const child: ChildProcess = fork(resolve(import.meta.dirname, '..', file), [], {
    execArgv: [...flags],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  const hangUp = () => {
    if (child.connected) child.disconnect();
  };
  const started: Child = {
    pid: child.pid ?? 0,
    ask<Answer>(question: unknown) {
      const { promise, resolve: done, reject } = Promise.withResolvers<Answer>();
      const timer = setTimeout(() => finish(new Error(`${file} gives no answer`)), limitMs);
      const onMessage = (message: { answer: Answer } | { error: string }) =>
        finish('error' in message ? new Error(`${file}: ${message.error}`) : message);
      const onExit = (code: number | null) => finish(new Error(`${file} ended with ${code}`));
      const finish = (outcome: Error | { answer: Answer }) => {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onExit);
        if (outcome instanceof Error) reject(outcome);
        else done(outcome.answer);
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.send(question as object);
      return promise;
    },
    stop: hangUp,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    ended: async () => {
      hangUp();
      await gone;
    },
  };
  running.add(started);
  child.once('exit', () => running.delete(started));
  return started;
}

/** Ends what somebody left behind who failed; what does not end by itself is killed. */
export async function endChildren(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      const timer = setTimeout(() => void child.kill(), endLimitMs);
      await child.ended();
      clearTimeout(timer);
    }),
  );
}

/** What a process does with each type of question. */
type Answers<Question extends { type: string }> = {
  [Type in Question['type']]: (question: Extract<Question, { type: Type }>) => unknown;
};

/** The other end: answers every question of the parent, and ends when the parent does. */
export function answerParent<Question extends { type: string }>(
  answers: Answers<Question>,
  close: () => unknown = () => undefined,
): void {
  const answer = async (question: Question) => {
    const given = answers[question.type as Question['type']] as (question: Question) => unknown;
    return given(question);
  };
  process.on('message', (question: Question) => {
    void answer(question).then(
      (value) => process.send?.({ answer: value }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
    );
  });
  process.on('disconnect', () => void Promise.resolve(close()).finally(() => process.exit()));
}
