import { own } from '@tenken/shared';
import { defaultVariant, variantOf } from '@tenken/controls';
import type { AnyControl } from '@tenken/controls';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Control, ControlList, FindingList, Outcome, Page, Problem } from '../api/schemas.ts';
import type { ControlSummary } from '../api/schemas.ts';
import { countsOf, findingView, platformsOf } from '../api/views.ts';
import type { OutcomeCount } from '../api/views.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';

export function controlRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { findings, hosts } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/controls',
    {
      config: { access: 'results:read' },
      schema: { summary: 'Controls with the outcomes of all hosts', response: { 200: ControlList } },
    },
    async () => {
      const counts = await findings.counts();
      return { controls: context.controls.map((control) => summary(control, counts)) };
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
      if (!control) {
        throw new Refusal(404, 'control-unknown', 'No control has this id. GET /api/v1/controls lists them.');
      }
      const defaults = control.params.parse({});
      const counts = await findings.counts();
      return {
        ...summary(control, counts),
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
            .map(({ variant }) => [variant, countsOf(counts, control.id, variant)]),
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
    '/api/v1/findings',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'Findings, filtered',
        querystring: Page.extend({
          host: z.string().max(64).optional(),
          control: z.string().max(64).optional(),
          variant: z.string().max(64).optional(),
          outcome: Outcome.optional(),
        }),
        response: { 200: FindingList },
      },
    },
    async (request) => {
      const { host, control, variant, outcome, limit, offset } = request.query;
      const stored = await findings.list({
        limit,
        offset,
        ...(host === undefined ? {} : { hostId: host }),
        ...(control === undefined ? {} : { control }),
        ...(variant === undefined ? {} : { variant }),
        ...(outcome === undefined ? {} : { outcome }),
      });
      const named = await hosts.byId(stored.map(({ hostId }) => hostId));
      return {
        findings: stored.map((finding) =>
          findingView(
            finding,
            context.controls.find(({ id }) => id === finding.control),
            named.get(finding.hostId) ?? { name: finding.hostId, platform: 'unknown' },
          ),
        ),
      };
    },
  );
}

function summary(control: AnyControl, counts: readonly OutcomeCount[]): ControlSummary {
  return {
    id: control.id,
    title: control.title,
    description: control.description,
    platforms: platformsOf(control),
    outcomes: countsOf(counts, control.id, 'default'),
  };
}
