import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Provider from 'oidc-provider';
import { CertificateAuthority } from '../../collector/src/ca/certificate-authority.ts';

type Person = { name?: string; preferred_username?: string; email?: string; groups?: readonly string[] };
type TokenClaims = Record<string, unknown>;

/** A real OpenID provider with its own authority; whoever signs in there needs no password. */
export type OpenIdProvider = {
  issuer: string;
  clientId: string;
  /** Files as an administrator of the collector gives them. */
  secretFile: string;
  authorityFile: string;
  authority: string;
  /** Who may sign in, by subject. */
  people: Map<string, Person>;
  /** Changes the next tokens about people before they are sent: anew signed by the provider's key, or not. */
  tamper: (
    change: ((claims: TokenClaims) => TokenClaims) | null,
    key?: 'provider' | 'other' | 'none',
  ) => void;
  /** Tells the provider where the collector is; until then it answers nobody. */
  serve: (collectorUrl: string) => void;
  close: () => Promise<void>;
};

const clientId = 'tenken';
const clientSecret = 'a secret that only the two of them know';

/** @param folder for its files and its authority */
export async function startOpenIdProvider(folder: string): Promise<OpenIdProvider> {
  const authority = await CertificateAuthority.open(join(folder, 'provider-authority'));
  const { key, certificate: cert } = await authority.serverCertificate(['localhost']);
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const others = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const people: OpenIdProvider['people'] = new Map();
  let handler: ((collectorUrl: string) => void) | null = null;
  const handling = new Promise<ReturnType<Provider['callback']>>((resolve) => {
    handler = (collectorUrl) => resolve(providerFor(collectorUrl).callback());
  });
  const server = createServer({ key, cert }, (request, response) => {
    void handling.then((handle) => handle(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Another site than the collector's for a browser: cookies and their rules are those of real life.
  const issuer = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let change: ((claims: TokenClaims) => TokenClaims) | null = null;
  let signer: KeyObject | null = keys.privateKey;

  function providerFor(collectorUrl: string): Provider {
    const provider = new Provider(issuer, configuration(collectorUrl, keys.privateKey, people));
    provider.use(async (context, next) => {
      await next();
      const answer = context.body as { id_token?: string } | null;
      if (context.path !== '/token' || change === null || typeof answer?.id_token !== 'string') return;
      context.body = { ...answer, id_token: altered(answer.id_token, change, signer) };
    });
    return provider;
  }

  const [secretFile, authorityFile] = [join(folder, 'secret'), join(folder, 'provider.pem')];
  writeFileSync(secretFile, `${clientSecret}\n`, { mode: 0o600 });
  writeFileSync(authorityFile, authority.certificate);
  return {
    issuer,
    clientId,
    secretFile,
    authorityFile,
    authority: authority.certificate,
    people,
    tamper: (wanted, by = 'provider') => {
      change = wanted;
      signer = { provider: keys.privateKey, other: others.privateKey, none: null }[by];
    },
    serve: (collectorUrl) => handler?.(collectorUrl),
    close: async () => {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function configuration(
  collectorUrl: string,
  signingKey: KeyObject,
  people: OpenIdProvider['people'],
): Record<string, unknown> {
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${collectorUrl}/api/v1/session/single-sign-on/callback`],
        post_logout_redirect_uris: [`${collectorUrl}/`],
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'], email: ['email'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['for this run only'] },
    jwks: { keys: [{ ...signingKey.export({ format: 'jwk' }), kid: 'only', alg: 'RS256', use: 'sig' }] },
    findAccount: (_context: unknown, subject: string) => {
      const person = people.get(subject);
      return person && { accountId: subject, claims: () => ({ sub: subject, ...person }) };
    },
    pkce: { required: () => true },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
    },
  };
}

/** The same token with other claims. @param key null leaves the old signature */
function altered(token: string, change: (claims: TokenClaims) => TokenClaims, key: KeyObject | null): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as TokenClaims;
  const body = `${header}.${Buffer.from(JSON.stringify(change(claims))).toString('base64url')}`;
  return `${body}.${key ? sign('sha256', Buffer.from(body), key).toString('base64url') : signature}`;
}
