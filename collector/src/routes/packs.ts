import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { AssessmentId, Moment } from '../api/assessment-schemas.ts';
import { Problem } from '../api/schemas.ts';
import { exportEvent, packHeader } from '../assessments/desk/make-pack.ts';
import type { MadePack } from '../assessments/desk/make-pack.ts';
import { makePackOnThread } from '../assessments/desk/pack-on-thread.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { deskLimits, retryAfterSeconds } from '../limits/limits.ts';
import { Turns } from '../limits/turns.ts';
import { fileOf } from '../limits/uploads.ts';
import type { Uploads } from '../limits/uploads.ts';
import { openPackSigner } from '../pack/pack-signer.ts';
import { untilGone, whoAsks } from './at-desk.ts';

const path = '/api/v1/assessments/:id/pack';
const params = z.object({ id: AssessmentId });
const Wanted = z.object({
  state: z
    .enum(['draft', 'final'])
    .default('final')
    .describe('a draft is there while items are open too: every page says DRAFT'),
  asOf: Moment.optional().describe('of a draft only'),
});
type Wanted = z.infer<typeof Wanted>;
const response = {
  200: z.unknown().describe('application/zip'),
  400: Problem,
  404: Problem,
  409: Problem,
  503: Problem,
};
const mostReplaced = 50;
/** Of a workbook's rows and labels: a header has room for no more. The rest is seen in the workbook. */
const mostTold = 20;

/**
 * Evidence packs as downloads. One is made at a time, on a thread of its own, into a scratch file that has no name any
 * more when its first byte leaves; whoever goes away meanwhile ends the work.
 */
export function packRoutes(app: FastifyInstance, context: CollectorContext, uploads: Uploads): void {
  const turns = new Turns({ most: deskLimits.packsAtOnce, waiting: 0 }, context.limits, () => {
    const seconds = retryAfterSeconds(context.limits);
    return new Refusal(503, 'pack-busy', 'Another pack is being made. Send this again later.', seconds);
  });

  app.withTypeProvider<ZodTypeProvider>().get(
    path,
    {
      exposeHeadRoute: false,
      config: { access: 'assessments:export' },
      schema: {
        summary: `The evidence pack, a zip archive; ${packHeader} holds its fingerprint`,
        params,
        querystring: Wanted,
        response,
      },
    },
    (request, reply) => answer(request, reply, request.params.id, request.query, null),
  );

  uploads.raw(app, (scope) => {
    scope.withTypeProvider<ZodTypeProvider>().post(
      path,
      {
        bodyLimit: deskLimits.uploadBytes,
        onRequest: uploads.admit,
        config: { access: 'assessments:export' },
        schema: {
          summary: 'The same with the own workbook of the form, which is sent, filled by item number',
          consumes: ['application/octet-stream'],
          params,
          querystring: Wanted,
          response: { ...response, 413: Problem, 415: Problem },
        },
      },
      (request, reply) => answer(request, reply, request.params.id, request.query, fileOf(request.body)),
    );
  });

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    assessment: string,
    wanted: Wanted,
    template: Buffer | null,
  ): Promise<FastifyReply> {
    const gone = untilGone(reply);
    const made = await make(assessment, wanted, template, gone);
    if (made === null) return reply.hijack();
    const { pack, file } = made;
    const { actor, now } = whoAsks(request, context);
    await context.repositories.audit.append(exportEvent(pack, actor, now));
    if (gone.aborted) {
      await file.close();
      return reply.hijack();
    }
    reply.raw.setTimeout(deskLimits.downloadSilenceMs, () => reply.raw.destroy());
    const name = `tenken-${pack.assessment.slice(0, 8)}-${pack.state}.zip`;
    return reply
      .type('application/zip')
      .header('content-length', pack.bytes)
      .header('content-disposition', `attachment; filename="${name}"`)
      .header(packHeader, receiptOf(pack))
      .send(file.createReadStream());
  }

  /** @returns null when nobody waits for it any more */
  async function make(
    assessment: string,
    { state, asOf }: Wanted,
    template: Buffer | null,
    gone: AbortSignal,
  ): Promise<{ pack: MadePack; file: FileHandle } | null> {
    const end = await turns.take();
    const { authority, directory } = context;
    const folder = await mkdtemp(join(directory.scratch, 'pack-'));
    try {
      const workbook = join(folder, 'template.xlsx');
      if (template) await writeFile(workbook, template);
      const now = context.now();
      const { certificate, authorities } = await openPackSigner(directory.authority, authority, now);
      const job = {
        database: directory.database,
        authority: directory.authority,
        signer: { certificate, authorities },
        folder,
        staleAfterMs: context.staleAfterMs,
        wish: { assessment, draft: state === 'draft', asOf, template: template ? workbook : undefined },
        destination: join(folder, 'pack.zip'),
        now: now.getTime(),
      };
      const pack = await makePackOnThread(job, gone);
      return { pack, file: await open(pack.path) };
    } catch (error) {
      if (gone.aborted) return null;
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
      end();
    }
  }
}

/** A header holds ASCII only; where the collector made the pack is nobody's matter. */
function receiptOf({ replacedCharacters, template, ...pack }: MadePack): string {
  const receipt = {
    ...pack,
    path: undefined,
    replacedCharacters: replacedCharacters.slice(0, mostReplaced),
    template: template && {
      ...template,
      cramped: template.cramped.slice(0, mostTold),
      crampedBeyond: Math.max(0, template.cramped.length - mostTold),
      cover: template.cover.slice(0, mostTold),
    },
  };
  return JSON.stringify(receipt).replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
