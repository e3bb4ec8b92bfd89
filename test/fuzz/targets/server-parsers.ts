import { parseCsrutil, parseSecurityInfo } from '../../../controls/src/evidence/boot-security/macos.ts';
import { mysqlOf, parseOptions } from '../../../controls/src/evidence/database-server/mysql.ts';
import { parseHostRules, parseSettings } from '../../../controls/src/evidence/database-server/postgresql.ts';
import { bindOf } from '../../../controls/src/evidence/dns-server/bind.ts';
import { parseNamedConf } from '../../../controls/src/evidence/dns-server/named-conf.ts';
import { unboundIncludes, unboundOf } from '../../../controls/src/evidence/dns-server/unbound.ts';
import { accessBySddl } from '../../../controls/src/evidence/file-protection/access-list.ts';
import { parseSmartctl } from '../../../controls/src/evidence/hardware-health/smartctl.ts';
import { parseZpoolStatus } from '../../../controls/src/evidence/hardware-health/zpool.ts';
import {
  apacheIncludes,
  mysqlIncludes,
  nginxDirectives,
  nginxIncludes,
} from '../../../controls/src/evidence/included-files.ts';
import { parseMainCf, parseMasterCf } from '../../../controls/src/evidence/mail-server/postfix.ts';
import { keptText } from '../../../controls/src/evidence/network-device/dialect.ts';
import { dialects } from '../../../controls/src/evidence/network-device/probe.ts';
import { parseCpuinfo, parseMemTotal } from '../../../controls/src/evidence/hardware-inventory/linux-proc.ts';
import { parseAdapters } from '../../../controls/src/evidence/hardware-inventory/macos.ts';
import { parseProfile } from '../../../controls/src/evidence/hardware-inventory/system-profiler.ts';
import { parseOffers } from '../../../controls/src/evidence/os-updates/apt-indexes.ts';
import {
  parseSourceLines,
  parseSourceStanzas,
} from '../../../controls/src/evidence/os-updates/apt-sources.ts';
import {
  parseApcaccess,
  parsePmset,
  parseUpsc,
} from '../../../controls/src/evidence/power-backup/parsers.ts';
import { parseRootLogin } from '../../../controls/src/evidence/remote-access/ssh-settings.ts';
import { apacheOf } from '../../../controls/src/evidence/web-server/apache.ts';
import { nginxOf } from '../../../controls/src/evidence/web-server/nginx.ts';
import { iisOf } from '../../../controls/src/evidence/web-server/windows.ts';
import { parseVariables } from '../../../controls/src/evidence/wireless/key-values.ts';
import { pagerAt, promptAt, withoutControls } from '../../../agent/src/hosts/device/screen.ts';

type TextParser = (text: string) => unknown;

/** Every command of a vendor's devices answers with the same text, as far as it may leave the session. */
const deviceParsers = Object.fromEntries(
  Object.entries(dialects).map(([family, dialect]): [string, TextParser] => [
    `device-${family}`,
    (text) => {
      const kept = keptText(dialect, text);
      return dialect.parse(new Map(dialect.commands.map((command) => [command, kept])));
    },
  ]),
);

/** What servers, devices and hardware are set to and say of themselves. */
export const serverParsers: Readonly<Record<string, TextParser>> = {
  ...deviceParsers,
  'device-screen': (text) => [withoutControls(text), pagerAt(text), promptAt(text)],
  'boot-secure': parseSecurityInfo,
  'boot-csrutil': parseCsrutil,
  'database-mysql': (text) => [parseOptions(text), mysqlOf([text, text])],
  'database-postgresql': parseSettings,
  'database-hba': parseHostRules,
  'dns-bind': (text) => bindOf(parseNamedConf(text)),
  'dns-unbound': (text) => [unboundIncludes(text), unboundOf([text])],
  'files-sddl': accessBySddl,
  'hardware-smartctl-json': parseSmartctl,
  'hardware-zpool': parseZpoolStatus,
  'inventory-adapters': parseAdapters,
  'inventory-cpuinfo': parseCpuinfo,
  'inventory-memory': parseMemTotal,
  'inventory-profile': parseProfile,
  'included-apache': apacheIncludes,
  'included-mysql': mysqlIncludes,
  'included-nginx': (text) => [nginxDirectives(text), nginxIncludes(text)],
  'mail-main': parseMainCf,
  'mail-master': parseMasterCf,
  'power-apcaccess': parseApcaccess,
  'power-pmset': parsePmset,
  'power-upsc': parseUpsc,
  'remote-root-login': parseRootLogin,
  'updates-apt-offers': (text) => parseOffers(text, ['one', 'two']),
  'updates-apt-sources': (text) => [parseSourceLines(text), parseSourceStanzas(text)],
  'web-apache': (text) => apacheOf([{ path: '/etc/apache2/apache2.conf', content: text }]),
  'web-iis': iisOf,
  'web-nginx': (text) => nginxOf([{ path: '/etc/nginx/nginx.conf', content: text }]),
  'wireless-variables': parseVariables,
};
