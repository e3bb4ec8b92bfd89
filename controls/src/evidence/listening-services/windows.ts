import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import * as z from 'zod/mini';
import { powershell } from '../powershell.ts';
import { listenersOf, usualDynamicRange } from './listeners.ts';
import type { Socket } from './listeners.ts';
import type { ListeningServices } from './schema.ts';

/** One process for all: sockets, and the programs and services behind their process numbers. */
const script = `$programs = @{}; foreach ($p in @(Get-CimInstance -ClassName Win32_Process -Property ProcessId,Name)) { $programs[[int]$p.ProcessId] = [string]$p.Name }
$services = @{}; foreach ($s in @(Get-CimInstance -ClassName Win32_Service -Property ProcessId,Name)) { if ($s.ProcessId) { $services[[int]$s.ProcessId] = @($services[[int]$s.ProcessId]) + [string]$s.Name } }
$sockets = @()
foreach ($t in @(Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetTCPConnection)) { if ([int]$t.State -eq 2) { $sockets += @{ protocol = 'tcp'; socket = $t } } }
foreach ($u in @(Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetUDPEndpoint)) { $sockets += @{ protocol = 'udp'; socket = $u } }
foreach ($e in $sockets) { $id = [int]$e.socket.OwningProcess
[pscustomobject]@{ protocol = $e.protocol; address = [string]$e.socket.LocalAddress; port = [int]$e.socket.LocalPort; program = [string]$programs[$id]; services = @($services[$id] | Where-Object { $_ } | Sort-Object) }
}`;

const Answer = z.array(
  z.object({
    protocol: z.enum(['tcp', 'udp']),
    address: z.string(),
    port: z.int().check(z.minimum(0), z.maximum(65_535)),
    program: z.string(),
    services: z.array(z.string()),
  }),
);

export async function readWindows(host: Host): Promise<ListeningServices> {
  return { unread: [], ...parseSockets(await powershell(host, 'listening-sockets', script)) };
}

/** Process 4, `System`, is the kernel: http.sys (IIS, WinRM) and SMB listen there. */
export function parseSockets(data: readonly unknown[]): Pick<ListeningServices, 'listeners' | 'truncated'> {
  const parsed = Answer.safeParse(data);
  if (!parsed.success) throw new ProbeError('unparsable', 'the list of sockets has another shape');
  const sockets = parsed.data
    .filter(({ port }) => port > 0)
    .map(({ protocol, address, port, program, services }): Socket => ({
      protocol,
      // A zone names the interface by a number that changes.
      address: address.toLowerCase().replace(/%.*$/, '').slice(0, 64),
      port,
      program: program.slice(0, 128) || null,
      service: services.join(' ').slice(0, 128) || null,
    }));
  return listenersOf(sockets, usualDynamicRange);
}
