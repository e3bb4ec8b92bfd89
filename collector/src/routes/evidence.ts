import { evidenceKinds } from '@tenken/controls';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { EvidenceProof } from '../api/result-schemas.ts';
import { EvidenceKinds, Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { evidenceProof } from '../results/evidence-proof.ts';

export function evidenceRoutes(app: FastifyInstance, context: CollectorContext): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/evidence-kinds',
    {
      config: { access: 'results:read' },
      schema: { summary: 'Kinds of evidence with their titles', response: { 200: EvidenceKinds } },
    },
    () => ({ kinds: evidenceKinds.map(({ id, title }) => ({ id, title })) }),
  );

  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/evidence/:sha256',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'One piece of evidence as it was read; the SHA-256 is that of its canonical JSON (RFC 8785)',
        params: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
        response: { 200: z.record(z.string(), z.unknown()), 404: Problem },
      },
    },
    async (request) => {
      const body = await context.repositories.reports.evidenceBody(request.params.sha256);
      if (!body) throw new Refusal(404, 'evidence-unknown', 'No evidence has this hash.');
      return body;
    },
  );

  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/evidence/:sha256/proof',
    {
      config: { access: 'results:read' },
      schema: {
        summary:
          'Whether it still has its hash, and which reports name it, with their signatures checked now',
        params: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
        querystring: z.strictObject({ host: z.string().max(64).optional() }),
        response: { 200: EvidenceProof, 404: Problem },
      },
    },
    async (request) => {
      const proof = await evidenceProof(context, request.params.sha256, request.query.host);
      if (!proof) throw new Refusal(404, 'evidence-unknown', 'No evidence has this hash.');
      return proof;
    },
  );
}
