import type { FastifyInstance } from 'fastify';
import type { CollectorContext } from '../context.ts';

export function healthRoutes(app: FastifyInstance, context: CollectorContext): void {
  app.get('/healthz', { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) => {
    await context.repositories.hosts.count();
    const state = context.gate.state;
    if (state === null) return { status: 'ok' };
    // Pages are still served; 503 because whoever watches must come, and reads little more than the status.
    return reply
      .code(503)
      .send({ status: 'read-only', reason: state.reason, since: state.since.toISOString() });
  });
  const local = { access: 'metrics:read', openOnLoopback: true } as const;
  app.get('/metrics', { config: local, schema: { hide: true } }, async (_request, reply) => {
    const { registry } = context.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
