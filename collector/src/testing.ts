import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, contentHash, sha256, text } from '@tenken/shared';
import type { Evidence, EvidenceBody, Outcome, Statement } from '@tenken/shared';
import { sql } from 'kysely';
import type { KyselyPlugin } from 'kysely';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import type { SentBody } from './store/reports/evidence-repository.ts';
import type { AcceptedReport } from './store/reports/report-repository.ts';
import type { JudgedFinding } from './store/findings/finding-rows.ts';
import { repositories } from './store/repositories.ts';
import type { Repositories } from './store/repositories.ts';
import { openPostgresStore } from './store/postgres/open.ts';
import { openSqliteStore } from './store/store.ts';
import type { Store } from './store/store.ts';

/** Removed with the test that asks for it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenken-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real database that goes with the test: on PostgreSQL where the run has one, else a file. */
export async function temporaryStore(): Promise<{ store: Store; repos: Repositories }> {
  const server = inject('postgres');
  if (server === undefined) return temporarySqliteStore();
  const store = await openPostgresStore({ url: await temporaryDatabase() });
  onTestFinished(() => store.close());
  return { store, repos: repositories(store) };
}

/** A database on the server of a run on PostgreSQL, which goes with the test. @param options `empty`: without tables @returns its address */
export async function temporaryDatabase(options: { empty?: boolean } = {}): Promise<string> {
  const { url, remove } = await newDatabase(options);
  onTestFinished(remove);
  return url;
}

/** The same, which whoever asks for it removes. @throws {Error} where the run has no such server */
export async function newDatabase(
  options: { empty?: boolean } = {},
): Promise<{ url: string; remove: () => Promise<void> }> {
  const server = inject('postgres');
  if (server === undefined) {
    throw new Error('this run has no PostgreSQL: set TENKEN_TEST_DATABASE=postgresql');
  }
  const name = `test-${randomUUID()}`;
  const ask = async (statement: string): Promise<void> => {
    const client = new pg.Client(server.url);
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await ask(`create database "${name}" template "${options.empty === true ? 'template1' : server.template}"`);
  return {
    url: new URL(`/${name}`, server.url).href,
    remove: () => ask(`drop database "${name}" with (force)`),
  };
}

/** A database in a folder that goes with the test. */
export async function temporarySqliteStore(): Promise<{
  store: Store;
  repos: Repositories;
  path: string;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'tenken-store-'));
  const path = join(folder, 'tenken.db');
  const store = await openSqliteStore(path);
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { store, repos: repositories(store), path };
}

/** The same database to ask, and how SQLite would find what it is asked for. @returns `plans`: the steps of each question */
export function explained(store: Store): { asking: Repositories; plans: () => Promise<string[][]> } {
  const asked: string[] = [];
  const noting: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      asked.push(store.read.getExecutor().compileQuery(node, queryId).sql);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  const planOf = async (question: string): Promise<string[]> => {
    // Values make no difference to the plan.
    const explain = sql<{ detail: string }>`explain query plan ${sql.raw(question.replaceAll('?', "'1'"))}`;
    return (await explain.execute(store.read)).rows.map(({ detail }) => detail);
  };
  return {
    asking: repositories({ ...store, read: store.read.withPlugin(noting) }),
    plans: () => Promise.all(asked.map(planOf)),
  };
}

/** Enrols a host as the route does, without a certificate worth the name. @returns its id */
export async function enrolledHost(
  repos: Repositories,
  now = Date.now(),
  { label = 'test' }: { label?: string } = {},
): Promise<string> {
  const id = randomUUID();
  const token = await repos.enrolmentTokens.create({
    label,
    actor: 'console:test',
    now,
    lifetimeMs: 60_000,
    uses: 1,
  });
  const certificate = {
    pem: '',
    fingerprint: sha256(id),
    serial: '01',
    notBeforeAt: now - 1000,
    notAfterAt: now + 60_000,
  };
  if (!(await repos.enrolments.enrol(token, { id, name: 'host', certificate }, now))) {
    throw new Error('not enrolled');
  }
  return id;
}

export function evidenceOf(kind: string, data: Record<string, unknown>, collectedAt: Date): Evidence {
  const body: EvidenceBody = { kind, version: 1, result: { status: 'read', data }, sources: [] };
  return { collectedAt: collectedAt.toISOString(), durationMs: 1, sha256: sha256(canonicalJson(body)), body };
}

/** As it comes with a report. */
export function sentBody(body: EvidenceBody): SentBody {
  return { kind: body.kind, canonical: canonicalJson(body) };
}

export function acceptedReport(
  hostId: string,
  sequence: number,
  evidence: Evidence[],
  receivedAt = Date.now(),
  changes: Partial<Statement> = {},
): AcceptedReport {
  const at = new Date(receivedAt).toISOString();
  const statement: Statement = {
    version: 2,
    hostId,
    reportId: randomUUID(),
    sequence,
    agentVersion: '0.1.0',
    scannedAt: at,
    sentAt: at,
    host: {
      platform: 'linux',
      name: 'host',
      osName: null,
      osVersion: null,
      architecture: null,
      machineIdHash: null,
    },
    evidence: evidence.map(({ body, ...stated }) => ({ kind: body.kind, ...stated })),
    gap: null,
    ...changes,
  };
  const canonicalStatement = canonicalJson(statement);
  return {
    hostId,
    statement,
    canonicalStatement,
    // What a repository stores has been checked before it: no key is needed here.
    signature: 'none',
    fingerprint: sha256(hostId),
    bodies: new Map(evidence.map((one) => [one.sha256, sentBody(one.body)])),
    sha256: contentHash(statement),
    receivedAt,
  };
}

/** A verdict under the control's own limits. */
export function judgedFinding(
  control: string,
  outcome: Outcome,
  more: Partial<JudgedFinding> = {},
): JudgedFinding {
  return {
    control,
    variant: 'default',
    parameters: {},
    outcome,
    reason: outcome,
    observed: text('あ', 'a'),
    expected: text('い', 'i'),
    evidence: [],
    validUntil: null,
    ...more,
  };
}
