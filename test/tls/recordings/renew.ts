import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalHost } from '../../../agent/src/hosts/local.ts';
import { tlsEndpoints } from '../../../controls/src/evidence/tls-endpoints/index.ts';
import { expectedPath } from '../../../controls/src/testing/recordings.ts';
import { Recording, RecordingHost, ReplayHost } from '../../../shared/src/index.ts';
import type { ExchangeRequest, ExchangeResult } from '../../../shared/src/index.ts';
import { selfSigned } from '../certificates.ts';
import { realServers, startRealServer } from '../starttls/real-servers.ts';
import { gnutls, nginx, scripted } from './servers.ts';
import type { RunningServer, StartServer } from './servers.ts';

/**
 * Makes the network part of the recordings of `tls-endpoints` anew: `node test/tls/recordings/renew.ts`. What the engine
 * asks is part of a recording, so a change of its questions needs new answers. Files, commands and CIM stay as they
 * were recorded; the servers below are started on loopback and asked in the place of the recorded ports.
 */
const strong = nginx(
  'listen PORT ssl http2;',
  'ssl_protocols TLSv1.2 TLSv1.3;',
  'ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;',
  'ssl_prefer_server_ciphers on;',
  'add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always;',
);
const onlyNew = nginx('listen PORT ssl;', 'ssl_protocols TLSv1.3;');
const plain = nginx('listen PORT;');
const old = gnutls('NORMAL:+VERS-ALL:+ARCFOUR-128:+3DES-CBC:+MD5:+SHA1:%COMPAT');
const resets = scripted((socket) => socket.resetAndDestroy());
const printing = scripted((socket) => socket.end('HTTP/1.0 400 Bad Request\r\n\r\n'));

const postfix: StartServer = async (folder) => {
  const server = realServers.find(({ name }) => name === 'Postfix');
  if (!server) throw new Error('there is no Postfix among the servers');
  const running = await startRealServer(server, folder, await selfSigned('rsa', 'mail'), true);
  return { port: running.port('smtp'), stop: running.stop };
};

const recordings: Record<string, Record<number, StartServer>> = {
  'linux-nginx-strong': { 443: strong, 80: plain },
  'linux-old-server': { 443: old },
  'linux-tls13-only-self-signed': { 8443: onlyNew },
  'linux-hangs-resets-and-garbage': {
    8443: scripted(() => {}),
    9443: resets,
    10443: scripted((socket) => socket.end('\0\x01\x02garbage')),
  },
  'linux-starttls-only': { 25: postfix },
  'windows-nginx-strong': { 443: strong },
  'windows-old-server': { 443: old },
  'windows-iis-resets': { 443: resets },
  'macos-nginx-strong': { 443: strong, 631: printing },
  'macos-old-server': { 443: old },
  'macos-not-root': { 443: strong },
};

/** Answers from a recording, but for the ports behind which a server runs. */
class PartlyLive extends ReplayHost {
  readonly #live = new LocalHost();
  readonly #servers: ReadonlyMap<number, RunningServer>;
  readonly #at: number;

  constructor(recording: Recording, servers: ReadonlyMap<number, RunningServer>) {
    super(recording);
    this.#servers = servers;
    this.#at = Date.parse(recording.recordedAt);
  }

  override async exchange(request: ExchangeRequest): Promise<ExchangeResult> {
    const server = this.#servers.get(request.port);
    if (!server) return super.exchange(request);
    const result = await this.#live.exchange({ ...request, address: '127.0.0.1', port: server.port });
    return { ...result, sentAtMs: this.#at, receivedAtMs: this.#at };
  }
}

async function renew(name: string, plan: Record<number, StartServer>): Promise<void> {
  const path = join(
    import.meta.dirname,
    `../../../controls/src/evidence/tls-endpoints/recordings/${name}.json`,
  );
  const kept = Recording.parse(JSON.parse(readFileSync(path, 'utf8')));
  const servers = new Map<number, RunningServer>();
  const folders: string[] = [];
  try {
    for (const [port, start] of Object.entries(plan)) {
      const folder = mkdtempSync(join(tmpdir(), 'tenken-record-'));
      folders.push(folder);
      servers.set(Number(port), await start(folder));
    }
    const host = new RecordingHost(new PartlyLive(kept, servers));
    const data = await tlsEndpoints.probes[kept.platform]?.read(host);
    writeFileSync(path, `${JSON.stringify(host.recording(toldAnew(kept.origin)), null, 1)}\n`);
    const expected = { status: 'read', data };
    writeFileSync(expectedPath('tls-endpoints', name), `${JSON.stringify(expected, null, 2)}\n`);
  } finally {
    for (const server of servers.values()) await server.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** The versions of the servers of today in the place of those that were recorded before. */
function toldAnew(origin: string): string {
  const said = (program: string, option: string) => {
    const { stdout, stderr } = spawnSync(program, [option], { encoding: 'utf8' });
    return `${stdout}${stderr}`;
  };
  const [, nginxVersion] = /nginx\/([\d.]+)/.exec(said('nginx', '-V')) ?? [];
  const [, openssl] = /OpenSSL ([\d.]+)/.exec(said('nginx', '-V')) ?? [];
  const [, gnutlsVersion] = /gnutls-serv ([\d.]+)/.exec(said('gnutls-serv', '--version')) ?? [];
  return origin
    .replace(/nginx [\d.]+ with OpenSSL [\d.]+(?: \(Debian \d+\))?/, `nginx ${nginxVersion} with OpenSSL ${openssl}`)
    .replace(/gnutls-serv [\d.]+(?: \(Debian \d+\))?/, `gnutls-serv ${gnutlsVersion}`);
}

for (const [name, plan] of Object.entries(recordings)) {
  if (process.argv.length > 2 && !process.argv.slice(2).includes(name)) continue;
  await renew(name, plan);
  process.stdout.write(`${name}\n`);
}
