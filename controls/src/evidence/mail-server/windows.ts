import type { Host } from '@tenken/shared';
import { keyOrNull } from '../registry-values.ts';
import type { Unread } from '../unread.ts';
import type { MailServer } from './schema.ts';

/** Exchange 2013 and later; the SMTP service of IIS, which Windows Server offered up to 2022. */
const keys = [
  { product: 'exchange', path: 'HKLM\\SOFTWARE\\Microsoft\\ExchangeServer\\v15\\Setup' },
  { product: 'iis-smtp', path: 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SMTPSVC' },
] as const;

/** Which product there is; their settings lie in a directory and in a metabase, and are not read. */
export async function readWindows(host: Host): Promise<MailServer> {
  const unread: Unread[] = [];
  const installed: MailServer['installed'] = [];
  for (const { product, path } of keys) {
    if (await keyOrNull(host, unread, path)) installed.push(product);
  }
  return { unread, installed, postfix: null };
}
