import { createInterface } from 'node:readline';
import { stdin } from 'node:process';
import { LocalHost } from '../../../agent/src/hosts/local.ts';
import { examineSsh } from '../../../controls/src/evidence/ssh/examine.ts';
import { examineEndpoint } from '../../../controls/src/evidence/tls/examine.ts';
import { TlsFacts } from '../../../controls/src/evidence/tls/facts.ts';
import { SshFacts } from '../../../controls/src/evidence/ssh/facts.ts';
import { parallel } from '../../../controls/src/evidence/tls/parallel.ts';

/*
 * A scanner as a process of its own: its memory is its own, and that it died is seen. Reads the servers to look at as
 * lines of JSON, writes a line for each, and at the end what memory it took.
 */

export type Job = { name: string; port: number; speaks: 'tls' | 'smtp' | 'ssh'; timeoutMs: number };
export type Done = Awaited<ReturnType<typeof examine>>;
export type Memory = { type: 'memory'; beforeBytes: number; highestBytes: number; afterBytes: number };

const address = '127.0.0.1';
const host = new LocalHost();

async function examine({ name, port, speaks, timeoutMs }: Job) {
  const startedAt = performance.now();
  const took = () => performance.now() - startedAt;
  if (speaks === 'ssh') {
    const found = await examineSsh(host, { address, port }, { timeoutMs });
    if (found.ssh) SshFacts.parse(found.ssh);
    return { type: 'ssh' as const, name, found, durationMs: took() };
  }
  const target = { address, port, ...(speaks === 'smtp' && { startTls: 'smtp' as const }) };
  const found = await examineEndpoint(host, target, { timeoutMs });
  if (found.tls) TlsFacts.parse(found.tls);
  return { type: 'tls' as const, name, found, durationMs: took() };
}

const write = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

const jobs: Job[] = [];
for await (const line of createInterface({ input: stdin })) jobs.push(JSON.parse(line) as Job);
// Code is loaded and compiled before memory counts.
await examine({ name: 'warm-up', port: 1, speaks: 'tls', timeoutMs: 100 });
const beforeBytes = process.memoryUsage().rss;
let highestBytes = beforeBytes;
const sampling = setInterval(() => {
  highestBytes = Math.max(highestBytes, process.memoryUsage().rss);
}, 50);
await parallel(10, jobs, async (job) => write(await examine(job)));
clearInterval(sampling);
write({ type: 'memory', beforeBytes, highestBytes, afterBytes: process.memoryUsage().rss });
