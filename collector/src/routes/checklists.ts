import { defaultVariant, evidenceKinds } from '@tenken/controls';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { sendText } from '../api/answer-texts.ts';
import { Checklist, ChecklistSummary, Overview, Problem } from '../api/schemas.ts';
import type { OutcomeCount } from '../api/outcome-counts.ts';
import { resultCounts } from '../api/views.ts';
import type { CollectorContext } from '../context.ts';
import { checklistNamed, checklistText } from '../results/checklist-items.ts';
import { judgedCounts } from '../results/judged-counts.ts';

export function checklistRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { agentSettings, findings, judgingPause, tallies } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  const summaries = async (all?: readonly OutcomeCount[]): Promise<ChecklistSummary[]> => {
    const counts = await judgedCounts(context, all);
    return context.checklists.map((checklist) => ({
      id: checklist.id,
      edition: checklist.edition,
      title: checklist.title,
      shortTitle: checklist.shortTitle,
      items: checklist.items.length,
      results: resultCounts(checklist, counts),
    }));
  };

  const kindsOff = async (): Promise<Overview['kindsOff']> => {
    const off = (await agentSettings.newest())?.settings.kindsOff ?? [];
    return evidenceKinds.filter(({ id }) => off.includes(id)).map(({ id, title }) => ({ id, title }));
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
      const counts = await tallies.counts();
      for (const { variant, outcome, hosts: number } of counts) {
        if (variant === defaultVariant) tally[outcome] = (tally[outcome] ?? 0) + number;
      }
      return {
        asOf: now.toISOString(),
        hosts: { total: reporting.reporting + reporting.silent + reporting.neverReported, ...reporting },
        findings: tally,
        kindsOff: await kindsOff(),
        judgingPaused: judgingPause.isPaused ? { waiting: (await findings.marked()).anew } : null,
        checklists: await summaries(counts),
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
    async (request, reply) => {
      const text = await checklistText(context, checklistNamed(context, request.params.id));
      return sendText<Checklist>(reply, text);
    },
  );
}
