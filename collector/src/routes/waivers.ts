import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { may } from '../access/principal.ts';
import {
  ListedWaiver,
  Made,
  PrintedName,
  SystemId,
  Waiver,
  WaiverRequest,
} from '../api/assessment-schemas.ts';
import { Problem } from '../api/schemas.ts';
import { waiverView } from '../assessments/desk/waivers.ts';
import type { CollectorContext } from '../context.ts';
import { principalOf } from '../plugins/access.ts';
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
      context.notices.tell('assessments');
      return reply.code(201).send(made);
    },
  );

  routes.get(
    '/api/v1/waivers',
    {
      config: { access: 'assessments:read' },
      schema: {
        summary: 'Waivers of all systems, decided or not, oldest first',
        response: { 200: z.object({ waivers: z.array(ListedWaiver) }) },
      },
    },
    async () => {
      const { answers, hosts } = context.repositories;
      const waivers = (await answers.allWaivers(context.now().getTime())).map((one) => waiverView(one));
      const named = await hosts.byId(waivers.flatMap(({ hostId }) => (hostId === null ? [] : [hostId])));
      const titles = new Map(context.controls.map(({ id, title }) => [id, title]));
      return {
        waivers: waivers.map((waiver) => ({
          ...waiver,
          hostName: waiver.hostId === null ? null : (named.get(waiver.hostId)?.name ?? waiver.hostId),
          controlTitle: titles.get(waiver.control) ?? { ja: waiver.control, en: waiver.control },
        })),
      };
    },
  );

  routes.delete(
    '/api/v1/waivers/:id',
    {
      config: { access: 'waivers:request' },
      schema: {
        summary: 'Revoke a waiver, or take back what one has asked for; from now on the failures count',
        params: z.object({ id: z.string().max(64) }),
        response: { 204: z.null(), 403: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      const { actor, now } = whoAsks(request, context);
      const own = may(principalOf(request), 'waivers:decide') ? undefined : actor;
      await context.repositories.answers.revokeWaiver(request.params.id, { actor, now }, own);
      context.notices.tell('assessments');
      return reply.code(204).send(null);
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
      context.notices.tell('assessments');
      return reply.code(204).send(null);
    },
  );
}
