import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { actorOf } from '../access/principal.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { principalOf } from '../plugins/access.ts';

const params = z.object({ id: z.string().max(64) });
const config = { access: 'hosts:manage' } as const;

/** What a person decides about the identity of a host. */
export function hostDecisionRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { hosts, enrolments } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    '/api/v1/hosts/:id/revocation',
    {
      bodyLimit: 4096,
      config,
      schema: {
        summary: 'End all certificates of a host, at once and for good',
        params,
        body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
        response: { 204: z.null(), 400: Problem, 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const change = { actor: actorOf(principalOf(request)), now: context.now().getTime() };
      const result = await enrolments.revoke(request.params.id, request.body.reason, change);
      if (result === 'unknown') throw unknownHost();
      if (result === 'already-revoked') {
        throw new Refusal(
          409,
          'host-revoked',
          'This host is revoked already. Enrol it anew with a new token.',
        );
      }
      context.notices.tell('hosts');
      context.evaluator.wake();
      return reply.code(204).send(null);
    },
  );

  routes.post(
    '/api/v1/hosts/:id/release',
    {
      bodyLimit: 4096,
      config,
      schema: {
        summary: 'Let a quarantined host count again, once it is clear which machine it is',
        params,
        body: z.strictObject({ machine: z.enum(['first', 'newest']) }),
        response: { 204: z.null(), 400: Problem, 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await hosts.find(id))) throw unknownHost();
      const change = { actor: actorOf(principalOf(request)), now: context.now().getTime() };
      if (!(await hosts.release(id, request.body.machine, change))) {
        throw new Refusal(
          409,
          'host-not-quarantined',
          'This host is not quarantined. Send this for one that GET /api/v1/hosts shows as such.',
        );
      }
      context.notices.tell('hosts');
      return reply.code(204).send(null);
    },
  );
}

function unknownHost(): Refusal {
  return new Refusal(404, 'host-unknown', 'No host has this id. GET /api/v1/hosts lists them.');
}
