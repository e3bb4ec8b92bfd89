import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { actorOf } from '../access/principal.ts';
import { AuditFilter, AuditPage, AuditVerdictView } from '../api/administration-schemas.ts';
import { auditCsv } from '../audit/audit-csv.ts';
import { auditPublicKey, keyFingerprint } from '../audit/audit-key.ts';
import { verifyLog } from '../audit/verify-log.ts';
import type { CollectorContext } from '../context.ts';
import { principalOf } from '../plugins/access.ts';

const faultsShown = 50;

/** The record of what was changed by whom. */
export function auditRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { audit } = context.repositories;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  // It reads the whole log: whoever asks meanwhile gets the same answer.
  let verifying: Promise<AuditVerdictView> | null = null;

  routes.get(
    '/api/v1/audit',
    {
      config: { access: 'audit:read' },
      schema: {
        summary: 'The audit log, newest first; `before` the last sequence of one page gives the next',
        querystring: AuditFilter.extend({
          limit: z.coerce.number().int().min(1).max(1000).default(100),
          before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
        }),
        response: { 200: AuditPage },
      },
    },
    async (request) => {
      const { limit, before, ...filter } = request.query;
      const page = before === undefined ? { limit } : { limit, before };
      return { entries: await audit.list({ ...page, filter }) };
    },
  );

  routes.get(
    '/api/v1/audit/lines.csv',
    {
      config: { access: 'audit:read' },
      schema: { summary: 'The same as CSV that Excel opens, oldest first', querystring: AuditFilter },
    },
    async (request, reply) => {
      await audit.append({
        at: context.now().getTime(),
        actor: actorOf(principalOf(request)),
        action: 'audit-exported',
        subject: 'audit-log',
        details: { kind: 'csv' },
      });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="audit.csv"')
        .send(Readable.from(auditCsv(audit.rows(undefined, request.query))));
    },
  );

  routes.get(
    '/api/v1/audit/verification',
    {
      config: { access: 'audit:read' },
      schema: {
        summary: 'Computes every hash of the log again, as tenken audit verify does',
        response: { 200: AuditVerdictView },
      },
    },
    () => {
      verifying ??= verified(context).finally(() => {
        verifying = null;
      });
      return verifying;
    },
  );
}

async function verified(context: CollectorContext): Promise<AuditVerdictView> {
  const { audit } = context.repositories;
  const key = auditPublicKey(context.directory.authority);
  const heads = await audit.heads();
  const verdict = await verifyLog({ rows: audit.rows(), chain: () => audit.chain(), heads }, key);
  const last = heads.at(-1);
  return {
    ...verdict,
    faults: verdict.faults.slice(0, faultsShown),
    keyFingerprint: key && keyFingerprint(key),
    signedThrough: last === undefined ? null : { sequence: last.sequence, day: last.day },
    checkedAt: context.now().toISOString(),
  };
}
