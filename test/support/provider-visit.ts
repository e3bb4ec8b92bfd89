import { send } from './https.ts';
import type { OpenIdProvider } from './openid-provider.ts';

/**
 * Signs in at the provider as a browser would: follows it, fills in its form, agrees.
 *
 * @param address where the collector sent the browser
 * @returns where the provider sends it at the end: the collector's callback with code and state
 */
export async function visitProvider(
  provider: OpenIdProvider,
  address: string,
  subject: string,
): Promise<string> {
  const cookies = new Map<string, string>();
  let next = address;
  let form: string | undefined;
  for (let step = 0; step < 12; step += 1) {
    if (!next.startsWith(provider.issuer)) return next;
    const answer = await send(next, provider, {
      method: form === undefined ? 'GET' : 'POST',
      ...(form === undefined ? {} : { body: form }),
      headers: {
        host: new URL(provider.issuer).host,
        accept: 'text/html',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    });
    for (const line of (answer.headers['set-cookie'] ?? []) as string[]) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const { location } = answer.headers;
    if (typeof location === 'string') {
      next = new URL(location, provider.issuer).href;
      form = undefined;
    } else {
      const page = String(answer.json['text']);
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
      if (prompt === undefined) throw new Error(`the provider said ${answer.status}: ${page.slice(0, 2000)}`);
      next = /action="([^"]+)"/.exec(page)?.[1] ?? next;
      form = new URLSearchParams({ prompt, login: subject, password: 'any' }).toString();
    }
  }
  throw new Error('the provider sends the browser around');
}
