import { createPublicKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { acceptSubmission } from '../../../collector/src/ingest/accept-submission.ts';
import type { Sender } from '../../../collector/src/ingest/accept-submission.ts';
import { Packer } from '../../../collector/src/retention/packer.ts';
import { repositories } from '../../../collector/src/store/repositories.ts';
import { openPostgresStore } from '../../../collector/src/store/postgres/open.ts';
import { openSqliteStore } from '../../../collector/src/store/store.ts';
import type { Store } from '../../../collector/src/store/store.ts';
import { askedServer } from '../../support/asked-server.ts';
import { answerParent } from '../measure/child.ts';
import { newKey, SimulatedHost } from './sample-reports.ts';
import type { Change } from './sample-reports.ts';

export type KeptQuestion =
  /** @param database of a server; else a file */
  { type: 'open'; database?: string } | { type: 'send'; rounds: number; change: Change };
/** `keptBytes`: by how much the database has grown. */
export type Kept = { reports: number; keptBytes: number; packedBytes: number };

const hostCount = 50;
const cache = resolve(import.meta.dirname, '../../../.cache');
mkdirSync(cache, { recursive: true });
const data = mkdtempSync(join(cache, 'bench-'));
const path = join(data, 'tenken.db');

type Sending = { sender: Sender; host: SimulatedHost };
type Opened = { store: Store; database: string | undefined; hosts: Sending[]; packer: Packer };

let opened: Opened | null = null;

answerParent<KeptQuestion>(
  {
    open: async ({ database }) => {
      opened = await open(database);
    },
    send: ({ rounds, change }) => {
      if (!opened) throw new Error('nothing is open');
      return send(opened, rounds, change);
    },
  },
  async () => {
    await opened?.store.close();
    rmSync(data, { recursive: true, force: true });
  },
);

async function open(database: string | undefined): Promise<Opened> {
  const store =
    database === undefined ? await openSqliteStore(path) : await openPostgresStore({ url: database });
  const { enrolments, reportPacks, enrolmentTokens } = repositories(store);
  const packer = new Packer({
    packs: reportPacks,
    gate: store.gate,
    onError: (error) => {
      throw error;
    },
  });
  const hosts = Array.from({ length: hostCount }, (_, index) => {
    const [hostId, privateKey] = [crypto.randomUUID(), newKey()];
    // As long as a real one: it is kept with each report.
    const fingerprint = hostId.replaceAll('-', '').repeat(2);
    const sender: Sender = { hostId, fingerprint, publicKey: createPublicKey(privateKey) };
    return { sender, host: new SimulatedHost({ hostId, privateKey }, index) };
  });
  const now = Date.now();
  const made = { label: '', actor: 'console:test', now, lifetimeMs: 600_000, uses: hostCount };
  const token = await enrolmentTokens.create(made);
  for (const { sender } of hosts) {
    const { hostId, fingerprint } = sender;
    const life = { notBeforeAt: now, notAfterAt: now + 600_000 };
    const certificate = { pem: '', fingerprint, serial: hostId, ...life };
    await enrolments.enrol(token, { id: hostId, name: hostId, certificate }, now);
  }
  return { store, database, hosts, packer };
}

/** Reports of all hosts, with times of their own, as an agent sends them: bodies that have not changed as hashes. */
async function send(
  { store, database, hosts, packer }: Opened,
  rounds: number,
  change: Change,
): Promise<Kept> {
  const { reports } = repositories(store);
  const usedBytes = () => (database === undefined ? usedBytesOfFile() : usedBytesOfServer(database));
  const before = await usedBytes();
  let packedBytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const batch = hosts.map(({ sender, host }) => {
      const body = host.nextAsSentPacked(change);
      packedBytes += host.wholePackedBytes();
      return acceptSubmission(body, 'gzip', sender, Date.now());
    });
    for (const { status } of await reports.storeBatch(batch)) {
      if (status !== 'stored') throw new Error(`a report was answered with ${status}`);
    }
    // As a collector does it.
    for (const { hostId, statement } of batch) packer.stored(hostId, statement.sequence);
    await packer.settle();
  }
  const sent = rounds * hostCount;
  return { reports: sent, keptBytes: ((await usedBytes()) - before) / sent, packedBytes: packedBytes / sent };
}

/** Pages of the database that hold something. */
function usedBytesOfFile(): number {
  const database = new Database(path, { readonly: true });
  try {
    const pragma = (name: string) => Number(database.pragma(name, { simple: true }));
    return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  } finally {
    database.close();
  }
}

/** Once what was deleted has made room. */
async function usedBytesOfServer(database: string): Promise<number> {
  await askedServer(database, 'vacuum full');
  const [row] = await askedServer<{ size: string }>(
    database,
    'select pg_database_size(current_database()) as size',
  );
  return Number(row?.size);
}
