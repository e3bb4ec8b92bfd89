import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { hashPassword, verifyPassword, weaknessOf } from '../access/passwords.ts';
import { actorOf } from '../access/principal.ts';
import { beginAttempt } from '../access/throttles.ts';
import { newTotpSecret, totpAddress, totpStep } from '../access/totp.ts';
import { Code, Password } from '../api/people-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { openSession } from '../people/sign-in.ts';
import { personOf } from '../plugins/access.ts';
import type { Credentials } from '../store/people/account-repository.ts';

const config = { access: 'own-account:manage' } as const;
const refusals = { 400: Problem, 401: Problem, 403: Problem, 429: Problem };

/** What people do with their own account. Each change ends all their sessions and gives this browser a new one. */
export function ownAccountRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { accounts, audit } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    '/api/v1/account/password',
    {
      bodyLimit: 4096,
      config,
      schema: {
        summary: 'Change the own password',
        body: z.strictObject({ password: Password, newPassword: Password }),
        response: { 204: z.null(), ...refusals },
      },
    },
    async (request, reply) => {
      const { password, newPassword } = request.body;
      const own = await confirmed(request, password);
      const weakness = weaknessOf(newPassword, own.name);
      if (weakness !== null) throw new Refusal(400, 'password-weak', weakness);
      await accounts.changePassword(own.id, await hashPassword(newPassword), changeBy(request));
      return renewed(own.id, request, reply);
    },
  );

  routes.post(
    '/api/v1/account/totp',
    {
      bodyLimit: 4096,
      config,
      schema: {
        summary: 'Get a secret for an authenticator; it counts once a code confirmed it',
        body: z.strictObject({ password: Password }),
        response: { 200: z.object({ secret: z.string(), address: z.string() }), ...refusals },
      },
    },
    async (request) => {
      const own = await confirmed(request, request.body.password);
      if (own.totpSecret !== null) {
        throw new Refusal(400, 'second-factor-present', 'There is a second factor. Send DELETE here first.');
      }
      const secret = newTotpSecret();
      await accounts.offerSecondFactor(own.id, secret);
      return { secret, address: totpAddress(secret, own.name) };
    },
  );

  routes.post(
    '/api/v1/account/totp/confirmation',
    {
      bodyLimit: 4096,
      config,
      schema: {
        summary: 'Confirm the second factor with a code',
        body: z.strictObject({ code: Code }),
        response: { 204: z.null(), ...refusals },
      },
    },
    async (request, reply) => {
      const person = personOf(request);
      const own = await accounts.credentials({ id: person.accountId });
      const secret = own?.totpPendingSecret;
      const step = secret ? totpStep(secret, request.body.code, context.now()) : null;
      if (!own || !secret || step === null) {
        throw new Refusal(400, 'code-wrong', 'Send the code that the authenticator shows now.');
      }
      await accounts.addSecondFactor(own.id, secret, step, changeBy(request));
      return renewed(own.id, request, reply);
    },
  );

  routes.delete(
    '/api/v1/account/totp',
    {
      bodyLimit: 4096,
      config,
      schema: {
        summary: 'Remove the own second factor',
        body: z.strictObject({ password: Password }),
        response: { 204: z.null(), ...refusals },
      },
    },
    async (request, reply) => {
      const own = await confirmed(request, request.body.password);
      await accounts.removeSecondFactor(own.id, changeBy(request));
      return renewed(own.id, request, reply);
    },
  );

  /** Who found an unlocked screen does not know the password. */
  async function confirmed(request: FastifyRequest, password: string): Promise<Credentials> {
    const { accountId, name } = personOf(request);
    const throttle = context.throttles.signInByName;
    beginAttempt([[throttle, name]], context.now().getTime());
    const own = await accounts.credentials({ id: accountId });
    if (!own || !(await verifyPassword(password, own.passwordHash))) {
      const subject = `account:${name}`;
      const details = { address: request.ip, reason: 'present password' };
      const at = context.now().getTime();
      await audit.append({ at, actor: subject, action: 'sign-in-refused', subject, details });
      throw new Refusal(403, 'password-wrong', 'Send your present password.');
    }
    throttle.succeeded(name);
    return own;
  }

  function changeBy(request: FastifyRequest) {
    return { actor: actorOf(personOf(request)), now: context.now().getTime() };
  }

  async function renewed(id: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const own = await accounts.credentials({ id });
    if (own) await openSession(context, own, request, reply);
    return reply.code(204).send(null);
  }
}
