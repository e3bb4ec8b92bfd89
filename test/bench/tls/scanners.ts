import { LocalHost } from '../../../agent/src/hosts/local.ts';
import { examineEndpoint } from '../../../controls/src/evidence/tls/examine.ts';
import { parallel } from '../../../controls/src/evidence/tls/parallel.ts';
import { findProgram, measureProgram } from '../measure/program.ts';

/** At most so many connections at a time to one server. */
const parallelConnections = 5;

const timeoutMs = 120_000;

/** Servers at a time: as many as one process looks at without waiting for its own processor. */
const serversAtOnce = 50;

/** Our engine in this process, without the start of Node. Returns milliseconds and the connections that it counts. */
export async function scanWithOurs(
  ports: readonly number[],
): Promise<{ wallMs: number; connections: number }> {
  const startedAt = performance.now();
  const examined = await parallel(serversAtOnce, ports, (port) =>
    examineEndpoint(
      new LocalHost(),
      { address: '127.0.0.1', port, serverName: 'localhost' },
      { parallelConnections, timeoutMs },
    ),
  );
  for (const { seen, tls } of examined) {
    if (!tls?.protocols.every(({ complete }) => complete)) throw new Error(`a list is not complete: ${seen}`);
  }
  const connections = examined.reduce((sum, one) => sum + one.connections, 0);
  return { wallMs: performance.now() - startedAt, connections };
}

/** As it comes: it also looks at groups, renegotiation, fallback, Heartbleed and the certificate. */
export function scanWithSslscan(port: number, flags: readonly string[] = []) {
  return measureProgram(['sslscan', '--no-colour', '--sni-name=localhost', ...flags, `127.0.0.1:${port}`]);
}

export function scanWithNmap(port: number) {
  return measureProgram([
    'nmap',
    '-Pn',
    '-n',
    '-p',
    String(port),
    '--script',
    'ssl-enum-ciphers',
    '127.0.0.1',
  ]);
}

/** Protocols, suites of each, order. */
export function scanWithTestssl(port: number) {
  const options = '--quiet --warnings off --color 0 --ip 127.0.0.1 --nodns none -p -E -P';
  return measureProgram(['testssl', ...options.split(' '), `localhost:${port}`], {
    // Its exit status is the number of its remarks.
    expected: Array.from({ length: 256 }, (_, status) => status),
  });
}

/** A sentence about what is missing, or null. */
export function missingTools(names: readonly string[]): string | null {
  const missing = names.filter((name) => findProgram(name) === null);
  if (missing.length === 0) return null;
  return `${missing.join(', ')} not installed (Debian: apt-get install nginx-light openssl sslscan nmap)`;
}
