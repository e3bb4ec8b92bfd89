import type { FastifyInstance, RouteOptions } from 'fastify';
import fastify from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

/**
 * Notes every route that an application gets from now on. Their description is made when somebody asks for it: to load
 * what makes it would take the start of each collector longer.
 *
 * @returns OpenAPI, always the same
 */
export function describing(app: FastifyInstance): () => Promise<object> {
  const routes: RouteOptions[] = [];
  // Fastify adds HEAD to each GET by itself, here and where they are described.
  app.addHook('onRoute', (route) => void (route.method === 'HEAD' || routes.push(route)));
  let description: Promise<object> | null = null;
  return () => (description ??= descriptionOf(routes));
}

async function descriptionOf(routes: readonly RouteOptions[]): Promise<object> {
  const { default: swagger } = await import('@fastify/swagger');
  const described = fastify();
  described.setValidatorCompiler(() => () => true);
  described.setSerializerCompiler(() => String);
  await described.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Tenken', version: 'v1', description: 'Evidence, findings and checklist items.' },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  for (const { method, url, schema } of routes) {
    described.route({ method, url, ...(schema && { schema }), handler: () => null });
  }
  await described.ready();
  return described.swagger();
}
