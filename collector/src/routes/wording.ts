import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Encoding, Name, WordingReceipt } from '../api/assessment-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { deskLimits } from '../limits/limits.ts';
import { fileOf } from '../limits/uploads.ts';
import type { Uploads } from '../limits/uploads.ts';
import { deskOfCollector, whoAsks } from './at-desk.ts';

/** The user's own copy of a form. */
export function wordingRoutes(app: FastifyInstance, context: CollectorContext, uploads: Uploads): void {
  const desk = deskOfCollector(context);
  uploads.raw(app, (scope) => {
    scope.withTypeProvider<ZodTypeProvider>().put(
      '/api/v1/checklists/:id/wording',
      {
        bodyLimit: deskLimits.uploadBytes,
        onRequest: uploads.admit,
        config: { access: 'assessments:manage' },
        schema: {
          summary: 'Take the official wording from a copy of the form, the xlsx or CSV file itself',
          consumes: ['application/octet-stream', 'text/csv'],
          params: z.object({ id: Name }),
          querystring: Encoding,
          response: { 200: WordingReceipt, 400: Problem, 404: Problem, 413: Problem, 415: Problem },
        },
      },
      (request) => {
        const { encoding } = request.query;
        const content = fileOf(request.body);
        return desk.loadWording(
          { checklist: request.params.id, content, encoding },
          whoAsks(request, context),
        );
      },
    );
  });
}
