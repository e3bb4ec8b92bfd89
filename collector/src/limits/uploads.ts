import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../ingest/refusal.ts';
import { deskLimits } from './limits.ts';
import type { Limits } from './limits.ts';
import { Turns } from './turns.ts';

/** Large bodies of people who signed in: so many at once, so that memory does not grow with those who send. */
export class Uploads {
  readonly #turns: Turns;

  constructor(limits: Limits) {
    this.#turns = new Turns({ most: deskLimits.uploadsAtOnce, waiting: 0 }, limits);
  }

  /** A hook of a route, before its body is read. */
  readonly admit = async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.raw.once('close', await this.#turns.take());
  };

  /** Routes that are made in `register` take files as they are, as octets or under their own types. */
  raw(app: FastifyInstance, register: (scope: FastifyInstance) => void): void {
    void app.register(async (scope) => {
      const types = [
        'application/octet-stream',
        'text/csv',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      ];
      scope.addContentTypeParser(types, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
      register(scope);
    });
  }
}

/** @throws {Refusal} 415 */
export function fileOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  throw new Refusal(
    415,
    'content-type-wrong',
    'Send the file itself with Content-Type: application/octet-stream.',
  );
}
