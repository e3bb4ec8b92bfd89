import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { actorOf, may } from '../access/principal.ts';
import { ImportReceipt, Problem } from '../api/schemas.ts';
import { importReport } from '../carried/import-report.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { carriedFileBytes } from '../limits/limits.ts';
import { fileOf } from '../limits/uploads.ts';
import type { Uploads } from '../limits/uploads.ts';
import { principalOf } from '../plugins/access.ts';

/** Reports that a person carried here as files. */
export function importRoutes(app: FastifyInstance, context: CollectorContext, uploads: Uploads): void {
  const { repositories, authority, directory } = context;
  uploads.raw(app, (scope) => {
    scope.withTypeProvider<ZodTypeProvider>().post(
      '/api/v1/imports',
      {
        bodyLimit: carriedFileBytes,
        onRequest: uploads.admit,
        config: { access: 'reports:import' },
        schema: {
          summary: 'Take in a file of tenken collect, the file itself',
          consumes: ['application/octet-stream'],
          querystring: z.strictObject({
            /** Fingerprints of hosts that may be new, with commas between; only a person accepts a host. */
            accept: z.string().max(2000).optional(),
            /** Put on a host that is accepted, e.g. a department. */
            label: z.string().max(100).default(''),
          }),
          response: {
            200: ImportReceipt,
            201: ImportReceipt,
            400: Problem,
            403: Problem,
            409: Problem,
            413: Problem,
            415: Problem,
          },
        },
      },
      async (request, reply) => {
        const principal = principalOf(request);
        const accept = (request.query.accept ?? '').split(',').filter((one) => one !== '');
        if (accept.length > 0 && !may(principal, 'hosts:manage')) {
          throw new Refusal(
            403,
            'not-permitted',
            'A script does not accept hosts. Sign in as a person who may, and import this file again.',
          );
        }
        const receipt = await importReport(
          { repositories, authority, keyFolder: directory.authority },
          { content: fileOf(request.body), accept, label: request.query.label },
          { actor: actorOf(principal), now: context.now().getTime() },
        );
        context.metrics.reports.inc({ status: receipt.status });
        context.notices.tell('hosts');
        context.evaluator.wake();
        return reply.code(receipt.status === 'duplicate' ? 200 : 201).send(receipt);
      },
    );
  });
}
