import type { FastifyInstance } from 'fastify';
import type { CollectorContext } from '../context.ts';

export function healthRoutes(app: FastifyInstance, context: CollectorContext): void {
  app.get('/healthz', { schema: { hide: true } }, async () => {
    await context.repositories.hosts.count();
    return { status: 'ok' };
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { registry } = context.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
