import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Job } from '../api/administration-schemas.ts';
import type { CollectorContext } from '../context.ts';

/** What the collector does by itself. */
export function jobRoutes(app: FastifyInstance, context: CollectorContext): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/jobs',
    {
      config: { access: 'settings:read' },
      schema: {
        summary: 'What the collector does by itself, since its last start',
        response: { 200: z.object({ asOf: z.string(), jobs: z.array(Job) }) },
      },
    },
    async () => ({ asOf: context.now().toISOString(), jobs: await context.jobs.list() }),
  );
}
