import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { hashPassword, weaknessOf } from '../access/passwords.ts';
import { hashOf } from '../access/secrets.ts';
import { beginAttempt } from '../access/throttles.ts';
import { AccountName, DisplayName, Password } from '../api/people-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { openSession } from '../people/sign-in.ts';

/** The first administrator, for the code that the console showed: nobody has a default password. */
export function setupRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { accounts, audit, setupCodes } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/setup',
    {
      config: { access: 'public' },
      schema: {
        summary: 'Whether nobody has an account yet',
        response: { 200: z.object({ needed: z.boolean() }) },
      },
    },
    async () => ({ needed: !(await accounts.any()) }),
  );

  routes.post(
    '/api/v1/setup',
    {
      bodyLimit: 4096,
      config: { access: 'public' },
      schema: {
        summary: 'Make the first administrator, and sign in',
        body: z.strictObject({
          code: z.string().min(1).max(128),
          name: AccountName,
          displayName: DisplayName.optional(),
          password: Password,
        }),
        response: { 201: z.object({ id: z.string() }), 400: Problem, 403: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const { code, name, displayName = name, password } = request.body;
      const now = context.now().getTime();
      beginAttempt([[context.throttles.setUp, request.ip]], now);
      const refuse = async (): Promise<never> => {
        const details = { address: request.ip };
        await audit.append({
          at: now,
          actor: 'nobody',
          action: 'set-up-refused',
          subject: 'set-up',
          details,
        });
        throw new Refusal(
          403,
          'setup-code-refused',
          'This code is wrong, used or older than a day. Send the one that the collector shows when it starts.',
        );
      };
      if (!(await setupCodes.isGood(code, now))) return refuse();
      context.throttles.setUp.succeeded(request.ip);
      const weakness = weaknessOf(password, name);
      if (weakness !== null) throw new Refusal(400, 'password-weak', weakness);
      const passwordHash = await hashPassword(password);
      const account = { name, displayName, role: 'administrator' as const, passwordHash };
      const id = await accounts.createFirst(account, hashOf(code), now);
      if (id === null) return refuse();
      const made = await accounts.credentials({ id });
      if (made) await openSession(context, made, request, reply);
      return reply.code(201).send({ id });
    },
  );
}
