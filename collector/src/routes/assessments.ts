import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import {
  AssessmentId,
  AssessmentState,
  AssessmentSummary,
  Moment,
  Name,
  PrintedName,
  SentBackView,
  Signing,
  SystemId,
  Words,
} from '../api/assessment-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { deskLimits } from '../limits/limits.ts';
import { Turns } from '../limits/turns.ts';
import type { Uploads } from '../limits/uploads.ts';
import { answerSheetRoutes } from './answer-sheets.ts';
import { assessedItemRoutes } from './assessed-items.ts';
import { deskOfCollector, untilGone, whoAsks } from './at-desk.ts';
import { itemView, tagsOf } from './item-view.ts';

const path = '/api/v1/assessments';
const params = z.object({ id: AssessmentId });
const refusals = { 400: Problem, 404: Problem, 409: Problem };

/** 点検, from their opening to their end. */
export function assessmentRoutes(app: FastifyInstance, context: CollectorContext, uploads: Uploads): void {
  const desk = deskOfCollector(context);
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const turns = new Turns(
    { most: deskLimits.judgedAtOnce, waiting: deskLimits.judgedWaiting },
    context.limits,
  );

  /** Whoever watches asks anew. */
  function told<Answer>(answer: Answer): Answer {
    context.notices.tell('assessments');
    return answer;
  }

  /** One after another: each takes all that the processor gives. */
  async function inTurn<Result>(
    reply: FastifyReply,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const signal = untilGone(reply);
    const end = await turns.take(signal);
    try {
      return await work(signal);
    } finally {
      end();
    }
  }

  routes.get(
    path,
    {
      config: { access: 'assessments:read' },
      schema: {
        summary: 'Assessments, newest first',
        querystring: z.strictObject({ system: SystemId.optional(), checklist: Name.optional() }),
        response: { 200: z.object({ assessments: z.array(AssessmentSummary) }) },
      },
    },
    async (request) => ({
      assessments: await desk.listAssessments(request.query, whoAsks(request, context)),
    }),
  );

  routes.post(
    path,
    {
      bodyLimit: 4096,
      config: { access: 'assessments:manage' },
      schema: {
        summary: 'Begin an assessment of a checklist for a system',
        body: z.strictObject({
          system: SystemId,
          checklist: Name,
          rule: Name.describe('one of the checklist, e.g. periodic (定期点検)'),
          year: z.int().min(2000).max(2200).optional().describe('fiscal year; that of today unless told'),
        }),
        response: { 201: AssessmentSummary, ...refusals },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await desk.openAssessment(request.body, whoAsks(request, context)).then(told)),
  );

  routes.get(
    `${path}/:id`,
    {
      exposeHeadRoute: false,
      config: { access: 'assessments:read' },
      schema: {
        summary: 'Every item with its proposed mark, and what is missing; judged when it is asked for',
        params,
        querystring: z.strictObject({ asOf: Moment.optional() }),
        response: { 200: AssessmentState, ...refusals, 503: Problem },
      },
    },
    (request, reply) =>
      inTurn(reply, async (signal) => {
        const asked = { ...request.params, ...request.query, signal };
        // Before the state: what somebody writes meanwhile then meets a tag that is too old, never one that is too new.
        const tags = await tagsOf(context, request.params.id);
        const record = await desk.showAssessment(asked, whoAsks(request, context));
        return { ...record, items: record.items.map((item) => itemView(item, tags)) };
      }),
  );

  routes.post(
    `${path}/:id/freezing`,
    {
      bodyLimit: 4096,
      config: { access: 'assessments:sign' },
      schema: {
        summary: '作成者: fix an assessment as of a moment; refused while items are open',
        params,
        body: z.strictObject({ asOf: Moment.optional(), person: PrintedName.optional() }),
        response: { 200: AssessmentSummary, ...refusals, 503: Problem },
      },
    },
    (request, reply) =>
      inTurn(reply, (signal) =>
        desk.freeze({ ...request.params, ...request.body, signal }, whoAsks(request, context)).then(told),
      ),
  );

  routes.post(
    `${path}/:id/review`,
    {
      bodyLimit: 4096,
      config: { access: 'assessments:sign' },
      schema: {
        summary: '確認者: somebody else than 作成者 has looked at a frozen assessment',
        params,
        body: Signing,
        response: { 200: AssessmentSummary, ...refusals },
      },
    },
    (request) => desk.review({ ...request.params, ...request.body }, whoAsks(request, context)).then(told),
  );

  routes.post(
    `${path}/:id/closing`,
    {
      bodyLimit: 4096,
      config: { access: 'assessments:sign' },
      schema: {
        summary: '承認者: a third person ends a reviewed assessment',
        params,
        body: Signing.extend({
          reviewerApproves: z
            .boolean()
            .optional()
            .describe('確認者 and 承認者 are one person here; recorded and printed'),
        }),
        response: { 200: AssessmentSummary, ...refusals },
      },
    },
    (request) => desk.close({ ...request.params, ...request.body }, whoAsks(request, context)).then(told),
  );

  routes.post(
    `${path}/:id/sending-back`,
    {
      bodyLimit: 65_536,
      config: { access: 'assessments:sign' },
      schema: {
        summary:
          '差戻し: somebody else than 作成者 gives a frozen assessment back to be worked on again, and says why',
        params,
        body: Signing.extend({ reason: Words }),
        response: { 200: AssessmentSummary, ...refusals },
      },
    },
    (request) => desk.sendBack({ ...request.params, ...request.body }, whoAsks(request, context)).then(told),
  );

  routes.get(
    `${path}/:id/sent-back`,
    {
      config: { access: 'assessments:read' },
      schema: {
        summary: '差戻し of an assessment, newest first, with what had been signed until then',
        params,
        response: { 200: z.object({ sentBack: z.array(SentBackView) }), ...refusals },
      },
    },
    async (request) => ({ sentBack: await desk.listSentBack(request.params, whoAsks(request, context)) }),
  );

  assessedItemRoutes(app, context, inTurn);
  answerSheetRoutes(app, context, uploads, inTurn);
}
