import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { beginAttempt } from '../access/throttles.ts';
import type { AuditDetails } from '../audit/audit-entry.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { sessionCookie } from '../plugins/access.ts';
import { openSession } from '../people/sign-in.ts';
import { AnswerRefused, callbackPath } from '../people/single-sign-on/answer.ts';
import type { SingleSignOn } from '../people/single-sign-on/single-sign-on.ts';

const path = '/api/v1/session/single-sign-on';
/** Not strict: the browser comes back from the provider, which is another site. */
const cookieOptions = { secure: true, httpOnly: true, sameSite: 'lax', path: '/' } as const;
const pendingCookie = '__Host-tenken-sign-in';
/** Why the page for signing in is shown again; its words are the page's. */
type Why = 'unreachable' | 'answer-refused' | 'no-role' | 'disabled';

/** Signing in at an OpenID provider. The browser itself goes there and back, so refusals are told on the page. */
export function singleSignOnRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { audit, linkedAccounts } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/session/ways',
    {
      config: { access: 'public' },
      schema: {
        summary:
          'Which ways to sign in there are, besides local accounts, and whether a session was sent, good or not',
        response: { 200: z.object({ singleSignOn: z.boolean(), session: z.boolean() }) },
      },
    },
    async (request) => ({
      singleSignOn: context.singleSignOn !== null,
      session: request.cookies[sessionCookie] !== undefined,
    }),
  );

  routes.get(
    path,
    {
      config: { access: 'public', rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: { summary: 'Begin to sign in at the OpenID provider', response: { 303: z.null() } },
    },
    async (request, reply) => {
      const provider = configured();
      try {
        const { address, token } = await provider.begin(context.now().getTime());
        reply.setCookie(pendingCookie, token, { ...cookieOptions, maxAge: 600 });
        return await leadTo(reply, address);
      } catch (err) {
        request.log.warn({ err, issuer: provider.issuer }, 'The OpenID provider cannot be used');
        return leadBack(reply, 'unreachable');
      }
    },
  );

  routes.get(
    callbackPath,
    {
      config: { access: 'public' },
      schema: { summary: "Take the OpenID provider's answer", response: { 303: z.null() } },
    },
    async (request, reply) => {
      const provider = configured();
      const now = context.now().getTime();
      const throttle = context.throttles.signInByAddress;
      beginAttempt([[throttle, request.ip]], now);
      const token = request.cookies[pendingCookie];
      reply.clearCookie(pendingCookie, cookieOptions);
      const query = request.url.slice(callbackPath.length);
      const answer = await provider.finish(query, token, now).catch(async (err: unknown) => {
        request.log.warn({ err, issuer: provider.issuer }, 'A sign-in at the OpenID provider failed');
        if (!(err instanceof AnswerRefused)) return { why: 'unreachable' } as const;
        await refused(request, 'account', { reason: 'answer of the provider' });
        return { why: 'answer-refused' } as const;
      });
      if ('why' in answer) return leadBack(reply, answer.why);
      const { person, role } = answer;
      const details = { issuer: person.issuer, subject: person.subject };
      if (role === null) {
        const known = await linkedAccounts.endSessions(person);
        const subject = known === null ? 'account' : `account:${known}`;
        await refused(request, subject, { ...details, reason: 'no role' });
        return leadBack(reply, 'no-role');
      }
      const account = await linkedAccounts.signedIn(person, role, { address: request.ip, now });
      if (!account) {
        await refused(request, 'account', { ...details, reason: 'disabled' });
        return leadBack(reply, 'disabled');
      }
      throttle.succeeded(request.ip);
      await openSession(context, account, request, reply, { issuer: person.issuer });
      return leadTo(reply, '/');
    },
  );

  /** @throws {Refusal} 404 */
  function configured(): SingleSignOn {
    if (context.singleSignOn) return context.singleSignOn;
    throw new Refusal(
      404,
      'single-sign-on-absent',
      'This collector has no single sign-on. Sign in with a local account: POST /api/v1/session.',
    );
  }

  async function refused(request: FastifyRequest, subject: string, details: AuditDetails): Promise<void> {
    await audit.append({
      at: context.now().getTime(),
      actor: 'nobody',
      action: 'sign-in-refused',
      subject,
      details: { address: request.ip, ...details },
    });
  }
}

function leadBack(reply: FastifyReply, why: Why): FastifyReply {
  return leadTo(reply, `/?refused=${why}`);
}

function leadTo(reply: FastifyReply, address: string): FastifyReply {
  return reply.header('cache-control', 'no-store').redirect(address, 303);
}
