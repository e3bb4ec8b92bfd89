import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { Watchers } from '../events/watchers.ts';
import { Refusal } from '../ingest/refusal.ts';
import { subjectOfChange } from '../events/subject-of-change.ts';
import { personOf, sessionCookie } from '../plugins/access.ts';

/** What has changed, as it changes: names of subjects, never what they hold; who watches asks for that itself. */
export function eventRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { sessions } = context.repositories;
  const watchers = new Watchers(context.notices);
  app.addHook('preClose', (done) => {
    watchers.close();
    done();
  });
  app.addHook('onResponse', async (request, reply) => {
    const subject = reply.statusCode < 400 ? subjectOfChange(request.method, request.routeOptions.url) : null;
    if (subject !== null) context.notices.tell(subject);
  });

  app.get(
    '/api/v1/events',
    {
      exposeHeadRoute: false,
      // A page that listens by itself must not keep a session open that nobody sits at.
      config: { access: 'own-account:manage', unattended: true },
      schema: {
        summary: 'Server-sent events: the subject of each change, at most once a second each',
        produces: ['text/event-stream'],
        response: { 401: Problem, 406: Problem, 503: Problem },
      },
    },
    (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      if (request.headers.accept?.includes('text/event-stream') !== true) {
        throw new Refusal(406, 'events-only', 'This answer never ends. Send Accept: text/event-stream.');
      }
      const person = personOf(request);
      const cookie = request.cookies[sessionCookie] ?? '';
      const stillThere = async () => {
        const now = await sessions.person(cookie, context.now().getTime(), false);
        return now?.accountId === person.accountId && now.role === person.role;
      };
      const stream = watchers.add(person.accountId, stillThere);
      // Some proxies gather an answer before they pass it on.
      return reply.type('text/event-stream').header('x-accel-buffering', 'no').send(stream);
    },
  );
}
