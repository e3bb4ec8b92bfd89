import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Attesting, Made, Name, Planning, SystemId } from '../api/assessment-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { deskLimits } from '../limits/limits.ts';
import type { Uploads } from '../limits/uploads.ts';
import { deskOfCollector, whoAsks } from './at-desk.ts';

const path = '/api/v1/systems/:system/checklists/:checklist/items/:item';
const params = z.object({ system: SystemId, checklist: Name, item: Name });
const refusals = { 400: Problem, 404: Problem, 409: Problem };
/** Base64 is a third longer than what it stands for; the rest of an answer is small. */
const attestationBytes = Math.ceil((deskLimits.uploadBytes * 4) / 3) + 256 * 1024;

/** What people answer and plan for an item, for every assessment of its checklist and system. */
export function itemAnswerRoutes(app: FastifyInstance, context: CollectorContext, uploads: Uploads): void {
  const desk = deskOfCollector(context);
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
      return desk.attest({ ...request.params, ...answer, files: decoded }, whoAsks(request, context));
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
    (request) => desk.plan({ ...request.params, ...request.body }, whoAsks(request, context)),
  );
}
