import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { SearchResults } from '../api/result-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { search } from '../results/search.ts';

export function searchRoutes(app: FastifyInstance, context: CollectorContext): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/search',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'Hosts, controls and items with all of these words, a few of each',
        querystring: z.strictObject({ q: z.string().max(200) }),
        response: { 200: SearchResults, 400: Problem },
      },
    },
    (request) => search(context, request.query.q),
  );
}
