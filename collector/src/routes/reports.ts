import type { FastifyInstance } from 'fastify';
import { refuseOlderAgent } from '../agents/agent-policy.ts';
import { ForgeryRecord, isForgery } from '../audit/forgery-record.ts';
import type { CollectorContext } from '../context.ts';
import { acceptSubmission } from '../ingest/accept-submission.ts';
import { Refusal } from '../ingest/refusal.ts';
import { bodyLimits } from '../limits/limits.ts';
import { sendProblem } from '../plugins/problems.ts';

/**
 * POST /api/v1/reports, on the agents' port only. The answer leaves after the report is on disk; 409 asks for
 * bodies that the agent took for known.
 *
 * The content type and encoding are compared exactly and the schema runs on the parsed value, so that no spelling
 * of a header can lead around it.
 */
export function reportRoutes(app: FastifyInstance, context: CollectorContext): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: bodyLimits.packedBytes },
    (_request, body, done) => done(null, body),
  );

  app.addHook('onRequest', async (request) => {
    if (request.method !== 'POST') return;
    // Of a header that came twice Node keeps the first; another reader might keep the last.
    const types = request.raw.headersDistinct['content-type'] ?? [];
    if (types.length !== 1 || types[0] !== 'application/json') {
      throw new Refusal(
        415,
        'content-type-wrong',
        'Send Content-Type: application/json, once, exactly so, and nothing after it.',
      );
    }
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'gzip') {
      throw new Refusal(415, 'content-encoding-wrong', 'Send Content-Encoding: gzip, once, or none.');
    }
  });

  const forgeries = new ForgeryRecord(context.repositories.audit);
  app.addHook('onError', async (request, _reply, error) => {
    if (!isForgery(error)) return;
    const from = { hostId: request.sender.hostId, address: request.ip };
    await forgeries
      .note(error, from, context.now().getTime())
      .catch((err: unknown) => request.log.error({ err }, 'The audit log cannot be written'));
  });

  app.post('/api/v1/reports', async (request, reply) => {
    const encoding = request.headers['content-encoding'] === 'gzip' ? 'gzip' : 'identity';
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const accepted = acceptSubmission(body, encoding, request.sender, context.now().getTime());
    refuseOlderAgent(context.agentPolicy, accepted.statement.agentVersion);
    const stored = await context.reportWriter.add(accepted);
    if (stored.status === 'missing') {
      context.metrics.refusals.inc({ code: 'bodies-missing' });
      return sendProblem(
        reply,
        409,
        'bodies-missing',
        'Nothing was stored: this collector has no evidence with the hashes in `missing`. Send the report again with their bodies.',
        { missing: stored.hashes },
      );
    }
    if (stored.status === 'conflict') {
      throw new Refusal(
        409,
        'report-id-reused',
        'This report id was used for another report before. Give every report an id of its own.',
      );
    }
    if (stored.status === 'forgotten') {
      throw new Refusal(
        422,
        'report-too-old',
        'Reports of this number are older than what this collector keeps. Leave it out, and send newer ones.',
      );
    }
    if (stored.status === 'kind-wrong') {
      throw new Refusal(
        400,
        'evidence-kind-wrong',
        `The hash of the evidence of kind ${stored.kind} is that of another kind. Send the SHA-256 of its own canonical JSON.`,
      );
    }
    context.metrics.reports.inc({ status: stored.status });
    if (stored.status === 'quarantined') {
      request.log.warn({ hostId: accepted.hostId }, 'Two machines seem to use one identity');
    }
    // A first report names its host; later ones tell by what is judged of them.
    if (accepted.statement.sequence === 1 || stored.status === 'quarantined') context.notices.tell('hosts');
    context.evaluator.wake();
    const settings = await context.settings.forAgent(accepted.statement.settings);
    return reply.code(stored.status === 'duplicate' ? 200 : 201).send({
      reportId: accepted.statement.reportId,
      status: stored.status,
      receivedAt: new Date(stored.receivedAt).toISOString(),
      lastSequence: stored.lastSequence,
      ...(settings === null ? {} : { settings }),
    });
  });
}
