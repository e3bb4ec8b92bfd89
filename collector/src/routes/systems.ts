import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import {
  Day,
  Declaration,
  DeclarationKind,
  Encoding,
  LedgerReceipt,
  MadeDeclaration,
  PrintedName,
  System,
  SystemChange,
  SystemCoverage,
  SystemId,
} from '../api/assessment-schemas.ts';
import { Problem } from '../api/schemas.ts';
import { readDeclaration } from '../assessments/read-declaration.ts';
import type { CollectorContext } from '../context.ts';
import { deskLimits } from '../limits/limits.ts';
import { Turns } from '../limits/turns.ts';
import { fileOf } from '../limits/uploads.ts';
import type { Uploads } from '../limits/uploads.ts';
import { deskOfCollector, untilGone, whoAsks } from './at-desk.ts';
import { systemCoverage } from './system-coverage.ts';

const params = z.object({ system: SystemId });
const declarationBytes = 4 * 1024 * 1024;

/** 関係システム, their ledgers and declarations. */
export function systemRoutes(app: FastifyInstance, context: CollectorContext, uploads: Uploads): void {
  const desk = deskOfCollector(context);
  const routes = app.withTypeProvider<ZodTypeProvider>();
  /** Each reads every host of the collector. */
  const turns = new Turns({ most: 1, waiting: deskLimits.judgedWaiting }, context.limits);

  /** Whoever watches asks anew. */
  function told<Answer>(answer: Answer): Answer {
    context.notices.tell('assessments');
    return answer;
  }

  routes.get(
    '/api/v1/systems',
    {
      config: { access: 'assessments:read' },
      schema: { summary: 'Systems by id', response: { 200: z.object({ systems: z.array(System) }) } },
    },
    async (request) => ({ systems: await desk.listSystems({}, whoAsks(request, context)) }),
  );

  routes.put(
    '/api/v1/systems/:system',
    {
      config: { access: 'assessments:manage' },
      schema: {
        summary: 'Make a system, or change what is sent',
        params,
        body: SystemChange,
        response: { 200: System, 400: Problem, 404: Problem },
      },
    },
    (request) =>
      desk.setSystem({ id: request.params.system, ...request.body }, whoAsks(request, context)).then(told),
  );

  uploads.raw(app, (scope) => {
    scope.withTypeProvider<ZodTypeProvider>().put(
      '/api/v1/systems/:system/ledger',
      {
        bodyLimit: deskLimits.uploadBytes,
        onRequest: uploads.admit,
        config: { access: 'assessments:manage' },
        schema: {
          summary: 'Take an asset ledger, the CSV file itself, in the place of the one before',
          consumes: ['text/csv', 'application/octet-stream'],
          params,
          querystring: Encoding,
          response: { 200: LedgerReceipt, 400: Problem, 404: Problem, 413: Problem, 415: Problem },
        },
      },
      (request) => {
        const { system } = request.params;
        const { encoding } = request.query;
        const content = fileOf(request.body);
        return desk.importLedger({ system, content, encoding }, whoAsks(request, context)).then(told);
      },
    );
  });

  uploads.raw(app, (scope) => {
    scope.withTypeProvider<ZodTypeProvider>().put(
      '/api/v1/systems/:system/declarations/:kind/file',
      {
        bodyLimit: declarationBytes,
        onRequest: uploads.admit,
        config: { access: 'assessments:manage' },
        schema: {
          summary: 'The same from a file: CSV with headings, or JSON',
          consumes: ['text/csv', 'application/octet-stream'],
          params: params.extend({ kind: DeclarationKind }),
          querystring: Encoding.extend({
            reviewOn: Day,
            person: PrintedName.optional(),
            replace: z.literal('yes').optional().describe('also where most entries go'),
          }),
          response: { 200: MadeDeclaration, 400: Problem, 404: Problem, 413: Problem, 415: Problem },
        },
      },
      async (request) => {
        const { kind, system } = request.params;
        const { encoding, reviewOn, person, replace } = request.query;
        const entries = readDeclaration(kind, fileOf(request.body), encoding);
        const asked = { system, kind, entries, reviewOn, person, replace: replace === 'yes' };
        return told(await desk.declare(asked, whoAsks(request, context)));
      },
    );
  });

  routes.get(
    '/api/v1/systems/:system/coverage',
    {
      exposeHeadRoute: false,
      config: { access: 'assessments:read' },
      schema: {
        summary: 'Hosts of a system against its ledger, as of now',
        params,
        response: { 200: SystemCoverage, 404: Problem, 503: Problem },
      },
    },
    async (request, reply) => {
      const signal = untilGone(reply);
      const end = await turns.take(signal);
      try {
        return await systemCoverage(context, request.params.system, signal);
      } finally {
        end();
      }
    },
  );

  routes.get(
    '/api/v1/systems/:system/declarations',
    {
      config: { access: 'assessments:read' },
      schema: {
        summary: 'What the organisation declares; one of each kind holds',
        params,
        response: { 200: z.object({ declarations: z.array(Declaration) }), 404: Problem },
      },
    },
    async (request) => ({
      declarations: await desk.listDeclarations(request.params, whoAsks(request, context)),
    }),
  );

  routes.put(
    '/api/v1/systems/:system/declarations/:kind',
    {
      bodyLimit: declarationBytes,
      onRequest: uploads.admit,
      config: { access: 'assessments:manage' },
      schema: {
        summary: 'Declare something in the place of what was declared before',
        params: params.extend({ kind: DeclarationKind }),
        body: z.strictObject({
          entries: z.unknown(),
          reviewOn: Day,
          person: PrintedName.optional(),
          replace: z.boolean().optional(),
        }),
        response: { 200: MadeDeclaration, 400: Problem, 404: Problem, 413: Problem },
      },
    },
    (request) => desk.declare({ ...request.params, ...request.body }, whoAsks(request, context)).then(told),
  );
}
