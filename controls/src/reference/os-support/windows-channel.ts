import type { OsRelease } from '../../evidence/os-release/schema.ts';
import type { OsSupportTable } from './index.ts';

type Channel = OsSupportTable['windows'][number]['channel'];

const homePro =
  /^(Core(N|SingleLanguage|CountrySpecific)?|Professional(N|Education|EducationN|Workstation|WorkstationN|SingleLanguage|CountrySpecific)?|Cloud|CloudN)$/;
const enterprise = /^(Enterprise(N|G|GN)?|Education(N)?|IoTEnterprise(K)?|ServerRdsh)$/;

/**
 * Which row of dates an edition follows; null for an edition that nobody has looked up. `ServerRdsh` is Windows
 * Enterprise multi-session although its name says server.
 *
 * @see https://learn.microsoft.com/lifecycle/products/
 */
export function windowsChannel(release: Pick<OsRelease, 'edition' | 'installationType'>): Channel | null {
  const edition = (release.edition ?? '').replace(/Eval$/, '');
  if (/^IoTEnterpriseSK?$/.test(edition)) return 'iot-ltsc';
  if (/^EnterpriseSN?$/.test(edition)) return 'ltsc';
  if (enterprise.test(edition)) return 'enterprise';
  if (homePro.test(edition)) return 'home-pro';
  if (/^Server\w+ACor$/.test(edition)) return 'server-sac';
  if (release.installationType?.startsWith('Server') && edition.startsWith('Server')) return 'server';
  return null;
}
