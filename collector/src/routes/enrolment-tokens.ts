import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { actorOf } from '../access/principal.ts';
import { EnrolmentTokenView, Label, TokenId } from '../api/people-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { principalOf } from '../plugins/access.ts';

const hourMs = 60 * 60 * 1000;

/** Tokens with which hosts come in. */
export function enrolmentTokenRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { enrolmentTokens } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/enrolment-tokens',
    {
      config: { access: 'enrolment-tokens:read' },
      schema: {
        summary: 'Enrolment tokens, newest first',
        response: { 200: z.object({ tokens: z.array(EnrolmentTokenView) }) },
      },
    },
    async () => ({ tokens: await enrolmentTokens.list() }),
  );

  routes.post(
    '/api/v1/enrolment-tokens',
    {
      bodyLimit: 4096,
      config: { access: 'enrolment-tokens:manage' },
      schema: {
        summary: 'Make an enrolment token; it is shown once',
        body: z.strictObject({
          /** May be empty: a host of a roll-out has one only where the inventory says so. */
          label: z.union([Label, z.literal('')]),
          hours: z
            .int()
            .min(1)
            .max(24 * 90)
            .default(24),
          uses: z.int().min(1).max(100_000).default(1),
          /** Host names that may use it, `*` for any characters. */
          hostPattern: z.string().trim().min(1).max(253).optional(),
        }),
        response: { 201: z.object({ token: z.string() }), 400: Problem },
      },
    },
    async (request, reply) => {
      const { label, hours, uses, hostPattern } = request.body;
      const token = await enrolmentTokens.create({
        label,
        uses,
        ...(hostPattern === undefined ? {} : { hostPattern }),
        lifetimeMs: hours * hourMs,
        now: context.now().getTime(),
        actor: actorOf(principalOf(request)),
      });
      return reply.code(201).send({ token });
    },
  );

  routes.delete(
    '/api/v1/enrolment-tokens/:id',
    {
      config: { access: 'enrolment-tokens:manage' },
      schema: {
        summary: 'Revoke an enrolment token',
        params: z.object({ id: TokenId }),
        response: { 204: z.null(), 404: Problem },
      },
    },
    async (request, reply) => {
      const change = { actor: actorOf(principalOf(request)), now: context.now().getTime() };
      if (!(await enrolmentTokens.revoke(request.params.id, change))) {
        throw new Refusal(404, 'enrolment-token-unknown', 'No token that is still good has this id.');
      }
      return reply.code(204).send(null);
    },
  );
}
