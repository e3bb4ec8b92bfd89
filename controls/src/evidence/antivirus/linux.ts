import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import { readClamav } from './clamav.ts';
import { linuxProductIds, readLinuxProducts } from './linux-products.ts';
import { readMdatp } from './mdatp.ts';
import { readProcesses, runsBelow } from '../processes.ts';
import type { Antivirus } from './schema.ts';

/** AppArmor and SELinux are not looked at: they confine programs and find no malware. */
export async function readLinux(host: Host): Promise<Antivirus> {
  const unread: Antivirus['unread'] = [];
  const processes = await readPart(unread, 'running processes', null, () => readProcesses(host));
  const clamav = await readClamav(host, processes);
  const defender = await readMdatp(host, processes && runsBelow(processes, '/opt/microsoft/mdatp'));
  return {
    unread,
    products: [clamav, defender, ...(await readLinuxProducts(host, processes))].filter(
      (product) => product !== null,
    ),
    lookedFor: ['clamav', 'microsoft-defender', ...linuxProductIds],
  };
}
