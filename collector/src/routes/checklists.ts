import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Checklist, ChecklistSummary, Overview, Problem } from '../api/schemas.ts';
import { OutcomeCounts } from '../api/outcome-counts.ts';
import { resultCounts } from '../api/views.ts';
import type { CollectorContext } from '../context.ts';
import { checklistItems, checklistNamed } from '../results/checklist-items.ts';

export function checklistRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { tallies } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  const summaries = async (): Promise<ChecklistSummary[]> => {
    const counts = new OutcomeCounts(await tallies.counts());
    return context.checklists.map((checklist) => ({
      id: checklist.id,
      edition: checklist.edition,
      title: checklist.title,
      shortTitle: checklist.shortTitle,
      items: checklist.items.length,
      results: resultCounts(checklist, counts),
    }));
  };

  routes.get(
    '/api/v1/overview',
    {
      config: { access: 'results:read' },
      schema: { summary: 'Coverage and results as of now', response: { 200: Overview } },
    },
    async () => {
      const now = context.now();
      const reporting = await tallies.coverage(now.getTime() - context.staleAfterMs);
      const tally: Overview['findings'] = {};
      for (const { outcome, hosts: number } of await tallies.counts({ variant: 'default' })) {
        tally[outcome] = (tally[outcome] ?? 0) + number;
      }
      return {
        asOf: now.toISOString(),
        hosts: { total: reporting.reporting + reporting.silent + reporting.neverReported, ...reporting },
        findings: tally,
        checklists: await summaries(),
      };
    },
  );

  routes.get(
    '/api/v1/checklists',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'Checklists with their results',
        response: { 200: z.object({ checklists: z.array(ChecklistSummary) }) },
      },
    },
    async () => ({ checklists: await summaries() }),
  );

  routes.get(
    '/api/v1/checklists/:id',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'One checklist with the result of every item over all hosts',
        params: z.object({ id: z.string().max(64) }),
        response: { 200: Checklist, 404: Problem },
      },
    },
    async (request) => {
      const checklist = checklistNamed(context, request.params.id);
      const { id, edition, title, source } = checklist;
      const items = await checklistItems(context, checklist);
      return { id, edition, title, source, items };
    },
  );
}
