import { evidenceKinds } from '@tenken/controls';
import { AgentSettings } from '@tenken/shared';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { actorOf } from '../access/principal.ts';
import { Settings } from '../api/administration-schemas.ts';
import { Problem } from '../api/schemas.ts';
import { ownCertificates } from '../alerts/own-certificates.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { defaultLimits, limitNames } from '../limits/limits.ts';
import { principalOf } from '../plugins/access.ts';
import { tenkenVersion } from '../version.ts';

const hourMs = 60 * 60 * 1000;
const historyAtMost = 20;
const holdsAtMost = 200;

/** How this collector is set up, and what it asks of agents. */
export function settingsRoutes(app: FastifyInstance, context: CollectorContext): void {
  const { agentSettings, legalHolds, hosts } = context.repositories;
  const controlsBy = (kind: string): string[] =>
    context.controls
      .filter(({ needs }) => Object.values(needs).some(({ id }) => id === kind))
      .map(({ id }) => id);
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/settings',
    {
      config: { access: 'settings:read' },
      schema: { summary: 'How this collector is set up; nothing secret', response: { 200: Settings } },
    },
    async () => {
      const { limits, machine, singleSignOn, staleAfterMs } = context;
      const history = await agentSettings.history(historyAtMost);
      return {
        version: tenkenVersion,
        addresses: machine.addresses(),
        certificates: ownCertificates(context.certificates, context.authority).map(
          ({ id, title, notAfterAt }) => ({
            id,
            title,
            notAfter: new Date(notAfterAt).toISOString(),
          }),
        ),
        staleAfterHours: staleAfterMs / hourMs,
        keepDays: machine.keepMs / (24 * hourMs),
        agents: {
          history,
          kinds: evidenceKinds.map(({ id, title }) => ({ id, title, controls: controlsBy(id) })),
          hosts: await hosts.bySettings(history[0]?.sequence ?? 0),
        },
        holds: await legalHolds.list(holdsAtMost),
        singleSignOn: singleSignOn?.about() ?? null,
        limits: limitNames.map((name) => ({ name, value: limits[name], usual: defaultLimits[name] })),
        alerts: { allowed: [...machine.alertNetworks], secretFilesFor: [...machine.alertSecretFiles] },
      };
    },
  );

  routes.put(
    '/api/v1/settings/agents',
    {
      bodyLimit: 32 * 1024,
      config: { access: 'settings:manage' },
      schema: {
        summary: 'Ask something else of agents; they take it with their next report',
        body: z.strictObject({
          /** Number of the settings that were read; 0 for none. Somebody may have changed them since. */
          after: z.int().min(0),
          settings: AgentSettings,
        }),
        response: { 200: z.object({ sequence: z.int() }), 400: Problem, 409: Problem },
      },
    },
    async (request) => {
      const { after, settings } = request.body;
      const unknown = settings.kindsOff?.find((kind) => evidenceKinds.every(({ id }) => id !== kind));
      if (unknown !== undefined) {
        const detail = `There is no kind of evidence ${unknown}. GET /api/v1/settings lists them.`;
        throw new Refusal(400, 'evidence-kind-unknown', detail);
      }
      const change = { actor: actorOf(principalOf(request)), now: context.now().getTime() };
      const sequence = await agentSettings.change(settings, change, after);
      if (sequence === null) {
        throw new Refusal(
          409,
          'edited-meanwhile',
          'Somebody else has changed these settings since they were read. Read them again.',
        );
      }
      context.notices.tell('settings');
      return { sequence };
    },
  );
}
