import type { Pair, Result } from '../figure.ts';
import { startChild } from '../measure/child.ts';
import { findProgram } from '../measure/program.ts';
import { median } from '../measure/statistics.ts';
import type { Progress } from '../progress.ts';
import type { Counts, FarQuestion } from '../tls/far-servers.ts';
import {
  missingTools,
  scanWithNmap,
  scanWithOurs,
  scanWithSslscan,
  scanWithTestssl,
} from '../tls/scanners.ts';
import { serverName, startNginx } from '../tls/server.ts';

const repetitions = 5;
/** Each takes a quarter of a minute. */
const manyRepetitions = 3;
const manyServers = 100;
const oneWayMs = 25;

/**
 * G9: connections to one server, G9b: time when it is 50 ms away, G9c: time of 100 of them. The distance is the work of a
 * proxy on loopback, see `support/tcp-proxy.ts`: netem is not in every kernel, and asks for root.
 */
export async function tlsFigures(progress: Progress): Promise<Result[]> {
  const missing = missingTools(['nginx', 'openssl', 'sslscan']);
  if (missing !== null) return ['G9', 'G9b', 'G9c'].map((id) => ({ id, missing }));
  const nginx = await startNginx(findProgram('nginx') ?? 'nginx');
  const network = startChild('tls/far-servers.ts');
  const ask = <Answer>(question: FarQuestion) => network.ask<Answer>(question);
  try {
    const [near = 0] = await ask<number[]>({ type: 'start', target: nginx.port, oneWayMs: 0, ports: 1 });
    const connections = [
      await countConnections(near, ask, progress, []),
      await countConnections(near, ask, progress, ['--show-sigs']),
    ];
    await ask({ type: 'close' });
    const far = await ask<number[]>({ type: 'start', target: nginx.port, oneWayMs, ports: manyServers });
    return [...connections, ...(await timeOne(far[0] ?? 0, ask, progress)), await timeMany(far, progress)];
  } finally {
    network.stop();
    await nginx.stop();
  }
}

type Ask = <Answer>(question: FarQuestion) => Promise<Answer>;

async function counted(ask: Ask, scan: () => Promise<unknown>): Promise<Counts> {
  await ask({ type: 'reset' });
  await scan();
  return ask<Counts>({ type: 'counts' });
}

/** @param flags of sslscan: as it comes it lists no signature algorithms, which ours does */
async function countConnections(
  port: number,
  ask: Ask,
  progress: Progress,
  flags: readonly string[],
): Promise<Result> {
  const pairs: Pair[] = [];
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    progress(`G9: repetition ${repetition} of ${repetitions}`);
    const base = await counted(ask, () => scanWithSslscan(port, flags));
    const figure = await counted(ask, () => scanWithOurs([port]));
    pairs.push({ figure: figure.connections, base: base.connections });
  }
  const others: string[] = [];
  for (const [name, scan] of Object.entries({ nmap: scanWithNmap, testssl: scanWithTestssl })) {
    if (flags.length > 0 || findProgram(name) === null) continue;
    progress(`G9: ${name}`);
    others.push(`${name} ${(await counted(ask, () => scan(port))).connections}`);
  }
  return {
    id: 'G9',
    what: `connections for all that a TLS server accepts / sslscan ${flags.join(' ') || 'as it comes'}`,
    unit: '',
    target: { direction: 'at-most', pass: 0.45, moonshot: 0.33 },
    pairs,
    note: `nginx, ${serverName}; both find the same suites (test/tls/compare).${others.length > 0 ? ` Once each: ${others.join(', ')}` : ''}`,
  };
}

async function timeOne(port: number, ask: Ask, progress: Progress): Promise<Result[]> {
  const withNmap = findProgram('nmap') !== null;
  const rounds: { ours: number; sslscan: number; nmap: number }[] = [];
  let atOnce = 0;
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    progress(`G9b: repetition ${repetition} of ${repetitions}`);
    const sslscan = (await scanWithSslscan(port)).wallMs;
    let ours = 0;
    const counts = await counted(ask, async () => {
      ours = (await scanWithOurs([port])).wallMs;
    });
    atOnce = Math.max(atOnce, counts.atOnce);
    const nmap = withNmap ? (await scanWithNmap(port)).wallMs : 0;
    rounds.push({ ours, sslscan, nmap });
  }
  const note = `loopback proxy, ${oneWayMs} ms each way, TCP set-up counted as a round trip; at most 5 connections of ours at a time, ${atOnce} with those that are being closed; without the start of Node`;
  const against = (base: 'sslscan' | 'nmap', pass: number, moonshot: number): Result => ({
    id: 'G9b',
    what: `time of one TLS server at 50 ms round trip / ${base}`,
    unit: 'ms',
    target: { direction: 'at-most', pass, moonshot },
    pairs: rounds.map((round) => ({ figure: round.ours, base: round[base] })),
    note,
  });
  return [
    against('sslscan', 0.25, 0.1),
    withNmap ? against('nmap', 0.7, 0.33) : { id: 'G9b', missing: missingTools(['nmap']) ?? '' },
  ];
}

async function timeMany(ports: readonly number[], progress: Progress): Promise<Result> {
  const pairs: Pair[] = [];
  for (let repetition = 1; repetition <= manyRepetitions; repetition += 1) {
    progress(`G9c: repetition ${repetition} of ${manyRepetitions}`);
    const one = await scanWithSslscan(ports[0] ?? 0);
    const { wallMs } = await scanWithOurs(ports);
    pairs.push({ figure: wallMs, base: one.wallMs * ports.length });
  }
  const single = median(pairs.map(({ base }) => base)) / ports.length;
  return {
    id: 'G9c',
    what: `time of ${manyServers} TLS servers at 50 ms round trip / ${manyServers} × sslscan one after another`,
    unit: 'ms',
    target: { direction: 'at-most', pass: 0.05, moonshot: 0.02 },
    pairs,
    note: `${manyServers} ports of one nginx, 5 connections at a time to each; the base is one sslscan (${(single / 1000).toFixed(1)} s, measured each time) × ${manyServers}, not ${manyServers} runs`,
  };
}
