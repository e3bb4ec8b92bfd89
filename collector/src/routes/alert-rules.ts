import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { actorOf } from '../access/principal.ts';
import {
  AlertMessageView,
  AlertPreview,
  AlertRuleInput,
  AlertRuleView,
  messageStates,
} from '../api/alert-schemas.ts';
import { Problem } from '../api/schemas.ts';
import { textOf } from '../alerts/message.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { principalOf } from '../plugins/access.ts';
import type { KeptMessage } from '../store/alerts/alert-message-repository.ts';
import type { Rule } from '../store/alerts/alert-repository.ts';

const params = z.object({ id: z.string().max(64) });
const rulesAtMost = 100;
const bodyLimit = 32 * 1024;

/** What people want told, and what they were told. */
export function alertRuleRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { alerts, alertMessages } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const changeBy = (request: Parameters<typeof principalOf>[0]) => ({
    actor: actorOf(principalOf(request)),
    now: context.now().getTime(),
  });

  routes.get(
    '/api/v1/alerts/rules',
    {
      config: { access: 'alerts:read' },
      schema: {
        summary: 'Rules of alerts, by name',
        response: { 200: z.object({ rules: z.array(AlertRuleView) }) },
      },
    },
    async () => {
      const rules = await alerts.rules();
      return { rules: await Promise.all(rules.map((rule) => viewOf(rule, context))) };
    },
  );

  routes.post(
    '/api/v1/alerts/rules',
    {
      bodyLimit,
      config: { access: 'alerts:manage' },
      schema: {
        summary: 'Make a rule; it tells of what happens from now on',
        body: AlertRuleInput,
        response: { 201: z.object({ id: z.string() }), 400: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      await check(request.body, context);
      if ((await alerts.rules()).length >= rulesAtMost) {
        throw new Refusal(409, 'alert-rules-too-many', `There are ${rulesAtMost} rules. Remove one first.`);
      }
      const id = await alerts.putRule(null, request.body, changeBy(request));
      changed(context);
      return reply.code(201).send({ id: String(id) });
    },
  );

  routes.put(
    '/api/v1/alerts/rules/:id',
    {
      bodyLimit,
      config: { access: 'alerts:manage' },
      schema: {
        summary: 'Change a rule; with another trigger, what it has gathered is forgotten',
        params,
        body: AlertRuleInput,
        response: { 204: z.null(), 400: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      await check(request.body, context);
      const id = await alerts.putRule(request.params.id, request.body, changeBy(request));
      if (id === null) throw unknownRule();
      changed(context);
      return reply.code(204).send(null);
    },
  );

  routes.delete(
    '/api/v1/alerts/rules/:id',
    {
      config: { access: 'alerts:manage' },
      schema: {
        summary: 'Remove a rule; its messages stay in the log',
        params,
        response: { 204: z.null(), 404: Problem },
      },
    },
    async (request, reply) => {
      if (!(await alerts.removeRule(request.params.id, changeBy(request)))) throw unknownRule();
      changed(context);
      return reply.code(204).send(null);
    },
  );

  routes.post(
    '/api/v1/alerts/preview',
    {
      bodyLimit,
      config: { access: 'alerts:manage' },
      schema: {
        summary:
          'What a rule would have told in the last seven days, or would tell now; nothing is sent or kept',
        body: AlertRuleInput,
        response: { 200: AlertPreview, 400: Problem },
      },
    },
    (request) => context.alerts.preview(request.body),
  );

  const messageNamed = async (id: string) => {
    const message = await alertMessages.find(id);
    if (message) return message;
    throw new Refusal(
      404,
      'alert-message-unknown',
      'No message has this id any more. Leave `before` out to begin at the newest.',
    );
  };

  routes.get(
    '/api/v1/alerts/messages',
    {
      config: { access: 'alerts:read' },
      schema: {
        summary: 'Messages, newest first; `before` the id of the last one of a page gives the next',
        querystring: z.strictObject({
          limit: z.coerce.number().int().min(1).max(200).default(50),
          state: z.enum(messageStates).optional(),
          channel: z.string().max(64).optional(),
          before: z.string().max(64).optional(),
        }),
        response: {
          200: z.object({
            counts: z.object({ waiting: z.int(), sent: z.int(), 'given-up': z.int() }),
            messages: z.array(AlertMessageView),
          }),
          404: Problem,
        },
      },
    },
    async (request) => {
      const { limit, state, channel, before } = request.query;
      const last = before === undefined ? null : await messageNamed(before);
      const messages = await alertMessages.list({
        limit,
        ...(state && { state }),
        ...(channel !== undefined && { channelId: channel }),
        ...(last && { before: last }),
      });
      const names = new Map((await alerts.channels()).map(({ id, name }) => [id, name]));
      return {
        counts: await alertMessages.counts(),
        messages: messages.map((message) => messageView(message, names)),
      };
    },
  );

  routes.post(
    '/api/v1/alerts/messages/:id/sending',
    {
      config: { access: 'alerts:manage' },
      schema: {
        summary: 'Send a message again that waits or was given up',
        params,
        response: { 204: z.null(), 404: Problem },
      },
    },
    async (request, reply) => {
      if (!(await alertMessages.sendAgain(request.params.id, changeBy(request)))) {
        throw new Refusal(
          404,
          'alert-message-unknown',
          'No message that waits or was given up has this id. What was sent is not sent again.',
        );
      }
      changed(context);
      return reply.code(204).send(null);
    },
  );
}

/** @throws {Refusal} it names a channel or control that is not there */
async function check({ channels, trigger }: AlertRuleInput, context: CollectorContext): Promise<void> {
  const known = new Set((await context.repositories.alerts.channels()).map(({ id }) => id));
  const missing = channels.find((id) => !known.has(id));
  if (missing !== undefined) {
    throw new Refusal(400, 'alert-channel-unknown', 'A channel of the rule is not there. Choose others.');
  }
  if (trigger.kind !== 'failure') return;
  const control = trigger.controls.find((id) => context.controls.every((one) => one.id !== id));
  if (control !== undefined) {
    throw new Refusal(
      400,
      'control-unknown',
      `There is no control ${control}. GET /api/v1/controls lists them.`,
    );
  }
}

function unknownRule(): Refusal {
  return new Refusal(404, 'alert-rule-unknown', 'No rule has this id.');
}

function changed({ alerts, notices }: CollectorContext): void {
  alerts.wake();
  notices.tell('alerts');
}

async function viewOf(rule: Rule, { alerts }: CollectorContext): Promise<AlertRuleView> {
  const { changedAt: _changedAt, toldEvent: _toldEvent, lastMessageAt, ...stated } = rule;
  const { gathered, nextMessageAt } = await alerts.outlook(rule);
  return {
    ...stated,
    gathered,
    lastMessageAt: instant(lastMessageAt),
    nextMessageAt: instant(nextMessageAt),
  };
}

function messageView(message: KeptMessage, channels: ReadonlyMap<string, string>): AlertMessageView {
  const { id, content, channelId, state, attempts, madeAt, sentAt, nextAttemptAt, lastError } = message;
  return {
    id,
    rule: content.rule?.name ?? null,
    channel: channels.get(channelId) ?? channelId,
    subject: content.subject,
    text: textOf(content),
    state,
    attempts,
    madeAt: new Date(madeAt).toISOString(),
    sentAt: instant(sentAt),
    nextAttemptAt: instant(nextAttemptAt),
    lastError,
  };
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
