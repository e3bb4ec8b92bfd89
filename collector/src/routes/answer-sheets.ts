import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { AssessmentId, Taking } from '../api/assessment-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { deskLimits } from '../limits/limits.ts';
import { fileOf } from '../limits/uploads.ts';
import type { Uploads } from '../limits/uploads.ts';
import { deskOfCollector, whoAsks } from './at-desk.ts';

const path = '/api/v1/assessments/:id/answer-sheet';
const params = z.object({ id: AssessmentId });
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Judges in its turn. */
type InTurn = <Result>(
  reply: FastifyReply,
  work: (signal: AbortSignal) => Promise<Result>,
) => Promise<Result>;

/** 回答シート, to be filled in with Excel and sent back. */
export function answerSheetRoutes(
  app: FastifyInstance,
  context: CollectorContext,
  uploads: Uploads,
  inTurn: InTurn,
): void {
  const desk = deskOfCollector(context);

  app.withTypeProvider<ZodTypeProvider>().get(
    path,
    {
      exposeHeadRoute: false,
      config: { access: 'assessments:read' },
      schema: {
        summary: 'All items as a workbook to be filled in; judged when it is asked for',
        params,
        response: { 200: z.unknown().describe(workbook), 404: Problem, 409: Problem, 503: Problem },
      },
    },
    (request, reply) =>
      inTurn(reply, async (signal) => {
        const { id: assessment } = request.params;
        const bytes = await desk.writeAnswerSheet({ assessment, signal }, whoAsks(request, context));
        const name = `tenken-answers-${assessment.slice(0, 8)}.xlsx`;
        return reply
          .type(workbook)
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(bytes);
      }),
  );

  uploads.raw(app, (scope) => {
    scope.withTypeProvider<ZodTypeProvider>().put(
      path,
      {
        bodyLimit: deskLimits.uploadBytes,
        onRequest: uploads.admit,
        config: { access: 'assessments:manage' },
        schema: {
          summary: 'Take what a filled sheet changes: every row, or none',
          consumes: [workbook, 'application/octet-stream'],
          params,
          querystring: z.strictObject({ check: z.literal('only').optional().describe('changes nothing') }),
          response: {
            200: Taking,
            400: Problem,
            404: Problem,
            409: Problem,
            413: Problem,
            415: Problem,
            503: Problem,
          },
        },
      },
      (request, reply) =>
        inTurn(reply, async (signal) => {
          const { id: assessment } = request.params;
          const apply = request.query.check === undefined;
          const content = fileOf(request.body);
          const asked = { assessment, content, apply, signal };
          const taken = await desk.takeAnswerSheet(asked, whoAsks(request, context));
          if (apply) context.notices.tell('assessments');
          return taken;
        }),
    );
  });
}
