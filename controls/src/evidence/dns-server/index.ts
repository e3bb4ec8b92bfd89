import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { DnsServer } from './schema.ts';
import { readUnix } from './unix.ts';
import { readWindows } from './windows.ts';

export const dnsServer = defineEvidence<DnsServer>({
  id: 'dns-server',
  version: 1,
  title: text('DNSサーバーの設定', 'Settings of the DNS server'),
  schema: DnsServer,
  probes: {
    linux: { read: readUnix, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator' },
    macos: { read: readUnix, rights: 'administrator' },
  },
});
