import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { checklists } from '@tenken/controls';
import * as z from 'zod';
import { Attesting, Made, Name, Planning, SystemId } from '../api/assessment-schemas.ts';
import { Problem } from '../api/schemas.ts';
import { checklistOf, itemOf } from '../assessments/checked-input.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { deskLimits } from '../limits/limits.ts';
import type { Uploads } from '../limits/uploads.ts';
import { deskOfCollector, whoAsks } from './at-desk.ts';
import { unlessEdited } from './edited-meanwhile.ts';
import { readBefore } from './item-view.ts';

const path = '/api/v1/systems/:system/checklists/:checklist/items/:item';
const params = z.object({ system: SystemId, checklist: Name, item: Name });
type Params = z.infer<typeof params>;
const refusals = { 400: Problem, 404: Problem, 409: Problem, 412: Problem };
/** Base64 is a third longer than what it stands for; the rest of an answer is small. */
const attestationBytes = Math.ceil((deskLimits.uploadBytes * 4) / 3) + 256 * 1024;

/**
 * What people answer and plan for an item, for every assessment of its checklist and system. If-Match names what was
 * read, with the tag of the item in any of those assessments.
 */
export function itemAnswerRoutes(app: FastifyInstance, context: CollectorContext, uploads: Uploads): void {
  const desk = deskOfCollector(context);
  const { answers } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.put(
    `${path}/attestation`,
    {
      bodyLimit: attestationBytes,
      onRequest: uploads.admit,
      config: { access: 'assessments:manage' },
      schema: {
        summary: '申告: answer what no machine sees, in the place of the answer before',
        params,
        body: Attesting,
        response: { 200: Made, ...refusals, 413: Problem },
      },
    },
    (request) => {
      const { files = [], ...answer } = request.body;
      const decoded = files.map(({ name, content }) => ({ name, content: Buffer.from(content, 'base64') }));
      if (decoded.reduce((sum, { content }) => sum + content.length, 0) > deskLimits.uploadBytes) {
        throw new Refusal(413, 'body-too-large', 'Send files of 10 MiB together at most.');
      }
      const before = readBefore(request);
      const asked = { ...request.params, ...answer, files: decoded, after: before?.attestation };
      return unlessEdited(context, placed('answer', before !== null, request.params), async () =>
        told(await desk.attest(asked, whoAsks(request, context))),
      );
    },
  );

  routes.put(
    `${path}/plan`,
    {
      config: { access: 'assessments:manage' },
      schema: {
        summary: '△: who does an item until when, in the place of the plan before',
        params,
        body: Planning,
        response: { 200: z.object({ dueOn: z.string() }), ...refusals },
      },
    },
    (request) => {
      const before = readBefore(request);
      const asked = { ...request.params, ...request.body, after: before?.plan };
      return unlessEdited(context, placed('plan', before !== null, request.params), async () =>
        told(await desk.plan(asked, whoAsks(request, context))),
      );
    },
  );

  for (const what of ['attestation', 'plan'] as const) {
    routes.delete(
      `${path}/${what}`,
      {
        config: { access: 'assessments:manage' },
        schema: {
          summary: `Take the ${what === 'plan' ? 'plan' : 'answer'} back; it stays in the history`,
          params,
          response: { 204: z.null(), ...refusals },
        },
      },
      async (request, reply) => {
        const { item, systemId, checklist } = placeOf(request.params);
        const key = { systemId, checklist, item };
        const { actor, now } = whoAsks(request, context);
        const change = { actor, now };
        const before = readBefore(request);
        const kind = what === 'plan' ? 'plan' : 'answer';
        const was = await unlessEdited(context, placed(kind, before !== null, request.params), () =>
          what === 'plan'
            ? answers.withdrawPlan(key, change, before?.plan)
            : answers.withdrawAttestation(key, change, before?.attestation),
        );
        if (!was) throw new Refusal(404, 'not-found', `The item has no ${what} that could be taken back.`);
        told(null);
        return reply.code(204).send(null);
      },
    );
  }

  function told<Answer>(answer: Answer): Answer {
    context.notices.tell('assessments');
    return answer;
  }
}

/** Answers belong to no single assessment. @throws {TenkenError} `checklist-unknown`, `item-unknown` */
function placeOf({ system: systemId, checklist: id, item }: Params) {
  const checklist = checklistOf(checklists(), id);
  return { id: '', systemId, checklist: checklist.id, item: itemOf(checklist, item).id };
}

function placed(kind: 'answer' | 'plan', named: boolean, params: Params) {
  return { kind, named, place: async () => placeOf(params) };
}
