import { createHash, X509Certificate } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Text } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';

const Choice = z.object({ id: z.string(), name: Text });

export const StartChoices = z
  .object({
    checklists: z.array(
      z.object({
        id: z.string(),
        title: Text,
        items: z.int(),
        /** Of which an organisation is one; which it is decides the items that it is asked. */
        kinds: z.array(Choice),
        /** 定期点検, 随時, …: what an assessment is opened for. */
        rules: z.array(Choice),
      }),
    ),
  })
  .meta({ id: 'StartChoices' });
export type StartChoices = z.infer<typeof StartChoices>;

/** What hosts have to trust, and its SHA-256 as `openssl x509 -fingerprint` prints it. */
export const Authority = z.object({ pem: z.string(), fingerprint: z.string() }).meta({ id: 'Authority' });
export type Authority = z.infer<typeof Authority>;

/** What a collector that is new has to be told, and what its hosts have to know of it. */
export function startRoutes(app: FastifyInstance, context: CollectorContext): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/start/choices',
    {
      config: { access: 'assessments:read' },
      schema: {
        summary: 'Kinds of organisation and of checks that each checklist knows',
        response: { 200: StartChoices },
      },
    },
    () => ({
      checklists: context.checklists.map(({ id, title, items, organisationKinds, rules }) => ({
        id,
        title,
        items: items.length,
        kinds: organisationKinds.map((kind) => ({ id: kind.id, name: kind.name })),
        rules: Object.entries(rules).map(([rule, { title: name }]) => ({ id: rule, name })),
      })),
    }),
  );

  routes.get(
    '/api/v1/authority',
    {
      config: { access: 'results:read' },
      schema: {
        summary: 'The certificate that hosts trust this collector by',
        response: { 200: Authority },
      },
    },
    () => ({ pem: context.authority.anchor, fingerprint: printedFingerprint(context.authority.anchor) }),
  );
}

function printedFingerprint(pem: string): string {
  const hash = createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');
  return (hash.toUpperCase().match(/../g) ?? []).join(':');
}
