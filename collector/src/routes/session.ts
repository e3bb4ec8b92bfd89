import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { permissionsOf } from '../access/principal.ts';
import { Code, Password, Session } from '../api/people-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { installationOf } from '../installation.ts';
import { checkSignIn, openSession } from '../people/sign-in.ts';
import { personOf, sessionCookie } from '../plugins/access.ts';

const path = '/api/v1/session';
const installation = installationOf();

/** Signing in and out. */
export function sessionRoutes(app: FastifyInstance, context: CollectorContext): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    path,
    {
      config: { access: 'own-account:manage' },
      schema: { summary: 'Who is signed in', response: { 200: Session, 401: Problem } },
    },
    async (request) => {
      const person = personOf(request);
      const { accountId, name, displayName, role, secondFactor, singleSignOn, csrfToken } = person;
      return {
        account: { id: accountId, name, displayName, role, secondFactor, singleSignOn },
        permissions: permissionsOf(person),
        csrfToken,
        singleSignOut: singleSignOn ? (context.singleSignOn?.signOutAddress() ?? null) : null,
        installation,
      };
    },
  );

  routes.post(
    path,
    {
      bodyLimit: 4096,
      config: { access: 'public' },
      schema: {
        summary: 'Sign in; the answer sets the cookie',
        body: z.strictObject({
          // Whatever is typed is looked up; only names that can exist are found.
          name: z.string().trim().toLowerCase().min(1).max(64),
          password: Password,
          code: Code.optional(),
        }),
        response: { 204: z.null(), 400: Problem, 401: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const account = await checkSignIn(context, request.body, request.ip);
      await openSession(context, account, request, reply);
      return reply.code(204).send(null);
    },
  );

  routes.delete(
    path,
    {
      config: { access: 'own-account:manage' },
      schema: { summary: 'Sign out', response: { 204: z.null(), 401: Problem } },
    },
    async (request, reply) => {
      await context.repositories.sessions.close(personOf(request), context.now().getTime());
      reply.clearCookie(sessionCookie, { path: '/', secure: true, httpOnly: true, sameSite: 'strict' });
      return reply.code(204).send(null);
    },
  );
}
