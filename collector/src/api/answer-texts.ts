import type { FastifyReply } from 'fastify';
import * as z from 'zod';

// Answers written piece by piece, each checked by its schema, so that a piece that is as it was is not written anew.

/** Writes a value, checked by its schema. */
export function textOf<Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>): string {
  return JSON.stringify(z.encode(schema, value));
}

/** The text of an object, not an empty one, with one more member: a list of what is written already. */
export function withList(object: string, name: string, texts: readonly string[]): string {
  return `${object.slice(0, -1)},"${name}":[${texts.join()}]}`;
}

/** Sends what is written already as the answer that a route's schema says it is. */
export function sendText<Answer>(reply: FastifyReply, text: string): Answer {
  return reply.type('application/json; charset=utf-8').send(text) as unknown as Answer;
}
