import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { ownPortsTimeoutMs } from '../examine-own-ports.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { TlsEndpoints } from './schema.ts';
import { readWindows } from './windows.ts';

export const tlsEndpoints = defineEvidence<TlsEndpoints>({
  id: 'tls-endpoints',
  version: 2,
  title: text('TLS通信の受け口', 'TLS endpoints'),
  schema: TlsEndpoints,
  probes: {
    // /proc/net/tcp and MSFT_NetTCPConnection show every user's sockets to anyone; lsof does not.
    linux: { read: readLinux, rights: 'anyone', timeoutMs: ownPortsTimeoutMs },
    windows: { read: readWindows, rights: 'anyone', timeoutMs: ownPortsTimeoutMs },
    macos: { read: readMacos, rights: 'administrator', timeoutMs: ownPortsTimeoutMs },
  },
});
