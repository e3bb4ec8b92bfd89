import type { Host } from '@tenken/shared';
import { dword, keyOrNull } from '../registry-values.ts';
import type { Unread } from '../unread.ts';
import type { DatabaseServer } from './schema.ts';

const root = 'HKLM\\SOFTWARE\\Microsoft\\Microsoft SQL Server';
const maxInstances = 20;

/** @see https://learn.microsoft.com/sql/sql-server/install/file-locations-for-default-and-named-instances-of-sql-server */
export async function readWindows(host: Host): Promise<DatabaseServer> {
  const unread: Unread[] = [];
  const names = await keyOrNull(host, unread, `${root}\\Instance Names\\SQL`);
  const instances = Object.entries(names?.values ?? {}).flatMap(([instance, value]) =>
    value.type === 'REG_SZ' ? [{ instance, id: value.data }] : [],
  );
  const sqlServer: DatabaseServer['sqlServer'] = [];
  for (const { instance, id } of instances.slice(0, maxInstances)) {
    const server = await keyOrNull(host, unread, `${root}\\${id}\\MSSQLServer`);
    const network = await keyOrNull(host, unread, `${root}\\${id}\\MSSQLServer\\SuperSocketNetLib`);
    const tcp = await keyOrNull(host, unread, `${root}\\${id}\\MSSQLServer\\SuperSocketNetLib\\Tcp`);
    const pipes = await keyOrNull(host, unread, `${root}\\${id}\\MSSQLServer\\SuperSocketNetLib\\Np`);
    sqlServer.push({
      instance: instance.slice(0, 200),
      loginMode: dword(server, 'LoginMode'),
      auditLevel: dword(server, 'AuditLevel'),
      forceEncryption: dword(network, 'ForceEncryption'),
      tcp: dword(tcp, 'Enabled'),
      pipes: dword(pipes, 'Enabled'),
    });
  }
  return { unread, postgresql: [], mysql: null, sqlServer, truncated: instances.length > maxInstances };
}
