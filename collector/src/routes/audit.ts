import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { AuditEntryView } from '../api/people-schemas.ts';
import type { CollectorContext } from '../context.ts';

export function auditRoutes(app: FastifyInstance, context: CollectorContext): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/audit',
    {
      config: { access: 'audit:read' },
      schema: {
        summary: 'The audit log, newest first; `before` the last sequence of one page gives the next',
        querystring: z.object({
          limit: z.coerce.number().int().min(1).max(1000).default(100),
          before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
        }),
        response: { 200: z.object({ entries: z.array(AuditEntryView) }) },
      },
    },
    async (request) => {
      const { limit, before } = request.query;
      const page = before === undefined ? { limit } : { limit, before };
      return { entries: await context.repositories.audit.list(page) };
    },
  );
}
