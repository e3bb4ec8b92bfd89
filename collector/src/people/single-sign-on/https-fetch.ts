import { request } from 'node:https';
import { getCACertificates } from 'node:tls';

/** Discovery documents, keys and tokens are a few kB. */
const longestAnswer = 512 * 1024;

type Init = {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
};

/**
 * What `fetch` does as far as the OpenID library needs it, trusting a given authority alone. Node's own `fetch` takes
 * no authority for one request; setting one for the whole process would trust it for everything else too.
 *
 * Follows no redirect and reads no more than half a megabyte.
 */
export function httpsFetch(authority: string | null): (url: string, init: Init) => Promise<Response> {
  const ca = authority ?? [...getCACertificates('default'), ...getCACertificates('system')];
  return (url, init) =>
    new Promise((resolve, reject) => {
      const body = bodyOf(init.body);
      const outgoing = request(url, {
        method: init.method ?? 'GET',
        headers: { ...init.headers, ...(body === null ? {} : { 'content-length': Buffer.byteLength(body) }) },
        ca,
        minVersion: 'TLSv1.2',
        agent: false,
        ...(init.signal ? { signal: init.signal } : {}),
      });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length > longestAnswer) outgoing.destroy(new Error('the answer of the provider is too long'));
          else chunks.push(chunk);
        });
        response.on('end', () => {
          const status = response.statusCode ?? 500;
          const empty = status === 204 || status === 304;
          resolve(
            new Response(empty ? null : Buffer.concat(chunks), {
              status,
              headers: Object.entries(response.headers).map(([name, value]): [string, string] => [
                name,
                [value].flat().join(', '),
              ]),
            }),
          );
        });
      });
      outgoing.end(body ?? undefined);
    });
}

function bodyOf(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string' || body instanceof URLSearchParams) return String(body);
  throw new TypeError('a body that this cannot send');
}
