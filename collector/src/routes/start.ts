import { createHash, X509Certificate } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { CollectorContext } from '../context.ts';
import { Outward } from '../reach.ts';

/** What hosts have to trust, and its SHA-256 as `openssl x509 -fingerprint` prints it. */
export const Authority = z.object({ pem: z.string(), fingerprint: z.string() }).meta({ id: 'Authority' });
export type Authority = z.infer<typeof Authority>;

/** Where other machines reach this collector, and what has to be changed where it is started when they do not. */
export const Reach = z
  .object({ address: z.string(), onlyHere: z.boolean(), outward: z.nullable(Outward) })
  .meta({ id: 'Reach' });
export type Reach = z.infer<typeof Reach>;

/** What a collector that is new has to be told, and what its hosts have to know of it. */
export function startRoutes(app: FastifyInstance, context: CollectorContext): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

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

  routes.get(
    '/api/v1/reach',
    {
      // It names folders of the collector's machine.
      config: { access: 'enrolment-tokens:manage' },
      schema: {
        summary: 'Whether other machines reach this collector, and how to start it so that they do',
        response: { 200: Reach },
      },
    },
    () => {
      const { addresses, onlyHere, outward } = context.machine;
      return { address: addresses().people, onlyHere, outward };
    },
  );
}

function printedFingerprint(pem: string): string {
  const hash = createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');
  return (hash.toUpperCase().match(/../g) ?? []).join(':');
}
