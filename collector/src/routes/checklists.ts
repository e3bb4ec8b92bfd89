import { variantOf } from '@tenken/controls';
import type { ChecklistItem } from '@tenken/controls';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Checklist, ChecklistSummary, Overview, Problem } from '../api/schemas.ts';
import { itemView, resultCounts } from '../api/views.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';

export function checklistRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { findings, hosts } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  const summaries = async (): Promise<ChecklistSummary[]> => {
    const counts = await findings.counts();
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
      const reporting = await hosts.reporting(now.getTime() - context.staleAfterMs);
      const tally: Overview['findings'] = {};
      for (const { outcome, variant, hosts: number } of await findings.counts()) {
        if (variant === 'default') tally[outcome] = (tally[outcome] ?? 0) + number;
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
      const counts = await findings.counts();
      const total = await hosts.count();
      const { id, edition, title, source } = checklist;
      const items = await Promise.all(
        checklist.items.map(async (item) =>
          itemView(item, context.controls, counts, {
            passing: await findings.hostsPassing(counting(item)),
            total,
          }),
        ),
      );
      return { id, edition, title, source, items };
    },
  );
}

function counting(item: ChecklistItem): { control: string; variant: string }[] {
  return item.controls
    .filter(({ relationship }) => relationship !== 'related')
    .map((mapping) => ({ control: mapping.id, variant: variantOf(mapping.with) }));
}
