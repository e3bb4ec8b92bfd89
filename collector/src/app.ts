import { isIP } from 'node:net';
import type { Server, TLSSocket } from 'node:tls';
import { sha256 } from '@tenken/shared';
import rateLimit from '@fastify/rate-limit';
import fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifyServerOptions } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { describing } from './api/described-routes.ts';
import type { CollectorContext } from './context.ts';
import { sessionLifetimeSeconds } from './ca/ticket-keys.ts';
import { Gate } from './limits/gate.ts';
import { access } from './plugins/access.ts';
import { admission } from './plugins/admission.ts';
import { hostIdentity } from './plugins/host-identity.ts';
import { ratePerHost } from './plugins/rate-per-host.ts';
import { OpenConnections } from './limits/open-connections.ts';
import { Uploads } from './limits/uploads.ts';
import { problems } from './plugins/problems.ts';
import { webPage } from './plugins/web-page.ts';
import { accountRoutes } from './routes/accounts.ts';
import { apiTokenRoutes } from './routes/api-tokens.ts';
import { attachmentRoutes } from './routes/attachments.ts';
import { alertChannelRoutes } from './routes/alert-channels.ts';
import { alertRuleRoutes } from './routes/alert-rules.ts';
import { auditRoutes } from './routes/audit.ts';
import { assessmentRoutes } from './routes/assessments.ts';
import { checklistRoutes } from './routes/checklists.ts';
import { controlRoutes } from './routes/controls.ts';
import { deskChoiceRoutes } from './routes/desk-choices.ts';
import { enrolmentTokenRoutes } from './routes/enrolment-tokens.ts';
import { enrolmentRoutes } from './routes/enrolments.ts';
import { eventRoutes } from './routes/events.ts';
import { csvListRoutes } from './routes/csv-lists.ts';
import { dueRoutes } from './routes/due.ts';
import { findingRoutes } from './routes/findings.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { groupRoutes } from './routes/groups.ts';
import { feedRoutes } from './routes/feeds.ts';
import { healthRoutes } from './routes/health.ts';
import { hostDecisionRoutes } from './routes/host-decisions.ts';
import { hostRoutes } from './routes/hosts.ts';
import { importRoutes } from './routes/imports.ts';
import { itemAnswerRoutes } from './routes/item-answers.ts';
import { jobRoutes } from './routes/jobs.ts';
import { judgingRoutes } from './routes/judging.ts';
import { misdirectedRoutes } from './routes/misdirected.ts';
import { packRoutes } from './routes/packs.ts';
import { renewalRoutes } from './routes/renewals.ts';
import { ownAccountRoutes } from './routes/own-account.ts';
import { reportRoutes } from './routes/reports.ts';
import { searchRoutes } from './routes/search.ts';
import { settingsRoutes } from './routes/settings.ts';
import { sessionRoutes } from './routes/session.ts';
import { setupRoutes } from './routes/setup.ts';
import { systemRoutes } from './routes/systems.ts';
import { waiverRoutes } from './routes/waivers.ts';
import { wordingRoutes } from './routes/wording.ts';
import { startRoutes } from './routes/start.ts';
import { singleSignOnRoutes } from './routes/single-sign-on.ts';
import type { Use } from './tls/kept-certificates.ts';

export type Listener = {
  https: { key: string; cert: string };
  logger: FastifyBaseLogger;
};

/** Limits that hold for both ports. Fastify's own request timeout is none, and Node's handshake may take 120 s. */
function limitsOf({ limits }: CollectorContext, listener: Listener): FastifyServerOptions {
  return {
    loggerInstance: listener.logger,
    logController: new LogController({ disableRequestLogging: true }),
    // Agents speak for themselves by their certificates: no header says who they are.
    trustProxy: false,
    requestTimeout: limits.requestMs,
    connectionTimeout: 0,
    keepAliveTimeout: limits.keepAliveMs,
    bodyLimit: 64 * 1024,
    // Without them Fastify loads its own at each start, and nobody uses those.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    routerOptions: { maxParamLength: 128 },
  };
}

function noCompiler(): never {
  throw new Error('a route has a schema, and its application was told no compiler');
}

function tlsOf({ limits }: CollectorContext) {
  return {
    minVersion: 'TLSv1.2',
    handshakeTimeout: limits.handshakeMs,
    headersTimeout: limits.headersMs,
    // Node looks every 30 s for requests that are over their time.
    connectionsCheckingInterval: 1000,
    maxHeaderSize: limits.headerBytes,
  } as const;
}

function agentTls({ authority }: CollectorContext) {
  return {
    // OpenSSL follows a chain to its root, and Node's servers cannot be told to stop at the issuing certificate: what
    // another branch under the same root has issued is refused by its fingerprint.
    ca: [authority.certificate, authority.intermediates, authority.anchor].join(''),
    sessionTimeout: sessionLifetimeSeconds,
    // Node's own is made of the command line: another option would end all sessions. Another authority has to: a session
    // that is resumed shows no certificate, so it would outlive the authority that its certificate came from.
    sessionIdContext: sha256(authority.certificate).slice(0, 32),
  };
}

/** What holds before a request is there. */
function guard(app: FastifyInstance, context: CollectorContext): void {
  const { limits, metrics } = context;
  app.server.maxHeadersCount = limits.headers;
  new Gate(
    limits,
    (reason) => metrics.shed.inc({ reason }),
    (address) => isTrustedProxy(context, address),
  ).guard(app.server);
  const open = new OpenConnections();
  open.watch(app.server);
  app.addHook('preClose', (done) => {
    open.end(limits.endingMs);
    done();
  });
}

function isTrustedProxy({ trustedProxies }: CollectorContext, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && trustedProxies.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Sets other certificates for both ports; what else holds for their handshakes stays. */
export function serveAnew(
  context: CollectorContext,
  { agents, people }: { agents: FastifyInstance; people: FastifyInstance },
): { agents: Use; people: Use } {
  const [agentServer, peopleServer] = [agents, people].map((app) => app.server as unknown as Server);
  return {
    agents: ({ key, cert }) =>
      agentServer?.setSecureContext({
        key,
        cert,
        ...tlsOf(context),
        ...agentTls(context),
        ticketKeys: agentServer.getTicketKeys(),
      }),
    people: ({ key, cert }) => peopleServer?.setSecureContext({ key, cert, ...tlsOf(context) }),
  };
}

/** The port for people, for scripts, and for hosts that want to enrol. */
export async function buildPeopleApp(
  context: CollectorContext,
  listener: Listener,
): Promise<FastifyInstance> {
  const app = fastify({
    ...limitsOf(context, listener),
    trustProxy: (address: string) => isTrustedProxy(context, address),
    https: { ...listener.https, ...tlsOf(context) },
  } as FastifyServerOptions);
  guard(app, context);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const described = describing(app);
  await app.register(rateLimit, { global: false });
  await app.register(problems, { onRefusal: (code: string) => context.metrics.refusals.inc({ code }) });
  await app.register(access, context);
  await app.register(webPage);
  const uploads = new Uploads(context.limits);
  healthRoutes(app, context);
  eventRoutes(app, context);
  setupRoutes(app, context);
  startRoutes(app, context);
  sessionRoutes(app, context);
  singleSignOnRoutes(app, context);
  ownAccountRoutes(app, context);
  accountRoutes(app, context);
  apiTokenRoutes(app, context);
  enrolmentTokenRoutes(app, context);
  auditRoutes(app, context);
  settingsRoutes(app, context);
  feedRoutes(app, context);
  jobRoutes(app, context);
  judgingRoutes(app, context);
  alertRuleRoutes(app, context);
  alertChannelRoutes(app, context);
  hostRoutes(app, context);
  hostDecisionRoutes(app, context);
  importRoutes(app, context, uploads);
  controlRoutes(app, context);
  findingRoutes(app, context);
  groupRoutes(app, context);
  dueRoutes(app, context);
  searchRoutes(app, context);
  csvListRoutes(app, context);
  checklistRoutes(app, context);
  evidenceRoutes(app, context);
  systemRoutes(app, context, uploads);
  itemAnswerRoutes(app, context, uploads);
  attachmentRoutes(app, context);
  deskChoiceRoutes(app, context);
  waiverRoutes(app, context);
  wordingRoutes(app, context, uploads);
  assessmentRoutes(app, context, uploads);
  packRoutes(app, context, uploads);
  enrolmentRoutes(app, context);
  misdirectedRoutes(app, context);
  app.get('/api/v1/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, described);
  await app.ready();
  return app;
}

/** The port for enrolled agents: without a certificate of this collector's authority there is no connection. */
export async function buildAgentApp(context: CollectorContext, listener: Listener): Promise<FastifyInstance> {
  const app = fastify({
    ...limitsOf(context, listener),
    https: {
      ...listener.https,
      ...tlsOf(context),
      ...agentTls(context),
      requestCert: true,
      rejectUnauthorized: true,
    },
  } as FastifyServerOptions);
  guard(app, context);
  app.server.on('secureConnection', (socket: TLSSocket) =>
    context.metrics.handshakes.inc({ kind: socket.isSessionReused() ? 'resumed' : 'full' }),
  );
  await app.register(problems, { onRefusal: (code: string) => context.metrics.refusals.inc({ code }) });
  await app.register(admission, context);
  await app.register(hostIdentity, { enrolments: context.repositories.enrolments, now: context.now });
  await app.register(ratePerHost, context);
  reportRoutes(app, context);
  renewalRoutes(app, context);
  await app.ready();
  return app;
}
