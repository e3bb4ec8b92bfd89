import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { HealthReport } from '../api/health-schemas.ts';
import type { CollectorContext } from '../context.ts';
import { factsOfRunning } from '../health/gather.ts';
import { healthReport } from '../health/health-report.ts';
import { notReady } from '../health/not-ready.ts';

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
  app.get('/readyz', { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) => {
    const reasons = await notReady(context);
    reply.header('cache-control', 'no-store');
    if (reasons.length === 0) return { status: 'ready', reasons };
    return reply.code(503).send({ status: 'not-ready', reasons });
  });
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/health-report',
    {
      config: { access: 'metrics:read' },
      schema: {
        summary: 'What is wrong with this collector, in words, and what to do',
        response: { 200: HealthReport },
      },
    },
    async () => healthReport(await factsOfRunning(context)),
  );
  const local = { access: 'metrics:read', openOnLoopback: true } as const;
  app.get('/metrics', { config: local, schema: { hide: true } }, async (_request, reply) => {
    const { registry } = context.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
