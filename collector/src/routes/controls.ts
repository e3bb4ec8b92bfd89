import { own } from '@tenken/shared';
import { defaultVariant, variantOf } from '@tenken/controls';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Changes, ChangesQuery } from '../api/result-schemas.ts';
import { Control, ControlList, Problem } from '../api/schemas.ts';
import { OutcomeCounts } from '../api/outcome-counts.ts';
import { controlSummary } from '../api/views.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { changes } from '../results/changes.ts';

export function controlRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { tallies } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/controls',
    {
      config: { access: 'results:read' },
      schema: { summary: 'Controls with the outcomes of all hosts', response: { 200: ControlList } },
    },
    async () => {
      const counts = new OutcomeCounts(await tallies.counts({ variant: defaultVariant }));
      return { controls: context.controls.map((control) => controlSummary(control, counts)) };
    },
  );

  routes.get(
    '/api/v1/controls/:id',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'One control: what must be true, limits, repair, items',
        params: z.object({ id: z.string().max(64) }),
        response: { 200: Control, 404: Problem },
      },
    },
    async (request) => {
      const control = context.controls.find(({ id }) => id === request.params.id);
      if (!control) throw controlUnknown();
      const defaults = control.params.parse({});
      const counts = new OutcomeCounts(await tallies.counts({ control: control.id }));
      return {
        ...controlSummary(control, counts),
        parameters: Object.entries(control.parameters).map(([name, note]) => ({
          name,
          default: own(defaults, name) ?? null,
          unit: note.unit ?? null,
          meaning: note.meaning,
          source: note.source,
        })),
        variants: Object.fromEntries(
          context.requirements
            .filter(
              (requirement) =>
                requirement.control.id === control.id && requirement.variant !== defaultVariant,
            )
            .map(({ variant }) => [variant, counts.sums({ control: control.id, variant })]),
        ),
        remediation: control.remediation,
        items: context.checklists.flatMap((checklist) =>
          checklist.items.flatMap((item) =>
            item.controls
              .filter((mapping) => mapping.id === control.id)
              .map((mapping) => ({
                checklist: checklist.id,
                checklistTitle: checklist.title,
                item: item.id,
                title: item.title,
                relationship: mapping.relationship,
                variant: variantOf(mapping.with),
                with: mapping.with ?? {},
              })),
          ),
        ),
      };
    },
  );

  routes.get(
    '/api/v1/controls/:id/comparison',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'What changed of one control between two moments, newest first',
        params: z.object({ id: z.string().max(64) }),
        querystring: ChangesQuery,
        response: { 200: Changes, 400: Problem, 404: Problem },
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!context.controls.some((control) => control.id === id)) throw controlUnknown();
      return changes(context, request.query, { control: id });
    },
  );
}

function controlUnknown(): Refusal {
  return new Refusal(404, 'control-unknown', 'No control has this id. GET /api/v1/controls lists them.');
}
