import { BlockList, isIP } from 'node:net';
import type { Server } from 'node:tls';
import { checklists, controls, requirements } from '@tenken/controls';
import { networkList, TenkenError } from '@tenken/shared';
import type { FastifyBaseLogger } from 'fastify';

import { createThrottles } from './access/throttles.ts';
import { Alerts } from './alerts/alerts.ts';
import type { AlertMachine } from './alerts/alerts.ts';
import { ownCertificates } from './alerts/own-certificates.ts';
import { buildAgentApp, buildPeopleApp, serveAnew } from './app.ts';
import { AuditSigner } from './audit/audit-signer.ts';
import { CertificateAuthority } from './ca/certificate-authority.ts';
import type { AuthorityFiles } from './ca/existing-authority.ts';
import { SharedAuthority } from './ca/shared-authority.ts';
import { keepTicketKeys } from './ca/ticket-keys.ts';
import type { CollectorContext } from './context.ts';
import { declaredByHost } from './evaluate/declared-by-host.ts';
import { Evaluator } from './evaluate/evaluator.ts';
import { JudgingAnew } from './evaluate/judging-anew.ts';
import { JudgingPreviews } from './evaluate/judging-previews.ts';
import { FailureLog } from './failure-log.ts';
import { FeedImports } from './feeds/feed-imports.ts';
import { ReferenceReader } from './feeds/reference-reader.ts';
import { watchChanges } from './evaluate/watch-changes.ts';
import { Jobs } from './jobs/jobs.ts';
import { BatchWriter } from './ingest/batch-writer.ts';
import { defaultLimits } from './limits/limits.ts';
import type { Limits } from './limits/limits.ts';
import type { SingleSignOn } from './people/single-sign-on/single-sign-on.ts';
import type { SingleSignOnSettings } from './people/single-sign-on/settings.ts';
import { createMetrics } from './metrics.ts';
import { Notices } from './notices.ts';
import type { RouteAccess } from './plugins/access.ts';
import { listen, tryToListen } from './ports.ts';
import type { Place } from './ports.ts';
import { makeKeys } from './make-keys.ts';
import { isOnlyHere } from './reach.ts';
import type { Outward } from './reach.ts';
import { SettingsSigner } from './settings/settings-signer.ts';
import { emptyScratch, lockDataDirectory, openDataDirectory } from './store/data-directory.ts';
import type { DataDirectory } from './store/data-directory.ts';
import {
  databasePlaceOf,
  hasDatabase,
  openNamedStore,
  openStoreOf,
  rememberDatabasePlace,
} from './store/database-place.ts';
import type { DatabasePlace } from './store/database-place.ts';
import type { AcceptedReport, StoredReport } from './store/reports/report-repository.ts';
import { placeOfDatabase } from './store/postgres/place.ts';
import { repositories } from './store/repositories.ts';
import type { Repositories } from './store/repositories.ts';
import { Packer } from './retention/packer.ts';
import { Sweeper } from './retention/sweeper.ts';
import { letHeapGrow } from './service/heap.ts';
import { checkAtStart } from './store/damage/start-check.ts';
import { tellRunning } from './health/running-file.ts';
import type { CertificateFiles } from './tls/given-certificate.ts';
import { KeptCertificates } from './tls/kept-certificates.ts';
import type { Store } from './store/store.ts';
import { isPassing, NotWritable } from './store/write-gate.ts';

export type CollectorOptions = {
  data: string;
  /** A database on a server, which other collectors may work on as well; a file in the folder unless told. */
  database?: DatabasePlace | undefined;
  /** Port for people and enrolment; 0 takes a free one. */
  port: number;
  /** Port for agents; 0 takes a free one. */
  agentPort: number;
  /** Whether it was made from `port`, so that another `port` moves both. */
  agentPortFollows?: boolean;
  /** Address that people are served at; loopback unless told. */
  listen?: string;
  /** Address that agents are served at; loopback unless told. */
  agentListen?: string;
  /** Name or address under which agents reach this collector; `localhost` unless told. */
  publicName?: string;
  /** How it is started so that other machines reach it; people are told while they do not. */
  outward?: Outward;
  logger: FastifyBaseLogger;
  /** 24 h unless told. */
  staleAfterMs?: number;
  /** An authority that exists, such as the online intermediate of an offline root; without it the collector makes its own. */
  authority?: AuthorityFiles | undefined;
  /** How long agents' certificates are good; 30 days unless told. */
  clientLifetimeMs?: number;
  /** The clock; that of this machine unless told. TLS and what is issued go by the machine's own. */
  now?: () => Date;
  /** False where the rules are known to be those of the last start: then only what is due is judged. */
  judgeAtStart?: boolean;
  /** False for a measurement: reading a large database for damage takes a processor for minutes after a start. */
  checkAtStart?: boolean;
  /** How long reports and what they replaced are kept; 400 days unless told. */
  keepMs?: number;
  /** Where this machine can do more, or has to do with less, than `defaultLimits`. */
  limits?: Partial<Limits> | undefined;
  /** An OpenID provider that people may sign in at, beside local accounts. */
  /** Where alerts may go although it is special, and where their passwords are; nothing unless told. */
  alerts?: AlertMachine;
  /** How quickly alerts are gathered and looked at, ms. */
  alertTimes?: Partial<typeof alertTimes>;
  singleSignOn?: SingleSignOnSettings | undefined;
  /** Address of the page as people see it, where a reverse proxy stands before it. */
  publicUrl?: string | undefined;
  /** Addresses and networks of reverse proxies whose word on who asks is taken; none unless told. */
  trustedProxies?: readonly string[] | undefined;
  /** What the port for people answers with; a certificate of the collector's own authority unless told. */
  pageCertificate?: CertificateFiles | undefined;
  /** Agents before it are told apart; none unless told. */
  minimumAgentVersion?: string | undefined;
  /** What happens to their reports; they are marked unless told. */
  olderAgents?: 'mark' | 'refuse';
  /** The health report warns when the newest backup is older; 7 days unless told. */
  backupMs?: number;
};

export type Collector = {
  url: string;
  agentUrl: string;
  context: CollectorContext;
  directory: DataDirectory;
  /** Where the first administrator is made; null once there is an account. */
  setUp: { address: string; expiresAt: Date } | null;
  /** How it is started so that other machines reach it; null where they do, or where nobody knows. */
  outward: Outward | null;
  /** Every route of the port for people, with who may call it. */
  routes: readonly RouteAccess[];
  close: () => Promise<void>;
};

const dayMs = 24 * 60 * 60 * 1000;
/**
 * `awayMs`: nobody has reported for so long when the collector starts, so that it was the collector that was away;
 * then hosts have `graceMs` to report before they are called silent.
 */
const alertTimes = { gatherMs: 15_000, everyMs: 5000, awayMs: 15 * 60_000, graceMs: 90 * 60_000 };
const defaultBackupMs = 7 * dayMs;
/** From one yearly check to the next, and a month to look into what it found. */
export const keepDays = 400;

/**
 * Opens the data, and both ports.
 *
 * @throws {TenkenError} `data-directory-in-use`, `data-directory-unusable`, `database-damaged`, `database-not-durable`,
 *   `database-too-new`, `port-in-use`, `address-unusable`, `restore-unfinished`
 */
export async function openCollector(options: CollectorOptions): Promise<Collector> {
  letHeapGrow();
  checkAddresses(options);
  const places = placesOf(options);
  // With data that is there already the lock comes first: it says more, usually that its collector runs.
  if (!hasDatabase({ path: options.data })) await tryToListen([places.agents, places.people]);
  const directory = openDataDirectory(options.data);
  const lock = lockDataDirectory(directory);
  const failures = new FailureLog(options.logger);
  const { store, stopCheck } = await openStore(directory, options, failures).catch((error: unknown) => {
    lock.release();
    throw error;
  });
  const repos = repositories(store);
  const authority = await openAuthority(directory, repos, options).catch(async (error: unknown) => {
    await store.close();
    lock.release();
    throw isDiskError(error) || error instanceof NotWritable ? unwritable(directory, error) : error;
  });
  const publicName = options.publicName ?? 'localhost';
  const certificates = await KeptCertificates.open({
    authority,
    names: [publicName, ...(options.publicUrl === undefined ? [] : [new URL(options.publicUrl).hostname])],
    given: options.pageCertificate,
    onError: failures.of('A certificate could not be renewed'),
  }).catch(async (error: unknown) => {
    await store.close();
    lock.release();
    throw error;
  });
  const onlyHere = isOnlyHere({
    listen: places.people.host,
    agentListen: places.agents.host,
    publicName,
    publicUrl: options.publicUrl,
  });
  const outward = onlyHere ? (options.outward ?? null) : null;
  const now = options.now ?? (() => new Date());
  const staleAfterMs = options.staleAfterMs ?? dayMs;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const inForce = requirements(controls, checklists());
  const notices = new Notices();
  const packer = new Packer({
    packs: repos.reportPacks,
    gate: store.gate,
    onError: failures.of('Older reports could not be packed'),
  });
  const reportWriter: BatchWriter<AcceptedReport, StoredReport> = new BatchWriter(
    async (batch) => {
      const startedAt = performance.now();
      const answers = await repos.reports.storeBatch(batch);
      for (const { hostId, statement } of batch) packer.stored(hostId, statement.sequence);
      notices.tell('hosts');
      metrics.batchSize.observe(batch.length);
      metrics.storeSeconds.observe((performance.now() - startedAt) / 1000);
      return answers;
    },
    { maxBatch: 256, maxWaiting: limits.queueReports, everyMs: 20 },
  );
  const metrics = createMetrics({
    waiting: () => reportWriter.waiting,
    quarantined: () => repos.hosts.quarantined(),
    readOnly: () => store.gate.state?.reason ?? null,
    alertsWaiting: async () => (await repos.alertMessages.counts()).waiting,
  });
  const jobs = new Jobs(now);
  const reference = new ReferenceReader(repos.feeds);
  const anew = new JudgingAnew(repos);
  const previews = new JudgingPreviews({
    repositories: repos,
    requirements: inForce,
    reference: () => reference.at(Number.MAX_SAFE_INTEGER),
    staleAfterMs,
    now,
    jobs,
    onChange: () => notices.tell('jobs'),
  });
  const evaluator = new Evaluator({
    findings: repos.findings,
    reports: repos.reports,
    requirements: inForce,
    declared: () => declaredByHost(repos.systems, now().getTime()),
    // The newest, also when somebody has set the clock back since it was carried in.
    reference: () => reference.at(Number.MAX_SAFE_INTEGER),
    staleAfterMs,
    now,
    onError: failures.of('Evaluation failed'),
    isPaused: () => repos.judgingPause.isPaused,
    job: jobs.record('evaluation', () => anew.state()),
    onJudged: () => notices.tell('results'),
  });
  const keepMs = options.keepMs ?? keepDays * dayMs;
  const sweeper = new Sweeper({
    retention: repos.retention,
    months: repos.months,
    feeds: repos.feeds,
    gate: store.gate,
    newestReportAt: () => repos.hosts.newestReportAt(),
    keepMs,
    now,
    onError: failures.of('Old data could not be removed'),
    job: jobs.record('retention'),
  });
  let agentUrl = '';
  let peopleUrl = '';
  const singleSignOn = await openSingleSignOn(options.singleSignOn, () => peopleUrl);
  emptyScratch(directory);
  const times = { ...alertTimes, ...options.alertTimes };
  const newestReportAt = (await repos.hosts.newestReportAt()) ?? 0;
  const wasAway = now().getTime() - newestReportAt > times.awayMs;
  const startedMs = performance.now();
  const machine = options.alerts ?? { allowed: new BlockList(), secretFiles: new Map<string, string>() };
  const feedImports = new FeedImports({
    directory,
    job: jobs.record('feed-import'),
    now,
    onChange: () => notices.tell('jobs'),
  });
  const alerts = new Alerts({
    alerts: repos.alerts,
    events: repos.alertEvents,
    states: repos.alertStates,
    messages: repos.alertMessages,
    channels: repos.alerts,
    feeds: repos.feeds,
    certificates: () => ownCertificates(certificates, authority),
    controls,
    checklists: checklists(),
    staleAfterMs,
    isSilenceMeant: () =>
      sweeper.isClockPlausible() && (!wasAway || performance.now() - startedMs > times.graceMs),
    isJudged: () => evaluator.failed === null,
    page: () => peopleUrl,
    gatherMs: times.gatherMs,
    everyMs: times.everyMs,
    now,
    canWrite: () => store.gate.state === null,
    onSent: (kind) => metrics.alertsSent.inc({ kind }),
    onFailure: (kind, givenUp) => {
      metrics.alertFailures.inc({ kind });
      if (givenUp) metrics.alertsGivenUp.inc({ kind });
    },
    machine,
    keyFolder: directory.authority,
    jobs: {
      rules: jobs.record('alert-rules'),
      outbox: jobs.record('alert-outbox', async () => ({
        waiting: (await repos.alertMessages.counts()).waiting,
      })),
    },
    notices,
    onError: failures.of('Alerts could not be looked at'),
  });
  const context: CollectorContext = {
    repositories: repos,
    directory,
    authority,
    controls,
    checklists: checklists(),
    requirements: inForce,
    evaluator,
    previews,
    reportWriter,
    metrics,
    notices,
    alerts,
    feedImports,
    machine: {
      addresses: () => ({ people: peopleUrl, agents: agentUrl }),
      onlyHere,
      outward,
      keepMs,
      // A list says of each rule what it is, too: 'Subnet: IPv4 127.0.0.0/8'.
      alertNetworks: machine.allowed.rules.map((rule) => rule.replace(/^\w+: IPv[46] /, '')),
      alertSecretFiles: [...machine.secretFiles.keys()],
    },
    jobs,
    sweeper,
    packer,
    gate: store.gate,
    settings: new SettingsSigner(repos.agentSettings, authority),
    throttles: createThrottles(),
    limits,
    singleSignOn,
    certificates,
    agentPolicy: { minimum: options.minimumAgentVersion ?? null, older: options.olderAgents ?? 'mark' },
    backupMs: options.backupMs ?? defaultBackupMs,
    pageOrigin: options.publicUrl ?? null,
    trustedProxies: networkList(options.trustedProxies ?? []),
    staleAfterMs,
    reportsUrl: () => `${agentUrl}/api/v1/reports`,
    now,
  };
  const agentApp = await buildAgentApp(context, { https: certificates.agents, logger: options.logger });
  const peopleApp = await buildPeopleApp(context, { https: certificates.people, logger: options.logger });
  const stopTicketKeys = keepTicketKeys(agentApp.server as unknown as Server, directory.authority);
  const stopCertificates = certificates.keep(serveAnew(context, { agents: agentApp, people: peopleApp }));
  let stopSigning = () => Promise.resolve();
  let stopWatching = () => {};
  const close = async () => {
    stopTicketKeys();
    stopCertificates();
    stopWatching();
    await stopSigning();
    await Promise.all([alerts.stop(), peopleApp.close(), agentApp.close()]);
    await previews.stop();
    await evaluator.stop();
    await feedImports.stop();
    await sweeper.stop();
    await packer.stop();
    await stopCheck();
    await store.close();
    lock.release();
  };
  try {
    const agentPort = await listen(agentApp.server, places.agents);
    agentUrl = `https://${publicName}:${agentPort}`;
    const port = await listen(peopleApp.server, places.people);
    const code = await repos.setupCodes.renew(Date.now());
    // Rules may have changed since the last start; stored evidence is judged anew without a scan.
    if (options.judgeAtStart !== false) await repos.findings.judgeWhole();
    await repos.judgingPause.look();
    await sweeper.start();
    const signer = new AuditSigner(repos.audit, directory.authority);
    stopSigning = signer.start(
      context.now,
      failures.of('The audit log could not be signed'),
      jobs.record('audit-signing'),
    );
    const url = `https://${publicName}:${port}`;
    alerts.start();
    tellRunning(directory, { url, agentUrl, now: context.now(), certificates });
    peopleUrl = options.publicUrl ?? url;
    // Whether the provider answers or not: local accounts go on.
    void singleSignOn?.ready().catch((err: unknown) => {
      options.logger.warn({ err, issuer: singleSignOn.issuer }, 'The OpenID provider cannot be used');
    });
    // Last: judging keeps this thread, and who starts the collector waits.
    evaluator.wake();
    stopWatching = watchChanges(
      repos,
      evaluator,
      failures.of('What judgements rest on could not be looked at'),
    );
    const setUp = code && { address: `${peopleUrl}/setup#${code.code}`, expiresAt: code.expiresAt };
    return { url, agentUrl, context, directory, setUp, outward, routes: peopleApp.routeAccess, close };
  } catch (error) {
    await close();
    throw error instanceof NotWritable ? unwritable(directory, error) : error;
  }
}

/** What it stands on is loaded where there is a provider. */
async function openSingleSignOn(
  settings: SingleSignOnSettings | undefined,
  address: () => string,
): Promise<SingleSignOn | null> {
  if (settings === undefined) return null;
  const { SingleSignOn: Opened } = await import('./people/single-sign-on/single-sign-on.ts');
  return new Opened(settings, address);
}

/** A file, other than the database, that could not be written. */
function isDiskError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    ['ENOSPC', 'EROFS', 'EIO', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
  );
}

function unwritable(directory: DataDirectory, cause: Error): TenkenError {
  return new TenkenError(
    'data-directory-unusable',
    `Nothing can be written to ${directory.path}: ${cause.cause instanceof Error ? cause.cause.message : cause.message}. Check its free space and its disk, then start again.`,
    { cause },
  );
}

const trialMs = 5000;

/** The store, found whole, with everything of the last run synced anew: what a killed process left may be in memory only. */
async function openStore(
  directory: DataDirectory,
  options: Pick<CollectorOptions, 'database' | 'logger' | 'checkAtStart'>,
  failures: FailureLog,
): Promise<{ store: Store; stopCheck: () => Promise<unknown> }> {
  const { database, logger, checkAtStart: isChecked = true } = options;
  const opening = database === undefined ? openStoreOf(directory) : openNamedStore(directory, database);
  const store = await opening.catch((error: unknown) => {
    throw error instanceof NotWritable ? unwritable(directory, error) : error;
  });
  try {
    const { gate } = store;
    gate.onChange((state) => {
      failures.forget();
      if (state === null) logger.info('Reports are stored again');
      else logger.error(state, 'Nothing more is stored');
    });
    store.checkpoint?.();
    // A server looks after its own pages.
    const endCheck =
      isChecked && (database ?? databasePlaceOf(directory)) === null
        ? checkAtStart(
            directory.database,
            (what) => gate.shut('database-damaged', what),
            (err) => logger.error({ err }, 'The database could not be checked'),
          )
        : () => Promise.resolve();
    const trial = setInterval(() => {
      if (gate.state === null || !isPassing(gate.state.reason)) return;
      store.tryToWrite().catch((err: unknown) => logger.debug({ err }, 'Still nothing can be stored'));
    }, trialMs);
    trial.unref();
    const stopCheck = (): Promise<unknown> => {
      clearInterval(trial);
      return endCheck();
    };
    return { store, stopCheck };
  } catch (error) {
    await store.close();
    throw error instanceof NotWritable ? unwritable(directory, error) : error;
  }
}

async function openAuthority(
  directory: DataDirectory,
  { sharedAuthority }: Repositories,
  { authority: existing, database, clientLifetimeMs, now = () => new Date() }: CollectorOptions,
): Promise<CertificateAuthority> {
  const place = database ?? databasePlaceOf(directory);
  const shared =
    place && new SharedAuthority(sharedAuthority, directory.authority, placeOfDatabase(place.url));
  await shared?.refuseForeign(existing);
  const authority = await CertificateAuthority.open(directory.authority, {
    ...(existing === undefined ? {} : { existing }),
    ...(clientLifetimeMs === undefined ? {} : { clientLifetimeMs }),
  });
  if (shared) {
    await shared.use(authority.certificate, now());
    await makeKeys(directory.authority, authority, now());
  }
  // Now it is known to be this collector's: what a start was mistaken in is not remembered.
  if (database !== undefined) rememberDatabasePlace(directory, database);
  return authority;
}

/** Where people are served, and where agents are. */
function placesOf(options: CollectorOptions): { people: Place; agents: Place } {
  const together = options.agentPortFollows === true;
  return {
    people: {
      host: options.listen ?? '127.0.0.1',
      port: options.port,
      options: { port: together ? '--port (npm start -- --port N)' : '--port', address: '--listen' },
    },
    agents: {
      host: options.agentListen ?? '127.0.0.1',
      port: options.agentPort,
      options: {
        port: together ? '--port, which moves both (npm start -- --port N)' : '--agent-port',
        address: '--agent-listen',
      },
    },
  };
}

/** What can be seen to be wrong before anything is made. @throws {TenkenError} `address-unusable` */
function checkAddresses(options: CollectorOptions): void {
  const { port, agentPort, publicName = 'localhost' } = options;
  if (port === agentPort && port !== 0) {
    throw new TenkenError('address-unusable', `People and agents need a port each; both were given ${port}.`);
  }
  const isName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(publicName) && publicName.length <= 253;
  if (!isName && isIP(publicName) === 0) {
    throw new TenkenError('address-unusable', `${publicName} is neither a host name nor an IP address.`);
  }
}
