import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { CollectorContext } from '../context.ts';
import { mayUnpackTo } from '../ingest/read-body.ts';
import { overloaded } from '../ingest/refusal.ts';
import { bodyLimits } from '../limits/limits.ts';

/**
 * Sends requests away with 503 before memory grows: before the identity is looked up and before a byte of the body is
 * read. What a body may unpack to at most is counted as taken until its answer is out.
 */
export const admission = fastifyPlugin(function admission(
  app: FastifyInstance,
  { limits, metrics, reportWriter }: Pick<CollectorContext, 'limits' | 'metrics' | 'reportWriter'>,
  done,
) {
  let requests = 0;
  let bytes = 0;
  const full = (more: number): string | null => {
    if (requests >= limits.requestsInFlight) return 'requests';
    if (bytes + more > limits.bytesInFlight) return 'bytes';
    const { waiting, waitingMs } = reportWriter;
    return waiting >= limits.queueReports || waitingMs > limits.queueMs ? 'queue' : null;
  };
  app.addHook('onRequest', (request, reply, next) => {
    const most = mostBytes(request.headers['content-length']);
    const reason = full(most);
    if (reason !== null) {
      metrics.shed.inc({ reason });
      // Its body is on the way: with the connection it goes too.
      void reply.header('connection', 'close');
      next(overloaded(limits));
      return;
    }
    requests += 1;
    bytes += most;
    // Comes after an answer and after a connection that broke.
    reply.raw.once('close', () => {
      requests -= 1;
      bytes -= most;
    });
    next();
  });
  done();
});

/** A body that does not say how long it is may be the longest. */
function mostBytes(contentLength: string | undefined): number {
  const packed = contentLength === undefined ? bodyLimits.packedBytes : Number(contentLength);
  return mayUnpackTo(Number.isSafeInteger(packed) ? packed : bodyLimits.packedBytes);
}
