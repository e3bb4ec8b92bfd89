import type { TLSSocket } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { RateByHost } from '../limits/rate-by-host.ts';

/**
 * One host that sends too much, or over too many connections, is told 429, and it alone. After `hostIdentity`: who it
 * is, is proved.
 */
export const ratePerHost = fastifyPlugin(function ratePerHost(
  app: FastifyInstance,
  { limits, metrics }: Pick<CollectorContext, 'limits' | 'metrics'>,
  done,
) {
  const rate = new RateByHost({ perMinute: limits.reportsPerMinute, atOnce: limits.reportsAtOnce });
  const connections = new Connections();
  app.addHook('onRequest', (request, reply, next) => {
    const { hostId, fingerprint } = request.sender;
    const open = connections.of(request.raw.socket as TLSSocket, fingerprint);
    // Not the time of day: a clock that is set back would keep every host out until it is where it was.
    const now = performance.now();
    const waitMs = open > limits.connectionsPerCertificate ? 60_000 : rate.take(hostId, now);
    if (waitMs === 0) {
      next();
      return;
    }
    metrics.shed.inc({ reason: open > limits.connectionsPerCertificate ? 'connections-of-host' : 'rate' });
    if (open > limits.connectionsPerCertificate) void reply.header('connection', 'close');
    // Room for more than one report by then: a spool that is being emptied needs not ask for each.
    const seconds = Math.ceil(waitMs / 1000) + limits.retryAfterLeastSeconds;
    next(
      new Refusal(
        429,
        'too-many-reports',
        `This host sends more than ${limits.reportsPerMinute} reports a minute, or over more than ${limits.connectionsPerCertificate} connections. Wait ${seconds} seconds, then send this one again.`,
        seconds,
      ),
    );
  });
  done();
});

/** Open connections that have sent a request, by certificate. */
class Connections {
  readonly #open = new Map<string, Set<TLSSocket>>();

  /** @returns how many this certificate has, with this one */
  of(socket: TLSSocket, fingerprint: string): number {
    const known = this.#open.get(fingerprint) ?? new Set();
    if (known.has(socket)) return known.size;
    known.add(socket);
    this.#open.set(fingerprint, known);
    socket.once('close', () => {
      known.delete(socket);
      if (known.size === 0) this.#open.delete(fingerprint);
    });
    return known.size;
  }
}
