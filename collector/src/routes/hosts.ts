import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Changes, ChangesQuery, FindingDetail, HostPage, HostQuery } from '../api/result-schemas.ts';
import { FindingHistory, HostDetail, Page, Problem, ReportList, SignedReport } from '../api/schemas.ts';
import { isOlderAgent } from '../agents/agent-version.ts';
import { contactOf, findingView, reasonText } from '../api/views.ts';
import { may } from '../access/principal.ts';
import { principalOf } from '../plugins/access.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { changes } from '../results/changes.ts';
import { findingDetail } from '../results/finding-detail.ts';
import { hostPage } from '../results/host-page.ts';

export function hostRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { hosts, findings, reports } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const controlOf = (id: string) => context.controls.find((control) => control.id === id);

  routes.get(
    '/api/v1/hosts',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'Hosts, filtered, sorted, a page at a time',
        querystring: HostQuery,
        response: { 200: HostPage, 400: Problem },
      },
    },
    (request) => hostPage(context, request.query),
  );

  routes.get(
    '/api/v1/hosts/:id',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'One host with its findings and evidence',
        params: z.object({ id: z.string().max(64) }),
        response: { 200: HostDetail, 404: Problem },
      },
    },
    async (request) => {
      const host = await hosts.find(request.params.id);
      if (!host) throw hostUnknown();
      const stored = await findings.ofHost(host.id);
      const evidence = await reports.newestEvidence(host.id);
      return {
        host: {
          ...host,
          agentOutdated: isOlderAgent(host.agentVersion, context.agentPolicy.minimum),
          contact: contactOf(host, context.now(), context.staleAfterMs),
        },
        findings: stored.map((finding) => findingView(finding, controlOf(finding.control), host)),
        evidence: [...evidence.values()].map(({ body, ...one }) => ({
          ...one,
          kind: body.kind,
          status: body.result.status,
        })),
      };
    },
  );

  routes.get(
    '/api/v1/hosts/:id/reports',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'Reports of one host, newest first',
        params: z.object({ id: z.string().max(64) }),
        querystring: Page,
        response: { 200: ReportList, 404: Problem },
      },
    },
    async (request) => {
      if (!(await hosts.find(request.params.id))) throw hostUnknown();
      return { reports: await reports.list(request.params.id, request.query) };
    },
  );

  routes.get(
    '/api/v1/hosts/:id/reports/:reportId',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'What the host signed, the signature and the certificate to check it with',
        params: z.object({ id: z.string().max(64), reportId: z.string().max(64) }),
        response: { 200: SignedReport, 404: Problem },
      },
    },
    async (request) => {
      const signed = await reports.signedReport(request.params.id, request.params.reportId);
      if (!signed) {
        throw new Refusal(
          404,
          'report-unknown',
          'This host has no signed report with this id. GET /api/v1/hosts/ID/reports lists them.',
        );
      }
      return signed;
    },
  );

  routes.get(
    '/api/v1/hosts/:id/controls/:control/history',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'When a finding changed, newest first',
        params: z.object({ id: z.string().max(64), control: z.string().max(64) }),
        querystring: z.strictObject({ variant: z.string().max(64).default('default') }),
        response: { 200: FindingHistory },
      },
    },
    async (request) => {
      const { id, control } = request.params;
      const spans = await findings.history(id, control, request.query.variant);
      return {
        spans: spans.map((span) => ({ ...span, reasonText: reasonText(controlOf(control), span.reason) })),
      };
    },
  );

  routes.get(
    '/api/v1/hosts/:id/controls/:control',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'One finding with the waivers that cover it and the items that rest on it',
        params: z.object({ id: z.string().max(64), control: z.string().max(64) }),
        querystring: z.strictObject({ variant: z.string().max(64).default('default') }),
        response: { 200: FindingDetail, 404: Problem },
      },
    },
    async (request) => {
      const { id, control } = request.params;
      const detail = await findingDetail(
        context,
        id,
        control,
        request.query.variant,
        may(principalOf(request), 'assessments:read'),
      );
      if (detail) return detail;
      throw new Refusal(
        404,
        'finding-unknown',
        'This host has no finding of this control and variant. GET /api/v1/findings?host=ID&variant=any lists them.',
      );
    },
  );

  routes.get(
    '/api/v1/hosts/:id/comparison',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'What changed on one host between two moments, newest first',
        params: z.object({ id: z.string().max(64) }),
        querystring: ChangesQuery,
        response: { 200: Changes, 400: Problem, 404: Problem },
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!(await hosts.find(id))) throw hostUnknown();
      return changes(context, request.query, { host: id });
    },
  );
}

function hostUnknown(): Refusal {
  return new Refusal(404, 'host-unknown', 'No host has this id. GET /api/v1/hosts lists them.');
}
