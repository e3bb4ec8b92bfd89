import { Readable } from 'node:stream';
import { defaultVariant } from '@tenken/controls';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import {
  ControlFilter,
  FindingFilter,
  FindingQuery,
  HostFilter,
  HostQuery,
  ItemFilter,
} from '../api/result-schemas.ts';
import { Problem } from '../api/schemas.ts';
import { controlSummary } from '../api/views.ts';
import type { CollectorContext } from '../context.ts';
import { csvBytes } from '../documents/csv/write-csv.ts';
import type { Table } from '../documents/table.ts';
import { deskLimits } from '../limits/limits.ts';
import { Turns } from '../limits/turns.ts';
import {
  controlCsvColumns,
  findingCsvColumns,
  hostCsvColumns,
  itemCsvColumns,
} from '../results/csv-columns.ts';
import { csvTable } from '../results/csv-list.ts';
import { allFindings } from '../results/finding-page.ts';
import { OutcomeCounts } from '../api/outcome-counts.ts';
import { checklistItems, checklistNamed } from '../results/checklist-items.ts';
import { allHosts } from '../results/host-page.ts';
import { wantedControls } from '../results/wanted-controls.ts';
import { wantedItems } from '../results/wanted-items.ts';

const Shape = {
  columns: z.string().max(1000).optional().describe('names with commas between them; all unless told'),
  encoding: z.enum(['utf-8', 'shift_jis']).default('utf-8'),
  language: z.enum(['ja', 'en']).default('ja'),
};
const response = { 200: z.unknown().describe('text/csv'), 400: Problem, 503: Problem };

/** What is seen in a list, whole and as CSV: row after row, however many there are. */
export function csvListRoutes(app: FastifyInstance, context: CollectorContext): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const turns = new Turns({ most: deskLimits.listsAtOnce, waiting: 0 }, context.limits);

  async function send(
    reply: FastifyReply,
    table: Table,
    encoding: 'utf-8' | 'shift_jis',
  ): Promise<FastifyReply> {
    const end = await turns.take();
    const bytes = Readable.from(csvBytes(table, { encoding }));
    bytes.once('close', end);
    reply.raw.setTimeout(deskLimits.downloadSilenceMs, () => reply.raw.destroy());
    return reply
      .type(`text/csv; charset=${encoding}`)
      .header('content-disposition', `attachment; filename="tenken-${table.id}.csv"`)
      .send(bytes);
  }

  routes.get(
    '/api/v1/hosts.csv',
    {
      exposeHeadRoute: false,
      config: { access: 'results:read' },
      schema: {
        summary: 'The list of hosts as CSV, with the same filters',
        querystring: HostFilter.extend({ sort: HostQuery.shape.sort, ...Shape }),
        response,
      },
    },
    ({ query: { columns, encoding, language, ...query } }, reply) =>
      send(
        reply,
        csvTable('hosts', hostCsvColumns, columns, language, () => allHosts(context, query)),
        encoding,
      ),
  );

  routes.get(
    '/api/v1/findings.csv',
    {
      exposeHeadRoute: false,
      config: { access: 'results:read' },
      schema: {
        summary: 'The list of findings as CSV, with the same filters',
        querystring: FindingFilter.extend({ sort: FindingQuery.shape.sort, ...Shape }),
        response,
      },
    },
    ({ query: { columns, encoding, language, ...query } }, reply) =>
      send(
        reply,
        csvTable('findings', findingCsvColumns, columns, language, () => allFindings(context, query)),
        encoding,
      ),
  );

  routes.get(
    '/api/v1/controls.csv',
    {
      exposeHeadRoute: false,
      config: { access: 'results:read' },
      schema: {
        summary: 'The list of controls as CSV, with the filters of the page',
        querystring: ControlFilter.extend(Shape),
        response,
      },
    },
    async ({ query: { columns, encoding, language, ...filter } }, reply) => {
      const counts = new OutcomeCounts(
        await context.repositories.tallies.counts({ variant: defaultVariant }),
      );
      const all = context.controls.map((control) => controlSummary(control, counts));
      const controls = wantedControls(all, filter, language);
      return send(
        reply,
        csvTable('controls', controlCsvColumns, columns, language, () => controls),
        encoding,
      );
    },
  );

  routes.get(
    '/api/v1/checklists/:id/items.csv',
    {
      exposeHeadRoute: false,
      config: { access: 'results:read' },
      schema: {
        summary: 'Items of a checklist with their results as CSV, with the filters of the page',
        params: z.object({ id: z.string().max(64) }),
        querystring: ItemFilter.extend(Shape),
        response: { ...response, 404: Problem },
      },
    },
    async ({ params, query: { columns, encoding, language, ...filter } }, reply) => {
      const checklist = checklistNamed(context, params.id);
      const items = wantedItems(await checklistItems(context, checklist), filter);
      return send(
        reply,
        csvTable('items', itemCsvColumns, columns, language, () => items),
        encoding,
      );
    },
  );
}
