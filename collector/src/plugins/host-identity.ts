import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { fingerprintOf } from '../ca/certificate-authority.ts';
import { Refusal } from '../ingest/refusal.ts';
import type { EnrolmentRepository } from '../store/enrolment-repository.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sends, proved by the client certificate of this connection. */
    hostId: string;
  }
}

/**
 * Identity of every request on the agents' port. The handshake has checked the chain once; a connection that is
 * kept or a TLS session that is resumed is not checked again by Node, so validity and revocation are looked up
 * for each request.
 */
export const hostIdentity = fastifyPlugin(function hostIdentity(
  app: FastifyInstance,
  options: { enrolments: EnrolmentRepository; now: () => Date },
  done,
) {
  app.decorateRequest('hostId', '');
  app.addHook('onRequest', async (request) => {
    const fingerprint = peerFingerprint(request.raw.socket as TLSSocket);
    if (fingerprint === null) {
      throw new Refusal(
        401,
        'certificate-missing',
        'Send reports with the client certificate that enrolment gave: tenken agent enroll.',
      );
    }
    const answer = await options.enrolments.identify(fingerprint, options.now().getTime());
    if ('refused' in answer) {
      throw new Refusal(
        403,
        `certificate-${answer.refused}`,
        `This client certificate is ${answer.refused} here. Enrol this host again with a new token.`,
      );
    }
    request.hostId = answer.hostId;
  });
  done();
});

const fingerprints = new WeakMap<TLSSocket, string>();

function peerFingerprint(socket: TLSSocket): string | null {
  const known = fingerprints.get(socket);
  if (known !== undefined) return known;
  const certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  if (!certificate) return null;
  const fingerprint = fingerprintOf(certificate.raw);
  fingerprints.set(socket, fingerprint);
  return fingerprint;
}
