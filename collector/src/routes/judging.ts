import { declarationKinds } from '@tenken/controls';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { actorOf } from '../access/principal.ts';
import { JudgingPreviewView, JudgingView } from '../api/administration-schemas.ts';
import { Day, SystemId } from '../api/assessment-schemas.ts';
import { previewView } from '../api/judging-view.ts';
import { Problem } from '../api/schemas.ts';
import { entriesOf } from '../assessments/read-declaration.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { principalOf } from '../plugins/access.ts';

const declarationBytes = 4 * 1024 * 1024;

const wish = z.strictObject({
  /** As if this had been declared; what holds now without it. */
  declaration: z
    .strictObject({ system: SystemId, kind: z.enum(declarationKinds), entries: z.unknown(), reviewOn: Day })
    .optional(),
});

/** The judging anew of all hosts: let it rest and go on, and look what it would change. */
export function judgingRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { evaluator, notices, previews, repositories } = context;
  const { findings, hosts, judgingPause, systems } = repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const changeBy = (request: FastifyRequest) => ({
    actor: actorOf(principalOf(request)),
    now: context.now().getTime(),
  });

  routes.get(
    '/api/v1/judging',
    {
      config: { access: 'settings:read' },
      schema: {
        summary: 'How many hosts wait to be judged, and whether the judging anew of all hosts rests',
        response: { 200: JudgingView },
      },
    },
    async () => {
      const { all, anew } = await findings.marked();
      return { paused: await judgingPause.look(), hosts: await hosts.count(), waiting: all, anew };
    },
  );

  routes.put(
    '/api/v1/judging/pause',
    {
      config: { access: 'settings:manage' },
      schema: {
        summary:
          'Let the judging anew of all hosts rest, or go on; what hosts say and what runs out is judged anyway',
        body: z.strictObject({ paused: z.boolean() }),
        response: { 200: z.object({ paused: z.boolean() }), 400: Problem },
      },
    },
    async (request) => {
      const { paused } = request.body;
      await judgingPause.set(paused, changeBy(request));
      if (!paused) evaluator.wake();
      notices.tell('jobs');
      return { paused };
    },
  );

  routes.post(
    '/api/v1/judging/preview',
    {
      bodyLimit: declarationBytes,
      config: { access: 'settings:manage' },
      schema: {
        summary:
          'Begin to look which verdicts would be others if every host were judged anew now; stores nothing',
        body: wish,
        response: { 202: JudgingPreviewView, 400: Problem, 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const { declaration } = request.body;
      const proposed = declaration && {
        ...declaration,
        entries: entriesOf(declaration.kind, declaration.entries),
      };
      if (proposed) {
        const known = await systems.list(context.now().getTime());
        if (known.every(({ id }) => id !== proposed.system)) {
          throw new Refusal(404, 'system-unknown', 'No system has this id. GET /api/v1/systems lists them.');
        }
      }
      if (previews.isRunning) {
        const detail = 'Another preview is being made. Wait for it, or end it with DELETE on this address.';
        throw new Refusal(409, 'preview-running', detail);
      }
      const begun = previews.begin(proposed);
      await repositories.audit.append({
        at: context.now().getTime(),
        actor: actorOf(principalOf(request)),
        action: 'judging-previewed',
        subject: proposed ? `system:${proposed.system}` : 'collector',
      });
      notices.tell('jobs');
      return reply.code(202).send(previewView(begun, context));
    },
  );

  routes.get(
    '/api/v1/judging/preview',
    {
      config: { access: 'settings:read' },
      schema: {
        summary: 'The newest preview since the start of the collector, how far it is, and what it has found',
        response: { 200: z.object({ preview: JudgingPreviewView.nullable() }) },
      },
    },
    () => ({ preview: previews.newest && previewView(previews.newest, context) }),
  );

  routes.delete(
    '/api/v1/judging/preview',
    {
      config: { access: 'settings:manage' },
      schema: { summary: 'End a preview that is being made', response: { 204: z.null() } },
    },
    async (_request, reply) => {
      await previews.stop();
      return reply.code(204).send(null);
    },
  );
}
