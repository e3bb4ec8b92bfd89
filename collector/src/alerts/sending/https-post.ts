import { request } from 'node:https';
import { isIP } from 'node:net';
import { text } from '@tenken/shared';
import { destination } from './destination.ts';
import type { Reach } from './destination.ts';
import { explained, SendFailure } from './send-failure.ts';
import { trusted } from './trust.ts';

const timeoutMs = 20_000;
/** Nothing of an answer is needed but its status; its beginning helps whoever looks for a fault. */
const longestAnswer = 64 * 1024;
const toldCharacters = 200;

/**
 * Sends JSON. Follows no redirect, reads a bounded answer, and trusts a given authority alone.
 *
 * @throws {SendFailure}
 */
export async function postJson(
  to: { url: string; authority: string | null; headers?: Record<string, string> },
  body: string,
  reach: Reach,
): Promise<void> {
  const url = new URL(to.url);
  const host = url.hostname.replaceAll(/[[\]]/g, '');
  const address = await destination(host, reach);
  await new Promise<void>((resolve, reject) => {
    const outgoing = request({
      host: address,
      port: url.port === '' ? 443 : Number(url.port),
      path: `${url.pathname}${url.search}`,
      method: 'POST',
      headers: {
        host: url.host,
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Tenken',
        ...to.headers,
      },
      // An address is no server name, and is looked for in the certificate all the same.
      ...(isIP(host) ? {} : { servername: host }),
      ca: trusted(to.authority),
      minVersion: 'TLSv1.2',
      agent: false,
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), reach.ending]),
    });
    outgoing.on('error', (cause) => reject(failureOf(cause)));
    outgoing.on('response', (answer) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on('error', (cause) => reject(failureOf(cause)));
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > longestAnswer) {
          outgoing.destroy(new SendFailure(text('応答が長すぎます。', 'the answer is too long')));
        } else chunks.push(chunk);
      });
      answer.on('end', () => {
        const status = answer.statusCode ?? 0;
        if (status >= 200 && status < 300) return resolve();
        const said = Buffer.concat(chunks).toString('utf8').slice(0, toldCharacters);
        const why =
          status >= 300 && status < 400
            ? text('転送先を示されましたが、従いません', 'a redirect, which is not followed')
            : text(said, said);
        return reject(
          new SendFailure(
            text(
              `${host} が ${status} を返しました${why.ja === '' ? '' : `: ${why.ja}`}`,
              `${host} answered ${status}${why.en === '' ? '' : `: ${why.en}`}`,
            ),
          ),
        );
      });
    });
    outgoing.end(body);
  });
}

function failureOf(cause: Error): SendFailure {
  return cause instanceof SendFailure ? cause : new SendFailure(explained(cause), { cause });
}
