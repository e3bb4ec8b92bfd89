import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import {
  AssessedItem,
  AssessmentId,
  AssessmentState,
  AssessmentSummary,
  ItemEdit,
  Moment,
  Name,
  PrintedName,
  SystemId,
} from '../api/assessment-schemas.ts';
import { Problem } from '../api/schemas.ts';
import { nextStepsOf } from '../assessments/next-steps.ts';
import type { ItemRecord } from '../assessments/record.ts';
import type { CollectorContext } from '../context.ts';
import { deskLimits } from '../limits/limits.ts';
import { Turns } from '../limits/turns.ts';
import type { Uploads } from '../limits/uploads.ts';
import { answerSheetRoutes } from './answer-sheets.ts';
import { deskOfCollector, untilGone, whoAsks } from './at-desk.ts';

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
        querystring: z.object({ system: SystemId.optional(), checklist: Name.optional() }),
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
      reply.code(201).send(await desk.openAssessment(request.body, whoAsks(request, context))),
  );

  routes.get(
    `${path}/:id`,
    {
      exposeHeadRoute: false,
      config: { access: 'assessments:read' },
      schema: {
        summary: 'Every item with its proposed mark, and what is missing; judged when it is asked for',
        params,
        querystring: z.object({ asOf: Moment.optional() }),
        response: { 200: AssessmentState, ...refusals, 503: Problem },
      },
    },
    (request, reply) =>
      inTurn(reply, async (signal) => {
        const asked = { ...request.params, ...request.query, signal };
        const record = await desk.showAssessment(asked, whoAsks(request, context));
        return { ...record, items: record.items.map((item) => itemView(item)) };
      }),
  );

  routes.patch(
    `${path}/:id/items/:item`,
    {
      config: { access: 'assessments:manage' },
      schema: {
        summary: 'Choose the mark of an item or write its remarks, or take either back',
        params: params.extend({ item: Name }),
        body: ItemEdit,
        response: { 200: AssessedItem, ...refusals, 503: Problem },
      },
    },
    (request, reply) =>
      inTurn(reply, async (signal) => {
        const { id: assessment, item } = request.params;
        const edit = { assessment, item, ...request.body, signal };
        return itemView(await desk.editItem(edit, whoAsks(request, context)));
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
        desk.freeze({ ...request.params, ...request.body, signal }, whoAsks(request, context)),
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
        body: z.strictObject({ person: PrintedName.optional() }),
        response: { 200: AssessmentSummary, ...refusals },
      },
    },
    (request) => desk.review({ ...request.params, ...request.body }, whoAsks(request, context)),
  );

  routes.post(
    `${path}/:id/closing`,
    {
      bodyLimit: 4096,
      config: { access: 'assessments:sign' },
      schema: {
        summary: '承認者: a third person ends a reviewed assessment',
        params,
        body: z.strictObject({
          person: PrintedName.optional(),
          reviewerApproves: z
            .boolean()
            .optional()
            .describe('確認者 and 承認者 are one person here; recorded and printed'),
        }),
        response: { 200: AssessmentSummary, ...refusals },
      },
    },
    (request) => desk.close({ ...request.params, ...request.body }, whoAsks(request, context)),
  );

  answerSheetRoutes(app, context, uploads, inTurn);
}

function itemView(item: ItemRecord) {
  return { ...item, next: nextStepsOf(item) };
}
