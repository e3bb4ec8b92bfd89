import type { KeyObject, X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { fingerprintOf } from '../ca/certificate-authority.ts';
import type { Sender } from '../ingest/accept-submission.ts';
import { Refusal } from '../ingest/refusal.ts';
import type { EnrolmentRepository } from '../store/hosts/enrolment-repository.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sends, proved by the client certificate of this connection. */
    sender: Sender;
    /** Two machines seem to use this identity: it may report, which is kept apart, and nothing else. */
    isQuarantined: boolean;
    /** From when on its certificate can be renewed. */
    renewableAt: number;
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
  const nobody: Sender | null = null;
  app.decorateRequest('sender', nobody as unknown as Sender);
  app.decorateRequest('isQuarantined', false);
  app.decorateRequest('renewableAt', 0);
  app.addHook('onRequest', async (request) => {
    const peer = peerOf(request.raw.socket as TLSSocket);
    if (peer === null) {
      throw new Refusal(
        401,
        'certificate-missing',
        'Send reports with the client certificate that enrolment gave: tenken agent enroll.',
      );
    }
    const now = options.now().getTime();
    const answer = await options.enrolments.identify(peer.fingerprint, now);
    if ('refused' in answer) {
      throw new Refusal(
        403,
        `certificate-${answer.refused}`,
        `This client certificate is ${answer.refused} here. Enrol this host again with a new token.`,
      );
    }
    if (answer.succeeds !== null) await options.enrolments.succeed(peer.fingerprint, answer.succeeds, now);
    request.sender = { hostId: answer.hostId, ...peer };
    request.isQuarantined = answer.quarantined;
    request.renewableAt = answer.renewableAt;
  });
  done();
});

type Peer = { fingerprint: string; publicKey: KeyObject };

const peers = new WeakMap<TLSSocket, Peer>();

function peerOf(socket: TLSSocket): Peer | null {
  const known = peers.get(socket);
  if (known !== undefined) return known;
  const certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  if (!certificate) return null;
  const peer = { fingerprint: fingerprintOf(certificate.raw), publicKey: certificate.publicKey };
  peers.set(socket, peer);
  return peer;
}
