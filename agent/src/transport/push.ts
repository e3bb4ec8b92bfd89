import { gzipSync } from 'node:zlib';
import { ReportReceipt, TenkenError } from '@tenken/shared';
import type { Report } from '@tenken/shared';
import type { Identity } from '../identity/identity.ts';
import { post } from './post.ts';

/**
 * Sends one report and returns once the collector has it on disk. Sending the same report again is harmless.
 *
 * @throws {TenkenError} `push-failed` with what to do
 */
export async function push(report: Report, identity: Identity): Promise<ReportReceipt> {
  const url = new URL(identity.reportsUrl);
  const response = await post(url, {
    body: gzipSync(JSON.stringify(report)),
    headers: { 'content-encoding': 'gzip' },
    tls: { ca: identity.authority, cert: identity.certificate, key: identity.privateKey },
  }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TenkenError('push-failed', `${url.host} did not take the report: ${why}`, { cause });
  });
  const receipt =
    response.status === 200 || response.status === 201 ? ReportReceipt.safeParse(response.json) : null;
  if (!receipt?.success) {
    throw new TenkenError('push-failed', `${url.host} answered ${response.status}: ${response.detail}`);
  }
  return receipt.data;
}
