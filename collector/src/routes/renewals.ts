import { RenewalRequest } from '@tenken/shared';
import type { FastifyInstance } from 'fastify';
import type { CollectorContext } from '../context.ts';
import { readBody } from '../ingest/read-body.ts';
import { Refusal } from '../ingest/refusal.ts';

/**
 * POST /api/v1/renewals, on the agents' port only and after `reportRoutes`, which checks types and encodings: the
 * next certificate, for a new key. The one of this connection stays good until the next one is used.
 */
export function renewalRoutes(app: FastifyInstance, context: CollectorContext): void {
  app.post('/api/v1/renewals', async (request, reply) => {
    if (request.isQuarantined) {
      throw new Refusal(
        403,
        'host-quarantined',
        'Two machines seem to use this identity, so it is not renewed. Enrol the machines again with a token each, or release it: tenken host release ID.',
      );
    }
    if (context.now().getTime() < request.renewableAt) {
      // An agent whose clock is years ahead would ask with every report.
      throw new Refusal(
        409,
        'renewal-early',
        `This certificate is good for long enough. Send this again after ${new Date(request.renewableAt).toISOString()}.`,
      );
    }
    const encoding = request.headers['content-encoding'] === 'gzip' ? 'gzip' : 'identity';
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const parsed = RenewalRequest.safeParse(readBody(body, encoding).json);
    if (!parsed.success) {
      throw new Refusal(
        400,
        'renewal-invalid',
        'Send {"csr": …} with a PKCS#10 request in PEM for a new ECDSA P-256 key.',
      );
    }
    const { hostId, fingerprint, publicKey } = request.sender;
    const certificate = await context.authority.issueClient(parsed.data.csr, hostId, { not: publicKey });
    if (!certificate) {
      throw new Refusal(
        400,
        'csr-refused',
        'Send a PKCS#10 request in PEM for a new ECDSA P-256 key, signed by that key.',
      );
    }
    await context.repositories.enrolments.renew(hostId, fingerprint, certificate, context.now().getTime());
    return reply.code(201).send({
      certificate: certificate.pem + context.authority.intermediates,
      authority: context.authority.anchor,
    });
  });
}
