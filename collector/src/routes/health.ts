import type { FastifyInstance } from 'fastify';
import type { CollectorContext } from '../context.ts';

export function healthRoutes(app: FastifyInstance, context: CollectorContext): void {
  app.get('/healthz', { config: { access: 'public' }, schema: { hide: true } }, async () => {
    await context.repositories.hosts.count();
    return { status: 'ok' };
  });
  const local = { access: 'metrics:read', openOnLoopback: true } as const;
  app.get('/metrics', { config: local, schema: { hide: true } }, async (_request, reply) => {
    const { registry } = context.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
