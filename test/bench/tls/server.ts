import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nginxRows } from '../../tls/compare/configurations/nginx.ts';
import { makeKeys } from '../../tls/compare/servers/keys.ts';
import { prepare } from '../../tls/compare/servers/launch.ts';
import { startProcess } from '../../tls/compare/servers/running.ts';

/** Of the configurations that are compared: 22 suites of TLS 1.2 and 3 to 4 of TLS 1.3, as a well-kept server has. */
export const serverName = 'IPA 推奨, both certificates';

export type BenchServer = { port: number; stop: () => Promise<void> };

/** One nginx on loopback with throw-away certificates. */
export async function startNginx(program: string): Promise<BenchServer> {
  const row = nginxRows.find(({ name }) => name === serverName);
  if (!row) throw new Error(`there is no configuration ${serverName}`);
  const folder = mkdtempSync(join(tmpdir(), 'tenken-bench-'));
  const keys = join(folder, 'keys');
  await makeKeys(keys);
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  await once(free, 'close');
  const running = await startProcess(prepare(row, { port, folder, keys }, program), port);
  return {
    port,
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
