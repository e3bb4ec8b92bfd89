import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Made, PrintedName, SystemId, Waiver, WaiverRequest } from '../api/assessment-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { deskOfCollector, whoAsks } from './at-desk.ts';

const params = z.object({ system: SystemId });

/** 例外: asked for by one person, decided by another. */
export function waiverRoutes(app: FastifyInstance, context: CollectorContext): void {
  const desk = deskOfCollector(context);
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/systems/:system/waivers',
    {
      config: { access: 'assessments:read' },
      schema: {
        summary: 'Waivers of a system, decided or not, oldest first',
        params,
        response: { 200: z.object({ waivers: z.array(Waiver) }), 404: Problem },
      },
    },
    async (request) => ({ waivers: await desk.listWaivers(request.params, whoAsks(request, context)) }),
  );

  routes.post(
    '/api/v1/systems/:system/waivers',
    {
      config: { access: 'waivers:request' },
      schema: {
        summary: 'Ask that failures of a control be accepted until a day',
        params,
        body: WaiverRequest,
        response: { 201: Made, 400: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      const made = await desk.requestWaiver(
        { ...request.params, ...request.body },
        whoAsks(request, context),
      );
      return reply.code(201).send(made);
    },
  );

  routes.post(
    '/api/v1/waivers/:id/decision',
    {
      config: { access: 'waivers:decide' },
      schema: {
        summary: 'Approve or refuse a waiver that somebody else asked for',
        params: z.object({ id: z.string().max(64) }),
        body: z.strictObject({ approved: z.boolean(), person: PrintedName.optional() }),
        response: { 204: z.null(), 400: Problem, 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      await desk.decideWaiver({ ...request.params, ...request.body }, whoAsks(request, context));
      return reply.code(204).send(null);
    },
  );
}
