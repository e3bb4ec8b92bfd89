import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { may } from '../access/principal.ts';
import { Due } from '../api/result-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { principalOf } from '../plugins/access.ts';
import { due } from '../results/due.ts';

export function dueRoutes(app: FastifyInstance, context: CollectorContext): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/due',
    {
      config: { access: 'results:read' },
      schema: {
        summary:
          'What ends by itself within some days, or has ended; what people said only for those who may see assessments',
        querystring: z.strictObject({ days: z.coerce.number().int().min(0).max(366).default(30) }),
        response: { 200: Due, 400: Problem },
      },
    },
    (request) => due(context, request.query.days, may(principalOf(request), 'assessments:read')),
  );
}
