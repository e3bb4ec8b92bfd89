import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Checklist, ChecklistSummary, Overview, Problem } from '../api/schemas.ts';
import { itemView, resultCounts } from '../api/views.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { countingRequirements, setIdOf } from '../store/requirement-sets.ts';

export function checklistRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { tallies } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  const summaries = async (): Promise<ChecklistSummary[]> => {
    const counts = await tallies.counts();
    return context.checklists.map((checklist) => ({
      id: checklist.id,
      edition: checklist.edition,
      title: checklist.title,
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
      const reporting = await tallies.reporting(now.getTime() - context.staleAfterMs);
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
      const checklist = context.checklists.find(({ id }) => id === request.params.id);
      if (!checklist) {
        throw new Refusal(
          404,
          'checklist-unknown',
          'No checklist has this id. GET /api/v1/checklists lists them.',
        );
      }
      const counts = await tallies.counts();
      const total = await tallies.hosts();
      const passing = await tallies.passing();
      const { id, edition, title, source } = checklist;
      const items = checklist.items.map((item) => {
        const set = setIdOf(countingRequirements(item));
        const hosts = { passing: (set === null ? 0 : passing.get(set)) ?? 0, total };
        return itemView(item, context.controls, counts, hosts);
      });
      return { id, edition, title, source, items };
    },
  );
}
