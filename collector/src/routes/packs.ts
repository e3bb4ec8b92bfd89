import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { AssessmentId, Moment } from '../api/assessment-schemas.ts';
import { Problem } from '../api/schemas.ts';
import { exportEvent, packHeader } from '../assessments/desk/made-pack.ts';
import { PackMaker } from '../assessments/desk/pack-maker.ts';
import type { PackFile, WantedPack } from '../assessments/desk/pack-maker.ts';
import type { CollectorContext } from '../context.ts';
import { deskLimits } from '../limits/limits.ts';
import { fileOf } from '../limits/uploads.ts';
import type { Uploads } from '../limits/uploads.ts';
import { untilGone, whoAsks } from './at-desk.ts';
import { packJobRoutes } from './pack-jobs.ts';
import { sendPack } from './send-pack.ts';

const path = '/api/v1/assessments/:id/pack';
const params = z.object({ id: AssessmentId });
const Wanted = z.strictObject({
  state: z
    .enum(['draft', 'final'])
    .default('final')
    .describe('a draft is there while items are open too: every page says DRAFT'),
  asOf: Moment.optional().describe('of a draft only'),
});
type Wanted = z.infer<typeof Wanted>;
const response = {
  200: z.unknown().describe('application/zip'),
  400: Problem,
  404: Problem,
  409: Problem,
  503: Problem,
};

/**
 * Evidence packs as downloads. One is made at a time, on a thread of its own, into a scratch file that has no name any
 * more when its first byte leaves; whoever goes away meanwhile ends the work.
 */
export function packRoutes(app: FastifyInstance, context: CollectorContext, uploads: Uploads): void {
  const maker = new PackMaker(context);

  app.withTypeProvider<ZodTypeProvider>().get(
    path,
    {
      exposeHeadRoute: false,
      config: { access: 'assessments:export' },
      schema: {
        summary: `The evidence pack, a zip archive; ${packHeader} holds its fingerprint`,
        params,
        querystring: Wanted,
        response,
      },
    },
    (request, reply) => answer(request, reply, request.params.id, request.query, null),
  );
  packJobRoutes(app, context, uploads, maker);

  uploads.raw(app, (scope) => {
    scope.withTypeProvider<ZodTypeProvider>().post(
      path,
      {
        bodyLimit: deskLimits.uploadBytes,
        onRequest: uploads.admit,
        config: { access: 'assessments:export' },
        schema: {
          summary: 'The same with the own workbook of the form, which is sent, filled by item number',
          consumes: ['application/octet-stream'],
          params,
          querystring: Wanted,
          response: { ...response, 413: Problem, 415: Problem },
        },
      },
      (request, reply) => answer(request, reply, request.params.id, request.query, fileOf(request.body)),
    );
  });

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    assessment: string,
    wanted: Wanted,
    template: Buffer | null,
  ): Promise<FastifyReply> {
    const gone = untilGone(reply);
    const made = await make({ assessment, ...wanted, template }, gone);
    if (made === null) return reply.hijack();
    const { pack, file } = made;
    const { actor, now } = whoAsks(request, context);
    await context.repositories.audit.append(exportEvent(pack, actor, now));
    if (gone.aborted) {
      await file.close();
      return reply.hijack();
    }
    return sendPack(reply, pack, file.createReadStream());
  }

  /** @returns null when nobody waits for it any more */
  async function make(wanted: WantedPack, gone: AbortSignal): Promise<PackFile | null> {
    const end = await maker.turn();
    try {
      return await maker.make(wanted, gone);
    } catch (error) {
      if (gone.aborted) return null;
      throw error;
    } finally {
      end();
    }
  }
}
