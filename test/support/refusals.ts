import { expect } from 'vitest';
import type { CollectorProcess } from './collector-process.ts';
import { contentOf, findingsSettled } from './database.ts';
import { send } from './https.ts';
import type { Answer } from './https.ts';

/** A refusal is RFC 9457 with that status, and tells a person what to do in a sentence. */
export function expectProblem(answer: Answer, status: number, code?: string): void {
  expect({ status: answer.status, body: answer.json }).toMatchObject({ status, body: { status } });
  expect(answer.type).toMatch(/^application\/problem\+json(;|$)/);
  const { title, detail } = answer.json;
  if (code !== undefined) expect(title).toBe(code);
  expect(detail).toEqual(
    expect.stringMatching(/\b(Send|Split|Enrol|Make|Update|Nest|Leave|Name|Pack|Wait|retry)\b/),
  );
}

/** Runs something that must be refused: afterwards the database holds what it held, and the collector serves. */
export async function unchanged<T>(collector: CollectorProcess, act: () => Promise<T>): Promise<T> {
  await findingsSettled(collector.data);
  const before = await contentOf(collector.data);
  const result = await act();
  expect(await contentOf(collector.data)).toEqual(before);
  await expectServing(collector);
  return result;
}

export async function expectServing(collector: CollectorProcess): Promise<void> {
  const answer = await send(
    `${collector.url}/healthz`,
    { authority: collector.authority },
    { method: 'GET' },
  );
  expect(answer).toMatchObject({ status: 200, json: { status: 'ok' } });
}
