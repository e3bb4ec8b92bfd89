import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Grouping, HeatMap, HostGroups, Trend } from '../api/result-schemas.ts';
import { Problem } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { heatMap, hostGroups } from '../results/groups.ts';
import { dateOfDay, dayNumber } from '../store/tallies/days.ts';

const By = z.strictObject({ by: Grouping.default('label') });

/** All hosts at one look: groups, controls by groups, and how that came to be. */
export function groupRoutes(app: FastifyInstance, context: CollectorContext): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/groups',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'Groups of hosts, the largest first',
        querystring: By.extend({ limit: z.coerce.number().int().min(1).max(1000).default(200) }),
        response: { 200: HostGroups, 400: Problem },
      },
    },
    async ({ query: { by, limit } }) => ({ by, groups: await hostGroups(context, by, limit) }),
  );

  routes.get(
    '/api/v1/heat-map',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'Outcomes of each control by groups of hosts',
        querystring: By,
        response: { 200: HeatMap, 400: Problem },
      },
      // Thousands of cells that were made here of numbers: looking at each once more takes longer than all the rest.
      serializerCompiler: () => (answer: unknown) => JSON.stringify(answer),
    },
    (request): Promise<z.infer<typeof HeatMap>> => heatMap(context, request.query.by),
  );

  routes.get(
    '/api/v1/trend',
    {
      config: { access: 'results:read' },
      schema: {
        summary:
          "Outcomes at the end of each day in Japan, by the controls' own limits; the last is as of now",
        querystring: z.strictObject({
          days: z.coerce.number().int().min(1).max(400).default(90),
          control: z.string().max(64).optional(),
        }),
        response: { 200: Trend, 400: Problem, 404: Problem },
      },
    },
    async ({ query: { days, control } }) => {
      if (control !== undefined && !context.controls.some(({ id }) => id === control)) {
        throw new Refusal(404, 'control-unknown', 'No control has this id. GET /api/v1/controls lists them.');
      }
      const now = context.now().getTime();
      const from = dayNumber(now) - days + 1;
      const found = await context.repositories.tallies.trend(control ?? null, from, now);
      return { days: found.map(({ day, outcomes }) => ({ day: dateOfDay(day), outcomes })) };
    },
  );
}
