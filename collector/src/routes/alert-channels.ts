import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { actorOf } from '../access/principal.ts';
import { checkedChannel } from '../alerts/checked-channel.ts';
import { destinationOf } from '../alerts/destination-of.ts';
import { ChannelInput, ChannelView, TestResult } from '../api/alert-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { principalOf } from '../plugins/access.ts';
import type { Channel } from '../store/alerts/alert-repository.ts';

const params = z.object({ id: z.string().max(64) });
const channelsAtMost = 50;
const bodyLimit = 64 * 1024;

/** Where alerts go. What is secret comes in and never goes out again. */
export function alertChannelRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { repositories, alerts } = context;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const changeBy = (request: Parameters<typeof principalOf>[0]) => ({
    actor: actorOf(principalOf(request)),
    now: context.now().getTime(),
  });

  routes.get(
    '/api/v1/alerts/channels',
    {
      config: { access: 'alerts:read' },
      schema: {
        summary: 'Channels of alerts, by name, without what is secret of them',
        response: { 200: z.object({ channels: z.array(ChannelView) }) },
      },
    },
    async () => {
      const rules = await repositories.alerts.rules();
      const channels = await repositories.alerts.channels();
      return {
        channels: channels.map((channel) =>
          viewOf(channel, rules.filter(({ channels: used }) => used.includes(channel.id)).length, context),
        ),
      };
    },
  );

  routes.post(
    '/api/v1/alerts/channels',
    {
      bodyLimit,
      config: { access: 'alerts:manage' },
      schema: {
        summary: 'Make a channel',
        body: ChannelInput,
        response: { 201: z.object({ id: z.string() }), 400: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      if ((await repositories.alerts.channels()).length >= channelsAtMost) {
        const detail = `There are ${channelsAtMost} channels. Remove one first.`;
        throw new Refusal(409, 'alert-channels-too-many', detail);
      }
      const id = randomUUID();
      const channel = checkedChannel(id, request.body, null, alerts);
      await repositories.alerts.putChannel(channel, changeBy(request));
      context.notices.tell('alerts');
      return reply.code(201).send({ id });
    },
  );

  routes.put(
    '/api/v1/alerts/channels/:id',
    {
      bodyLimit,
      config: { access: 'alerts:manage' },
      schema: {
        summary:
          'Change a channel; what is secret stays where it is left out and the destination is the same',
        params,
        body: ChannelInput,
        response: { 204: z.null(), 400: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      const before = await found(request.params.id, context);
      const channel = checkedChannel(before.id, request.body, before, alerts);
      await repositories.alerts.putChannel(channel, changeBy(request));
      context.notices.tell('alerts');
      return reply.code(204).send(null);
    },
  );

  routes.delete(
    '/api/v1/alerts/channels/:id',
    {
      config: { access: 'alerts:manage' },
      schema: {
        summary: 'Remove a channel that no rule uses, with its messages',
        params,
        response: { 204: z.null(), 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const removed = await repositories.alerts.removeChannel(request.params.id, changeBy(request));
      if (removed === 'used') {
        const detail = 'A rule sends to this channel. Change the rule first.';
        throw new Refusal(409, 'alert-channel-used', detail);
      }
      if (!removed) throw unknownChannel();
      context.notices.tell('alerts');
      return reply.code(204).send(null);
    },
  );

  routes.post(
    '/api/v1/alerts/channels/:id/test',
    {
      bodyLimit,
      config: { access: 'alerts:manage' },
      schema: {
        summary: 'Send a test message now, and say how it went',
        params,
        body: z.strictObject({ language: z.enum(['ja', 'en']).default('ja') }),
        response: { 200: TestResult, 400: Problem, 404: Problem, 429: Problem },
      },
    },
    async (request) => {
      const channel = await found(request.params.id, context);
      return alerts.test(channel, request.body.language, changeBy(request));
    },
  );
}

async function found(id: string, { repositories }: CollectorContext): Promise<Channel> {
  const channel = await repositories.alerts.channel(id);
  if (channel === null) throw unknownChannel();
  return channel;
}

function unknownChannel(): Refusal {
  return new Refusal(404, 'alert-channel-unknown', 'No channel has this id.');
}

function viewOf(
  { id, name, settings, secret }: Channel,
  rules: number,
  { alerts }: CollectorContext,
): ChannelView {
  const fromFile = settings.kind === 'mail' && settings.password === 'file';
  return {
    id,
    name,
    settings,
    hasSecret: fromFile ? alerts.hasSecretFile(settings.host) : secret !== null,
    destination: destinationOf(settings),
    rules,
  };
}
