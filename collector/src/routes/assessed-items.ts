import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { checklists } from '@tenken/controls';
import * as z from 'zod';
import { AssessedItem, AssessmentId, ItemEdit, ItemSheet, Name } from '../api/assessment-schemas.ts';
import { Problem } from '../api/schemas.ts';
import { checklistOf, itemOf } from '../assessments/checked-input.ts';
import { namesakes } from '../results/namesakes.ts';
import { itemSheet } from '../assessments/desk/item-sheet.ts';
import { writtenTag } from '../assessments/item-tag.ts';
import type { CollectorContext } from '../context.ts';
import { deskContext, deskOfCollector, whoAsks } from './at-desk.ts';
import { unlessEdited } from './edited-meanwhile.ts';
import { eventViews, itemView, readBefore, tagsOf } from './item-view.ts';

const path = '/api/v1/assessments/:id';
const params = z.object({ id: AssessmentId, item: Name });
const refusals = { 400: Problem, 404: Problem, 409: Problem, 503: Problem };

/** Judges in its turn. */
type InTurn = <Result>(
  reply: FastifyReply,
  work: (signal: AbortSignal) => Promise<Result>,
) => Promise<Result>;

/** Single items of an assessment, so that an edit does not judge all of them again. */
export function assessedItemRoutes(app: FastifyInstance, context: CollectorContext, inTurn: InTurn): void {
  const desk = deskOfCollector(context);
  const { assessments, itemHistory } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  async function placeOf({ id, item }: { id: string; item: string }) {
    const assessment = await assessments.get(id);
    return { ...assessment, item: itemOf(checklistOf(checklists(), assessment.checklist), item).id };
  }

  routes.get(
    `${path}/written`,
    {
      config: { access: 'assessments:read' },
      schema: {
        summary: 'Tags of the items that somebody has written of; nothing is judged for it',
        params: z.object({ id: AssessmentId }),
        response: { 200: z.object({ items: z.record(z.string(), z.string()) }), 404: Problem },
      },
    },
    async (request) => {
      const tags = await tagsOf(context, request.params.id);
      return { items: Object.fromEntries([...tags].map(([item, tag]) => [item, writtenTag(tag)])) };
    },
  );

  routes.get(
    `${path}/items/:item`,
    {
      exposeHeadRoute: false,
      config: { access: 'assessments:read' },
      schema: {
        summary:
          'One item with its findings and history; judged when it is asked for, ETag of what people wrote',
        params,
        response: { 200: ItemSheet, ...refusals },
      },
    },
    (request, reply) =>
      inTurn(reply, async (signal) => {
        const { id: assessment, item } = request.params;
        const place = await placeOf(request.params);
        const tags = await itemHistory.tags(place);
        const asked = { assessment, item, signal };
        const sheet = await itemSheet(deskContext(context), asked, context.now().getTime());
        const view = itemView(sheet.item, tags);
        void reply.header('etag', view.tag);
        const titles = new Map(context.controls.map(({ id, title }) => [id, title]));
        return {
          item: view,
          findings: sheet.findings.map((finding) => ({
            ...finding,
            controlTitle: titles.get(finding.control) ?? { ja: finding.control, en: finding.control },
          })),
          findingsTotal: sheet.findingsTotal,
          namesakes: await namesakes(
            context,
            sheet.findings.map(({ host }) => host),
          ),
          history: await eventViews(context, await itemHistory.history(place, place.item)),
        };
      }),
  );

  routes.patch(
    `${path}/items/:item`,
    {
      config: { access: 'assessments:manage' },
      schema: {
        summary:
          'Choose the mark of an item or write its remarks, or take either back; If-Match names what was read',
        params,
        body: ItemEdit,
        response: { 200: AssessedItem, ...refusals, 412: Problem },
      },
    },
    (request, reply) =>
      inTurn(reply, async (signal) => {
        const { id: assessment, item } = request.params;
        const before = readBefore(request);
        const edit = {
          assessment,
          item,
          ...request.body,
          ...(before && { revision: before.revision }),
          signal,
        };
        const edited = await unlessEdited(
          context,
          { kind: 'edit', named: before !== null, place: () => placeOf(request.params) },
          () => desk.editItem(edit, whoAsks(request, context)),
        );
        context.notices.tell('assessments');
        const view = itemView(edited, await tagsOf(context, assessment));
        void reply.header('etag', view.tag);
        return view;
      }),
  );
}
