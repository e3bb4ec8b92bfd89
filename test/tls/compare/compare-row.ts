import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { findProgram } from '../../bench/measure/program.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { agreements, withProof } from './agree.ts';
import type { Agreement } from './agree.ts';
import type { ProtocolName, Reading } from './reading.ts';
import type { Row } from './row.ts';
import { prepare, programs } from './servers/launch.ts';
import { startProcess } from './servers/running.ts';
import { askForSuite } from './single-suite.ts';
import type { Bytes } from './single-suite.ts';
import { readOurs } from './tools/ours.ts';
import { runTool } from './tools/run-tool.ts';
import { readSslscan, sslscanArguments } from './tools/sslscan.ts';
import { readTestssl, testsslArguments } from './tools/testssl.ts';
import { freePort } from '../../support/free-port.ts';

/** What a tool took. */
export type Cost = { connections: number; seconds: number };

export type Compared = {
  row: Row;
  agreements: readonly Agreement[];
  costs: Partial<Record<Reading['tool'], Cost>>;
  remarks: readonly string[];
  /** For each disputed suite what the server answers to a hello with that suite alone. */
  bytes: readonly ({ protocol: ProtocolName; suite: string } & Bytes)[];
};

export type Outcome = Compared | { row: Row; skipped: string };

export type CompareOptions = { keys: string; withTestssl: boolean };

/** Starts the server, lets each tool look at it, one after the other, and ends it. */
export async function compareRow(row: Row, { keys, withTestssl }: CompareOptions): Promise<Outcome> {
  const program = programs[row.server]
    .map((name) => (isAbsolute(name) ? name : findProgram(name)))
    .find(Boolean);
  if (program === undefined || program === null) {
    return { row, skipped: `${programs[row.server][0]} is not installed` };
  }
  if (row.server === 'gnutls' && process.env.TENKEN_COMPARE_OWN_NETWORK === undefined) {
    return { row, skipped: 'gnutls-serv listens on all addresses: it needs a network of its own (unshare)' };
  }
  const folder = mkdtempSync(join(tmpdir(), 'tenken-compare-'));
  const port = await freePort();
  try {
    const server = await startProcess(prepare(row, { port, folder, keys }, program), port);
    try {
      return await look(row, port, folder, withTestssl);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function look(row: Row, port: number, folder: string, withTestssl: boolean): Promise<Compared> {
  const proxy = await startTcpProxy(port);
  const costs: Compared['costs'] = {};
  const read = async (tool: Reading['tool'], work: () => Promise<Reading>): Promise<Reading> => {
    proxy.reset();
    const startedAt = performance.now();
    const reading = await work();
    const seconds = (performance.now() - startedAt) / 1000;
    costs[tool] = { connections: proxy.counts().connections, seconds };
    return reading;
  };
  try {
    const ours = await read('ours', () => readOurs(proxy.port, row.starttls));
    const sslscan = await read('sslscan', async () =>
      readSslscan(await runTool('sslscan', sslscanArguments(proxy.port, row.starttls))),
    );
    const file = join(folder, 'testssl.json');
    const testssl = withTestssl
      ? await read('testssl', async () => {
          const words = await runTool('testssl', testsslArguments(proxy.port, file, row.starttls));
          if (!existsSync(file)) throw new Error(`testssl wrote nothing: ${words.slice(-500)}`);
          return readTestssl(readFileSync(file, 'utf8'));
        })
      : null;
    const found = agreements(ours, sslscan, testssl);
    const readings = [ours, sslscan, ...(testssl ? [testssl] : [])];
    const bytes = row.starttls === undefined ? await disputedBytes(port, found) : [];
    return {
      row,
      agreements: withProof(found, (protocol, suite) =>
        bytes.some(
          (one) => one.protocol === protocol && Number.parseInt(one.suite, 16) === suite && one.accepted,
        ),
      ),
      costs,
      remarks: readings.flatMap(({ tool, remarks }) => remarks.map((remark) => `${tool}: ${remark}`)),
      bytes,
    };
  } finally {
    proxy.close();
  }
}

async function disputedBytes(port: number, found: readonly Agreement[]): Promise<Compared['bytes']> {
  const all: Compared['bytes'][number][] = [];
  for (const { protocol, disputed } of found) {
    for (const code of disputed) {
      const bytes = await askForSuite(port, protocol, code);
      if (bytes) all.push({ protocol, suite: code.toString(16).padStart(4, '0'), ...bytes });
    }
  }
  return all;
}
