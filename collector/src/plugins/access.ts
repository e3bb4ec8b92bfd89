import fastifyCookie from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { isPermission } from '../access/permissions.ts';
import type { Access } from '../access/permissions.ts';
import { may } from '../access/principal.ts';
import type { Person, Principal } from '../access/principal.ts';
import { sameSecret } from '../access/secrets.ts';
import { Refusal } from '../ingest/refusal.ts';
import type { Repositories } from '../store/repositories.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call this route; without it the collector does not start. */
    access?: Access;
    /** Needs no permission when it comes from this machine itself. */
    openOnLoopback?: true;
    /** Asked for by the page itself: it keeps no session open. */
    unattended?: true;
  }
  interface FastifyRequest {
    /** Who asks; null on public routes that nobody signed in for. */
    principal: Principal | null;
  }
  interface FastifyInstance {
    /** Every route with what it declares, for the page `shared/docs/access.md` and its test. */
    routeAccess: RouteAccess[];
  }
}

export type RouteAccess = { method: string; path: string; access: Access; openOnLoopback: boolean };

/** The prefix makes browsers refuse it unless it is Secure, for this host alone, and for all paths. */
export const sessionCookie = '__Host-tenken';
export const csrfHeader = 'x-tenken-csrf';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const loopback = /^(127\.|::1$|::ffff:127\.)/;

/** Decides about every request on the port for people, before its body is read. What declares nothing is refused. */
export const access = fastifyPlugin(async function access(
  app: FastifyInstance,
  options: {
    repositories: Pick<Repositories, 'sessions' | 'apiTokens'>;
    now: () => Date;
    /** Where people see the page behind a reverse proxy that names another host. */
    pageOrigin?: string | null;
  },
) {
  await app.register(fastifyCookie);
  app.decorateRequest('principal', null);
  const routes: RouteOptions[] = [];
  app.decorate('routeAccess', []);
  app.addHook('onRoute', (route) => void routes.push(route));
  app.addHook('onReady', async () => {
    for (const route of routes) app.routeAccess.push(...declared(route));
  });

  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return;
    refuseOtherSites(request, options.pageOrigin ?? null);
    const { access: wanted, openOnLoopback } = request.routeOptions.config;
    if (wanted === 'public') return;
    reply.header('cache-control', 'no-store');
    if (openOnLoopback && loopback.test(request.ip) && !isForwarded(request)) return;
    request.principal = await identify(request, options);
    if (request.principal === null) {
      throw new Refusal(401, 'sign-in-needed', 'Sign in first: POST /api/v1/session, or send an API token.');
    }
    if (wanted === undefined || !may(request.principal, wanted)) {
      throw new Refusal(
        403,
        'not-permitted',
        'Your role does not permit this. Send it as somebody whose role does, or ask an administrator.',
      );
    }
    if (request.principal.kind === 'person' && !safeMethods.has(request.method)) {
      refuseForgery(request, request.principal);
    }
  });
});

/** The person who asks; for routes that only people may call. */
export function personOf(request: FastifyRequest): Person {
  if (request.principal?.kind !== 'person') throw new Error('the route is not for people only');
  return request.principal;
}

/** Who asks; for routes that are not public. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('the route is public');
  return request.principal;
}

function declared(route: RouteOptions): RouteAccess[] {
  const wanted = route.config?.access;
  const methods = [route.method].flat();
  if (wanted === undefined || (wanted !== 'public' && !isPermission(wanted))) {
    throw new Error(`${methods.join(', ')} ${route.url} does not declare who may call it: config.access`);
  }
  const openOnLoopback = route.config?.openOnLoopback === true;
  return methods
    .filter((method) => method !== 'HEAD')
    .map((method) => ({ method, path: route.url, access: wanted, openOnLoopback }));
}

/** Another way in than the one that was sent is not tried: a wrong token is an error, not a visitor. */
async function identify(
  request: FastifyRequest,
  { repositories, now }: { repositories: Pick<Repositories, 'sessions' | 'apiTokens'>; now: () => Date },
): Promise<Principal | null> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = /^Bearer (tkp_[\w-]{43})$/.exec(authorization)?.[1];
    return token === undefined ? null : repositories.apiTokens.script(token, now().getTime());
  }
  const cookie = request.cookies[sessionCookie];
  const attended =
    request.headers['x-tenken-unattended'] === undefined && request.routeOptions.config.unattended !== true;
  return cookie === undefined ? null : repositories.sessions.person(cookie, now().getTime(), attended);
}

/** Browsers say where a request comes from; no page of another site has anything to change here. */
function refuseOtherSites(request: FastifyRequest, pageOrigin: string | null): void {
  if (safeMethods.has(request.method)) return;
  const { origin, 'sec-fetch-site': site } = request.headers;
  const foreign =
    (site !== undefined && site !== 'same-origin') ||
    (origin !== undefined && origin !== `https://${request.headers.host}` && origin !== pageOrigin);
  if (foreign) throw new Refusal(403, 'other-site', 'Send this from the page of this collector itself.');
}

/** A cookie goes along with whatever makes a browser send; the header only comes from our own page. */
function refuseForgery(request: FastifyRequest, person: Person): void {
  const sent = request.headers[csrfHeader];
  const { origin, 'sec-fetch-site': site } = request.headers;
  const named = origin !== undefined || site !== undefined;
  if (!named || typeof sent !== 'string' || !sameSecret(sent, person.csrfToken)) {
    throw new Refusal(
      403,
      'csrf-token-wrong',
      `Send ${csrfHeader} with the csrfToken of GET /api/v1/session, and Origin with the address of this collector.`,
    );
  }
}

/** A proxy on this machine makes everybody look local: what it forwards is not. */
function isForwarded(request: FastifyRequest): boolean {
  return ['forwarded', 'x-forwarded-for', 'via'].some((name) => request.headers[name] !== undefined);
}
