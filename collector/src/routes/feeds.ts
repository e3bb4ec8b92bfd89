import { createWriteStream, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { referenceTitles, shippedSources } from '@tenken/controls';
import { own, text } from '@tenken/shared';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { actorOf } from '../access/principal.ts';
import { FeedImportView, Feeds } from '../api/administration-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { feedsInForce } from '../feeds/feeds-in-force.ts';
import { Refusal } from '../ingest/refusal.ts';
import { deskLimits } from '../limits/limits.ts';
import { principalOf } from '../plugins/access.ts';

const historyAtMost = 50;

/** Reference data that is carried in: what is in force, and taking in more. */
export function feedRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { feedImports, repositories } = context;
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/feeds',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'Reference data in force with its age, whose bundles are taken in, and the newest import',
        response: { 200: Feeds },
      },
    },
    async () => {
      const { feeds } = repositories;
      const inForce = feedsInForce(await feeds.inForceAt(Number.MAX_SAFE_INTEGER), context.now().getTime());
      const keys = await feeds.keys();
      const before = await feeds.replaced(historyAtMost);
      return {
        feeds: inForce.map((feed) => ({
          ...feed,
          covers: [...feed.covers],
          title: own(referenceTitles, feed.kind) ?? null,
          sourceText:
            (feed.signer === null ? own(shippedSources, feed.kind) : null) ?? text(feed.source, feed.source),
        })),
        keys: keys.map(({ fingerprint, label, trustedAt, trustedBy }) => ({
          fingerprint,
          label,
          trustedAt: new Date(trustedAt).toISOString(),
          trustedBy,
        })),
        history: before.map(({ name, asOf, from, until, signer }) => ({
          name,
          asOf,
          from: new Date(from).toISOString(),
          until: new Date(until).toISOString(),
          signer,
        })),
        importing: feedImports.newest,
      };
    },
  );

  void app.register(async (scope) => {
    // Written to disk as it comes: a bundle is larger than what may be in memory.
    scope.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
    scope.withTypeProvider<ZodTypeProvider>().post(
      '/api/v1/feeds',
      {
        bodyLimit: deskLimits.feedBundleBytes,
        config: { access: 'feeds:import' },
        schema: {
          summary:
            'Take in a signed bundle of reference data, the file itself; GET /api/v1/feeds tells how it goes',
          consumes: ['application/octet-stream'],
          querystring: z.strictObject({
            name: z.string().max(200).default('bundle.zip'),
            /** Also a bundle that is older than what is in force. */
            older: z.enum(['yes', 'no']).default('no'),
          }),
          response: { 202: FeedImportView, 400: Problem, 409: Problem, 413: Problem, 415: Problem },
        },
      },
      async (request, reply) => {
        const { body } = request;
        if (!(body instanceof Readable)) {
          const detail = 'Send the bundle itself with Content-Type: application/octet-stream.';
          throw new Refusal(415, 'content-type-wrong', detail);
        }
        if (feedImports.isRunning) throw busy();
        const path = feedImports.place();
        try {
          await pipeline(body, bounded, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
          if (feedImports.isRunning) throw busy();
        } catch (error) {
          rmSync(path, { force: true });
          throw error;
        }
        const { name: file, older } = request.query;
        const allowOlder = older === 'yes';
        const actor = actorOf(principalOf(request));
        return reply.code(202).send(feedImports.begin({ path, file, actor, allowOlder }));
      },
    );
  });
}

async function* bounded(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > deskLimits.feedBundleBytes) {
      throw new Refusal(
        413,
        'feed-too-large',
        'The bundle is larger than may be uploaded. Take it in on the machine of the collector: tenken feed import FILE.',
      );
    }
    yield chunk;
  }
}

function busy(): Refusal {
  return new Refusal(409, 'feed-import-running', 'Another import is under way. Wait until it has ended.');
}
