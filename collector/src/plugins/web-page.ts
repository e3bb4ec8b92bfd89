import { existsSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { sendProblem } from './problems.ts';

const dist = join(import.meta.dirname, '..', '..', 'dist', 'web');

/** The page: its own files only, nothing from elsewhere, no inline script. */
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
  if (!existsSync(join(dist, 'index.html'))) {
    app.log.warn('The web page is not built; run npm run build');
    return;
  }
  await app.register(fastifyStatic, { root: dist, wildcard: false, index: false, cacheControl: false });
  const page = (_request: unknown, reply: { header: (name: string, value: string) => { sendFile: (name: string) => unknown } }) =>
    reply.header('cache-control', 'no-cache').sendFile('index.html');
  app.get('/', { schema: { hide: true } }, page);
  app.setNotFoundHandler((request, reply) => {
    if (request.method === 'GET' && !request.url.startsWith('/api/') && request.headers.accept?.includes('text/html')) {
      return page(request, reply);
    }
    return sendProblem(reply, 404, 'not-found', `There is no ${request.method} ${request.url.slice(0, 200)}.`);
  });
});
