import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { declarationKinds } from '@tenken/controls';
import { DeskChoices } from '../api/assessment-schemas.ts';
import { declarationColumns } from '../assessments/declaration-columns.ts';
import { declarationTitles } from '../assessments/declaration-titles.ts';
import { dateAt } from '../assessments/moments.ts';
import type { CollectorContext } from '../context.ts';
import { fiscalYearOf } from '../documents/japanese/calendar.ts';
import { waiverReasons } from '../store/assessments/answer-repository.ts';

/** What forms on the page offer. */
export function deskChoiceRoutes(app: FastifyInstance, context: CollectorContext): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/desk-choices',
    {
      config: { access: 'assessments:read' },
      schema: {
        summary: 'Checks, kinds of organisations, declarations and reasons that there are',
        response: { 200: DeskChoices },
      },
    },
    async () => {
      const today = dateAt(context.now().getTime());
      return {
        checklists: context.checklists.map(({ id, title, rules, organisationKinds, items }) => ({
          id,
          title,
          items: items.length,
          rules: Object.entries(rules).map(([rule, known]) => ({ id: rule, title: known.title })),
          kinds: organisationKinds.map((kind) => ({ id: kind.id, title: kind.name })),
          hasAggregator: items.some(({ flags }) => flags.aggregatorExempt),
        })),
        declarations: declarationKinds.map((kind) => ({
          kind,
          title: declarationTitles[kind],
          columns: declarationColumns[kind].map(({ field, heading, isRequired: required }) => {
            return { field, heading, required };
          }),
        })),
        controls: context.controls.map(({ id, title }) => ({ id, title })),
        waiverReasons: [...waiverReasons],
        fiscalYear: fiscalYearOf(today),
        today,
      };
    },
  );
}
