import type { FastifyInstance } from 'fastify';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';

/** Reports that come to the port for people: told where to go before anything of them is read. */
export function misdirectedRoutes(app: FastifyInstance, context: CollectorContext): void {
  app.post('/api/v1/reports', {
    config: { access: 'public' },
    schema: { hide: true },
    onRequest: async () => {
      throw new Refusal(
        421,
        'reports-elsewhere',
        `Reports are taken at ${context.reportsUrl()} with the client certificate that enrolment gives. Enrol first: tenken agent enroll.`,
      );
    },
    handler: () => undefined,
  });
}
