import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { beginAttempt } from '../access/throttles.ts';
import { Problem } from '../api/schemas.ts';
import type { AuditDetails } from '../audit/audit-entry.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';

const refused =
  'This token is unknown, used, expired or revoked. Make a new one: tenken collector token --data DIR.';

/** POST /api/v1/enrolments: a token and a request for a certificate become a host. */
export function enrolmentRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { audit, enrolments, enrolmentTokens } = context.repositories;
  const { enrolment: throttle } = context.throttles;
  app.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/enrolments',
    {
      bodyLimit: 16 * 1024,
      config: { access: 'public', rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        summary: 'Enrol a host',
        body: z.strictObject({
          token: z.string().min(1).max(128),
          csr: z.string().min(1).max(4096),
          hostName: z.string().min(1).max(255),
        }),
        response: {
          201: z.object({
            hostId: z.uuid(),
            certificate: z.string(),
            authority: z.string(),
            reportsUrl: z.string(),
          }),
          400: Problem,
          403: Problem,
          429: Problem,
        },
      },
    },
    async (request, reply) => {
      const now = context.now().getTime();
      const { token, csr, hostName } = request.body;
      const refuse = async (refusal: Refusal): Promise<never> => {
        const details: AuditDetails = { hostName, reason: refusal.code, address: request.ip };
        await audit.append({
          at: now,
          actor: 'nobody',
          action: 'enrolment-refused',
          subject: 'host',
          details,
        });
        throw refusal;
      };
      beginAttempt([[throttle, request.ip]], now);
      const checked = await enrolmentTokens.check(token, hostName, now);
      if (checked === 'refused') return refuse(new Refusal(403, 'token-refused', refused));
      if (checked === 'other-host') {
        return refuse(
          new Refusal(
            403,
            'token-for-other-host',
            'This token is bound to other host names. Make one for this host: tenken collector token --host-name NAME.',
          ),
        );
      }
      const hostId = randomUUID();
      const certificate = await context.authority.issueClient(csr, hostId);
      if (!certificate) {
        return refuse(
          new Refusal(
            400,
            'csr-refused',
            'Send a PKCS#10 request in PEM for an ECDSA P-256 key, signed by that key.',
          ),
        );
      }
      // The token is taken only now, together with everything that it is for: a refused request costs no token.
      const enrolled = await enrolments.enrol(
        token,
        { id: hostId, name: hostName, certificate },
        now,
        request.ip,
      );
      if (!enrolled) return refuse(new Refusal(403, 'token-refused', refused));
      throttle.succeeded(request.ip);
      context.notices.tell('hosts');
      context.evaluator.wake();
      return reply.code(201).send({
        hostId,
        certificate: certificate.pem + context.authority.intermediates,
        authority: context.authority.anchor,
        reportsUrl: context.reportsUrl(),
      });
    },
  );
}
