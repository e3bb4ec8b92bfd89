import type { Session } from '../../../../src/api/people-schemas.ts';
import { queryClient } from '../../api/query-client.ts';
import { problemOf } from '../../api/request.ts';

/**
 * Sends a file below `/api/v1` and tells how far it is; `fetch` does not say.
 *
 * @param onProgress per cent
 *
 * @throws {ApiProblem} the collector refused
 * @throws {TypeError} it could not be reached
 */
export function sendFile(path: string, file: File, onProgress: (percent: number) => void): Promise<void> {
  const session = queryClient.getQueryData<Session>(['/session']);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1${path}`);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'application/octet-stream');
    if (session) request.setRequestHeader('x-tenken-csrf', session.csrfToken);
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total === 0 ? 0 : Math.floor((loaded / total) * 100)),
    );
    request.addEventListener('error', () => reject(new TypeError('the collector could not be reached')));
    request.addEventListener('load', () => {
      const { status, statusText, responseText } = request;
      if (status < 300) resolve();
      else void problemOf(new Response(responseText, { status, statusText })).then(reject);
    });
    request.send(file);
  });
}
