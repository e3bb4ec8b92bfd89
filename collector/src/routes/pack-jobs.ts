import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { AssessmentId, Moment, PackJobView } from '../api/assessment-schemas.ts';
import { Problem } from '../api/schemas.ts';
import { exportEvent } from '../assessments/desk/made-pack.ts';
import { PackJobs } from '../assessments/desk/pack-jobs.ts';
import type { PackJob } from '../assessments/desk/pack-jobs.ts';
import type { PackMaker } from '../assessments/desk/pack-maker.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { deskLimits } from '../limits/limits.ts';
import { fileOf } from '../limits/uploads.ts';
import type { Uploads } from '../limits/uploads.ts';
import { whoAsks } from './at-desk.ts';
import { sendPack } from './send-pack.ts';

const path = '/api/v1/assessments/:id/pack-jobs';
const params = z.object({ id: AssessmentId });
const job = z.object({ job: z.string().max(64) });
const Wanted = z.strictObject({
  state: z.enum(['draft', 'final']).describe('a draft is there while items are open too'),
  asOf: Moment.optional().describe('of a draft only'),
});
const refusals = { 400: Problem, 404: Problem, 409: Problem, 503: Problem };

/** Evidence packs that are made while whoever asked looks at a bar; fetched when they are there. */
export function packJobRoutes(
  app: FastifyInstance,
  context: CollectorContext,
  uploads: Uploads,
  maker: PackMaker,
): void {
  const { repositories, notices } = context;
  const jobs = new PackJobs(maker, {
    now: () => context.now().getTime(),
    onChange: () => notices.tell('jobs'),
    onFault: (error) => app.log.error({ err: error }, 'Pack failed'),
  });
  app.addHook('onClose', () => jobs.close());
  const routes = app.withTypeProvider<ZodTypeProvider>();

  const found = (id: string): PackJob => {
    const one = jobs.find(id);
    if (one) return one;
    throw new Refusal(
      404,
      'pack-job-unknown',
      'This pack is not kept any more: the collector has started again, or newer packs took its place. Make it again.',
    );
  };

  routes.post(
    path,
    {
      bodyLimit: 4096,
      config: { access: 'assessments:export' },
      schema: {
        summary: 'Begin to make an evidence pack',
        params,
        body: Wanted,
        response: { 202: PackJobView, ...refusals },
      },
    },
    async (request, reply) => {
      const { id: assessment } = await repositories.assessments.get(request.params.id);
      const wanted = { ...request.body, assessment, template: null };
      const started = await jobs.start(wanted, whoAsks(request, context).actor);
      return reply.code(202).send(viewOf(started));
    },
  );

  uploads.raw(app, (scope) => {
    scope.withTypeProvider<ZodTypeProvider>().put(
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
          response: { 202: PackJobView, ...refusals, 413: Problem, 415: Problem },
        },
      },
      async (request, reply) => {
        const { id: assessment } = await repositories.assessments.get(request.params.id);
        const wanted = { ...request.query, assessment, template: fileOf(request.body) };
        const started = await jobs.start(wanted, whoAsks(request, context).actor);
        return reply.code(202).send(viewOf(started));
      },
    );
  });

  routes.get(
    '/api/v1/pack-jobs',
    {
      config: { access: 'assessments:export' },
      schema: {
        summary: 'Packs that are being made or wait to be fetched, newest first',
        response: { 200: z.object({ jobs: z.array(PackJobView) }) },
      },
    },
    async () => ({ jobs: jobs.list().map((one) => viewOf(one)) }),
  );

  routes.get(
    '/api/v1/pack-jobs/:job',
    {
      config: { access: 'assessments:export' },
      schema: {
        summary: 'How far a pack is',
        params: job,
        response: { 200: PackJobView, 404: Problem },
      },
    },
    async (request) => viewOf(found(request.params.job)),
  );

  routes.delete(
    '/api/v1/pack-jobs/:job',
    {
      config: { access: 'assessments:export' },
      schema: {
        summary: 'End the work, or forget the pack',
        params: job,
        response: { 204: z.null(), 404: Problem },
      },
    },
    async (request, reply) => {
      await jobs.drop(found(request.params.job).id);
      return reply.code(204).send(null);
    },
  );

  routes.get(
    '/api/v1/pack-jobs/:job/pack',
    {
      exposeHeadRoute: false,
      config: { access: 'assessments:export' },
      schema: {
        summary: 'The evidence pack, a zip archive',
        params: job,
        response: { 200: z.unknown().describe('application/zip'), 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const { made } = found(request.params.job);
      if (!made) {
        throw new Refusal(409, 'pack-not-ready', 'There is no pack yet. Ask for the state of the job.');
      }
      const { actor, now } = whoAsks(request, context);
      await repositories.audit.append(exportEvent(made.pack, actor, now));
      // The file stays open for whoever fetches it again.
      return sendPack(reply, made.pack, made.file.createReadStream({ autoClose: false, start: 0 }));
    },
  );
}

function viewOf({ made, ...rest }: PackJob): PackJobView {
  const { id, assessment, wanted, by, startedAt, endedAt, stage, failed } = rest;
  const pack = made?.pack ?? null;
  return {
    id,
    assessment,
    wanted,
    by,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    state: failed ? 'failed' : pack ? 'ready' : 'working',
    stage,
    failed,
    pack: pack && {
      fingerprint: pack.fingerprint,
      bytes: pack.bytes,
      files: pack.files,
      state: pack.state,
      template: pack.template !== null,
      cramped: pack.template?.cramped.length ?? 0,
      replacedCharacters: pack.replacedCharacters.length,
    },
  };
}
