import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { AllChangesQuery, Changes, FindingPage, FindingQuery } from '../api/result-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { changes } from '../results/changes.ts';
import { findingPage } from '../results/finding-page.ts';

export function findingRoutes(app: FastifyInstance, context: CollectorContext): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/findings',
    {
      config: { access: 'results:read' },
      schema: {
        summary:
          'Findings, filtered, sorted, a page at a time; `until` lists those only that end by themselves',
        querystring: FindingQuery,
        response: { 200: FindingPage, 400: Problem },
      },
    },
    (request) => findingPage(context, request.query),
  );

  routes.get(
    '/api/v1/changes',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'What changed between two moments, newest first; the last 24 hours unless told',
        querystring: AllChangesQuery,
        response: { 200: Changes, 400: Problem },
      },
    },
    (request) => changes(context, request.query, { control: request.query.control }),
  );
}
