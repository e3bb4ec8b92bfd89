import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';

/** Files that people attached to their answers, by what is in them. */
export function attachmentRoutes(
  app: FastifyInstance,
  { repositories: { answers } }: CollectorContext,
): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/attachments/:sha256',
    {
      exposeHeadRoute: false,
      config: { access: 'assessments:read' },
      schema: {
        summary: 'A file as it was attached; always a download, whatever it says it is',
        params: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
        response: { 200: z.unknown().describe('application/octet-stream'), 404: Problem },
      },
    },
    async (request, reply) => {
      const { sha256 } = request.params;
      const content = await answers.attachedFile(sha256);
      if (!content) throw new Refusal(404, 'attachment-unknown', 'No attached file has this hash.');
      const name = encodeURIComponent((await answers.attachedName(sha256)) ?? sha256).replaceAll("'", '%27');
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
        .header('x-content-type-options', 'nosniff')
        .send(content);
    },
  );
}
