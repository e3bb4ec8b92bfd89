import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { sendProblem } from './problems.ts';

const dist = join(import.meta.dirname, '..', '..', 'dist', 'web');
/** What `web/index.html` holds where the nonce of a response goes. */
const noncePlace = '__CSP_NONCE__';

/**
 * The page: its own files only, nothing from elsewhere, no inline script. The component library adds style
 * elements at run time; they carry a nonce that is made anew for each response, so no other inline style counts.
 */
export const webPage = fastifyPlugin(async function webPage(app: FastifyInstance) {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Certificates of a closed network change; a browser that remembers HSTS would lock people out.
    hsts: false,
  });
  const index = join(dist, 'index.html');
  if (!existsSync(index)) {
    app.log.warn('The web page is not built; run npm run build');
    return;
  }
  const html = readFileSync(index, 'utf8');
  await app.register(async (files: FastifyInstance) => {
    // Whoever signs in needs the page first; it holds nothing of this collector.
    files.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    const options = {
      index: false,
      preCompressed: true,
      // Names of assets hold a hash of their content.
      immutable: true,
      maxAge: '365d',
    } as const;
    // There are hundreds: a route for each would take a start longer than reading the database.
    await files.register(fastifyStatic, { ...options, root: join(dist, 'assets'), prefix: '/assets/' });
    await files.register(fastifyStatic, {
      ...options,
      root: dist,
      wildcard: false,
      decorateReply: false,
      // `page` alone sends the index: it fills in the nonce.
      globIgnore: ['index.html', 'assets/**'],
    });
  });

  function page(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    // Programs that take anything, such as curl, get the page at its front door; an address that is wrong stays wrong.
    const isFrontDoor = request.url.split('?', 1)[0] === '/';
    const takesPage = isFrontDoor
      ? takesHtml(request.headers.accept)
      : request.headers.accept?.includes('text/html') === true;
    if (request.url.startsWith('/api/') || !takesPage) {
      return sendProblem(
        reply,
        404,
        'not-found',
        `There is no ${request.method} ${request.url.slice(0, 200)}.`,
      );
    }
    return reply
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(html.replaceAll(noncePlace, reply.cspNonce.style));
  }

  // The page has addresses of its own (/hosts/…): whatever is neither a file nor the API answers with it.
  const options = {
    config: { access: 'public' },
    schema: { hide: true },
    helmet: { enableCSPNonces: true },
  } as const;
  app.get('/', options, page);
  app.get('/*', options, page);
});

/** Whether an `Accept` allows HTML; without the header everything is allowed (RFC 9110, 12.5.1). */
function takesHtml(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  const quality = new Map(
    accept.split(',').map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return [type, q === undefined ? 1 : Number(q)] as const;
    }),
  );
  // The range that says most counts.
  return (quality.get('text/html') ?? quality.get('text/*') ?? quality.get('*/*') ?? 0) > 0;
}
