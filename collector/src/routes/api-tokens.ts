import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { actorOf } from '../access/principal.ts';
import { ApiTokenView, Label, PermissionName, RoleName, TokenId } from '../api/people-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { principalOf } from '../plugins/access.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Tokens with which scripts call this API. */
export function apiTokenRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { apiTokens } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/api-tokens',
    {
      config: { access: 'accounts:read' },
      schema: {
        summary: 'API tokens, newest first',
        response: { 200: z.object({ tokens: z.array(ApiTokenView) }) },
      },
    },
    async () => ({ tokens: await apiTokens.list() }),
  );

  routes.post(
    '/api/v1/api-tokens',
    {
      bodyLimit: 4096,
      config: { access: 'accounts:manage' },
      schema: {
        summary: 'Make an API token; it is shown once',
        body: z.strictObject({
          label: Label,
          role: RoleName,
          scope: z.array(PermissionName).max(50).nullable().default(null),
          days: z.int().min(1).max(366),
        }),
        response: { 201: z.object({ token: z.string() }), 400: Problem },
      },
    },
    async (request, reply) => {
      const { days, ...wanted } = request.body;
      const change = { actor: actorOf(principalOf(request)), now: context.now().getTime() };
      const token = await apiTokens.create({ ...wanted, lifetimeMs: days * dayMs }, change);
      return reply.code(201).send({ token });
    },
  );

  routes.delete(
    '/api/v1/api-tokens/:id',
    {
      config: { access: 'accounts:manage' },
      schema: {
        summary: 'Revoke an API token',
        params: z.object({ id: TokenId }),
        response: { 204: z.null(), 404: Problem },
      },
    },
    async (request, reply) => {
      const change = { actor: actorOf(principalOf(request)), now: context.now().getTime() };
      if (!(await apiTokens.revoke(request.params.id, change))) {
        throw new Refusal(404, 'api-token-unknown', 'No token that is still good has this id.');
      }
      return reply.code(204).send(null);
    },
  );
}
