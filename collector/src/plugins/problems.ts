import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { own, TenkenError } from '@tenken/shared';
import type { ErrorCode } from '@tenken/shared';
import { ToldError } from '../told-error.ts';
import { GoneAway } from '../gone-away.ts';
import { Refusal } from '../ingest/refusal.ts';
import { deskLimits } from '../limits/limits.ts';
import { restOfBody } from '../limits/refused-body.ts';
import { NotWritable } from '../store/write-gate.ts';

/** What Fastify refuses by itself, in words that say what to do. */
const knownErrors: Partial<Record<string, { status: number; code: string; detail: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'body-too-large',
    detail:
      'The body is larger than may come here. Send reports packed with gzip, and fewer kinds of evidence in one; files of at most 10 MiB.',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    status: 400,
    code: 'body-not-json',
    detail: 'The body is empty. Send JSON.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: {
    status: 400,
    code: 'body-not-json',
    detail: 'The body is not JSON. Send JSON.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'content-type-wrong',
    detail: 'Send Content-Type: application/json.',
  },
};

/** What the desk refuses, as the command line on its own machine says it too. What is not here is no fault of a request. */
/** What people are told of their own input, by the desk and what it reads. */
export const deskRefusals: Partial<Record<ErrorCode, number>> = {
  'answer-sheet-invalid': 400,
  'answer-sheet-mismatch': 400,
  'assessment-blocked': 409,
  'assessment-unknown': 404,
  'carried-file-invalid': 400,
  'carried-file-sealed': 400,
  'carried-file-unreadable': 400,
  'checklist-unknown': 404,
  'control-unknown': 404,
  'date-invalid': 400,
  'declaration-invalid': 400,
  'edited-meanwhile': 409,
  'evidence-missing': 409,
  'file-encoding': 400,
  'host-key-changed': 409,
  'host-not-accepted': 409,
  'host-not-in-system': 400,
  'host-revoked': 409,
  'item-not-asked': 409,
  'item-unknown': 404,
  'ledger-invalid': 400,
  'mark-unsupported': 409,
  'not-permitted': 403,
  'organisation-kind-missing': 409,
  'person-missing': 400,
  'same-person': 409,
  'system-unknown': 404,
  'template-mismatch': 400,
  'template-unusable': 400,
  usage: 400,
  'waiver-unknown': 404,
};

/** Errors as RFC 9457: 4xx say what to do, 5xx say nothing about the inside. */
export const problems = fastifyPlugin(function problems(
  app: FastifyInstance,
  options: { onRefusal?: (code: string) => void },
  done,
) {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error instanceof GoneAway) {
      request.log.debug('Whoever asked has gone away');
      return sendProblem(reply, 499, 'gone-away', error.message);
    }
    if (error instanceof Refusal) {
      options.onRefusal?.(error.code);
      if (error.retryAfterSeconds !== null) reply.header('retry-after', error.retryAfterSeconds);
      return sendProblem(reply, error.status, error.code, error.message, error.told);
    }
    if (error instanceof TenkenError) {
      const status = deskRefusals[error.code];
      if (status !== undefined) {
        options.onRefusal?.(error.code);
        const told = error instanceof ToldError ? error.told : {};
        return sendProblem(reply, status, error.code, error.message, told);
      }
    }
    if (error instanceof NotWritable) {
      options.onRefusal?.(error.reason);
      reply.header('retry-after', error.retryAfterSeconds);
      return sendProblem(reply, 503, error.reason, error.message);
    }
    if (hasZodFastifySchemaValidationErrors(error)) {
      return sendProblem(
        reply,
        400,
        'request-invalid',
        `${error.message.slice(0, 500)}. Send what /api/v1/openapi.json describes.`,
        fieldOf(error.validation[0]),
      );
    }
    const known = own(knownErrors, error.code);
    if (known?.status === 413) return refuseBody(request, reply, known);
    if (known) return sendProblem(reply, known.status, known.code, known.detail);
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      request.log.error({ err: error }, 'Request failed');
      return sendProblem(reply, 500, 'internal', 'The collector could not do this. Its log says why.');
    }
    return sendProblem(reply, status, error.code ?? 'request-refused', error.message);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, 404, 'not-found', `There is no ${request.method} ${request.url.slice(0, 200)}.`),
  );
  done();
});

/** Only who signed in comes as far as a route that takes files: theirs is read to its end, so that they are heard. */
async function refuseBody(
  { raw, routeOptions }: FastifyRequest,
  reply: FastifyReply,
  { status, code, detail }: { status: number; code: string; detail: string },
): Promise<FastifyReply> {
  if ((routeOptions.bodyLimit ?? 0) >= deskLimits.uploadBytes) await restOfBody(raw);
  return sendProblem(reply, status, code, detail);
}

export function sendProblem(
  reply: FastifyReply,
  status: number,
  code: string,
  detail: string,
  more: Record<string, unknown> = {},
): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ type: `urn:tenken:problem:${code}`, title: code, status, detail, ...more });
}

/** Where the fault is in what was sent, as a JSON pointer: a form shows it beside its field. */
function fieldOf(fault: { instancePath: string } | undefined): { field?: string } {
  const path = fault?.instancePath ?? '';
  return path === '' || path === '/' ? {} : { field: path.slice(0, 200) };
}
