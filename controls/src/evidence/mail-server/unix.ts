import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { readText, readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { parseMainCf, parseMasterCf, postfixOf } from './postfix.ts';
import type { MailServer } from './schema.ts';

const places = [
  { product: 'postfix', paths: ['/etc/postfix/main.cf'] },
  {
    product: 'exim',
    paths: ['/etc/exim4/exim4.conf.template', '/etc/exim4/exim4.conf', '/etc/exim/exim.conf'],
  },
  { product: 'sendmail', paths: ['/etc/mail/sendmail.cf'] },
  { product: 'opensmtpd', paths: ['/etc/smtpd.conf', '/etc/opensmtpd/smtpd.conf'] },
] as const;

/** macOS brings Postfix along; whether anything takes mail from the network is told by what listens. */
export async function readUnix(host: Host): Promise<MailServer> {
  const unread: Unread[] = [];
  const installed: MailServer['installed'] = [];
  for (const { product, paths } of places) {
    for (const path of paths) {
      const found = await readPart(unread, path, false, () => exists(host, path));
      if (found === true && !installed.includes(product)) installed.push(product);
    }
  }
  const postfix = installed.includes('postfix')
    ? await readPart(unread, 'postfix', null, () => readPostfix(host))
    : null;
  return { unread, installed, postfix };
}

async function readPostfix(host: Host): Promise<MailServer['postfix']> {
  const main = parseMainCf(await readText(host, '/etc/postfix/main.cf'));
  const master = await readTextOrNull(host, '/etc/postfix/master.cf');
  if (master === null) throw new ProbeError('unparsable', '/etc/postfix/master.cf is missing');
  return postfixOf(main, parseMasterCf(master));
}
