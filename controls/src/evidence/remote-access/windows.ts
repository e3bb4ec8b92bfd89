import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host, RegistryKey } from '@tenken/shared';
import * as z from 'zod/mini';
import { powershell } from '../powershell.ts';
import { dword, keyOrNull } from '../registry-values.ts';
import { readSshdConfig } from '../sshd-config.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { RemoteAccess, Setting } from './schema.ts';
import { settingsOf } from './ssh-settings.ts';

const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const server = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server';
const connection = `${server}\\WinStations\\RDP-Tcp`;
const serverPolicy = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services';
const managementPolicy = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\WinRM\\Service';

/** The WSMan drive would offer to start the service; these cmdlets only fail while it is stopped. */
const script = `$s = @(Get-Service -Name WinRM -ErrorAction SilentlyContinue)
if ($s.Count -eq 0) { [pscustomobject]@{ kind = 'service'; status = 0 } } else {
[pscustomobject]@{ kind = 'service'; status = [int]$s[0].Status }
if ([int]$s[0].Status -eq 4) {
$c = Get-WSManInstance -ResourceURI winrm/config/service
[pscustomobject]@{ kind = 'settings'; allowUnencrypted = [string]$c.AllowUnencrypted; basic = [string]$c.Auth.Basic }
foreach ($l in @(Get-WSManInstance -ResourceURI winrm/config/listener -Enumerate)) { [pscustomobject]@{ kind = 'listener'; transport = [string]$l.Transport; enabled = [string]$l.Enabled; port = [string]$l.Port } }
} }`;

const Answer = z.array(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('service'), status: z.int() }),
    z.object({ kind: z.literal('settings'), allowUnencrypted: z.string(), basic: z.string() }),
    z.object({ kind: z.literal('listener'), transport: z.string(), enabled: z.string(), port: z.string() }),
  ]),
);

export async function readWindows(host: Host): Promise<RemoteAccess> {
  const unread: Unread[] = [];
  const before = unread.length;
  const policy = await keyOrNull(host, unread, serverPolicy);
  const general = await keyOrNull(host, unread, server);
  const own = await keyOrNull(host, unread, connection);
  const rdp =
    unread.length > before
      ? null
      : {
          denied: settingOf(policy, general, 'fDenyTSConnections'),
          networkLevel: settingOf(policy, own, 'UserAuthentication'),
          securityLayer: settingOf(policy, own, 'SecurityLayer'),
          encryptionLevel: settingOf(policy, own, 'MinEncryptionLevel'),
        };
  const ssh = await readPart(unread, 'sshd_config', null, () => readSsh(host));
  const winrm = await readPart(unread, 'WinRM', null, () => readWinrm(host, unread));
  return { unread, ssh, rdp, winrm, screenSharing: null };
}

function settingOf(policy: RegistryKey | null, own: RegistryKey | null, name: string): Setting {
  return { policy: dword(policy, name), own: dword(own, name) };
}

/** OpenSSH of Windows: there is no root, and what administrators may is said by `Match` blocks. */
async function readSsh(host: Host): Promise<RemoteAccess['ssh']> {
  let start: number | null;
  try {
    start = dword(await host.registry(`${services}\\sshd`), 'Start');
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
  const config = await readSshdConfig(host, ['C:\\ProgramData\\ssh\\sshd_config']);
  return { open: start === null ? null : start !== 4, ...settingsOf(config), defaultRootLogin: null };
}

async function readWinrm(host: Host, unread: Unread[]): Promise<RemoteAccess['winrm']> {
  const service = await keyOrNull(host, unread, `${services}\\WinRM`);
  const policy = await keyOrNull(host, unread, managementPolicy);
  const asked = await readPart(unread, 'winrm/config', null, async () =>
    parseWinrm(await powershell(host, 'winrm-config', script)),
  );
  return {
    running: asked?.running ?? null,
    start: dword(service, 'Start'),
    policyUnencrypted: dword(policy, 'AllowUnencryptedTraffic'),
    policyBasic: dword(policy, 'AllowBasic'),
    effective: asked?.effective ?? null,
  };
}

/** @throws {ProbeError} `unparsable` */
export function parseWinrm(
  data: readonly unknown[],
): Pick<NonNullable<RemoteAccess['winrm']>, 'running' | 'effective'> {
  const parsed = Answer.safeParse(data);
  const service = parsed.data?.find((entry) => entry.kind === 'service');
  if (!parsed.success || !service) {
    throw new ProbeError('unparsable', 'the answer about WinRM has another shape');
  }
  if (service.status === 0) return { running: null, effective: null };
  if (service.status !== 4) return { running: false, effective: null };
  const settings = parsed.data.find((entry) => entry.kind === 'settings');
  if (!settings) throw new ProbeError('unparsable', 'WinRM runs and does not tell its settings');
  const listeners = parsed.data.flatMap((entry) => (entry.kind === 'listener' ? [entry] : []));
  if (listeners.length > 20) throw new ProbeError('output-limit', 'more than 20 listeners of WinRM');
  return {
    running: true,
    effective: {
      allowUnencrypted: truth(settings.allowUnencrypted),
      basic: truth(settings.basic),
      listeners: listeners.map(({ transport, enabled, port }) => ({
        transport: transportOf(transport),
        enabled: truth(enabled),
        port: /^\d{1,5}$/.test(port) ? Number(port) : null,
      })),
    },
  };
}

/** Words of XML Schema, which are never translated. */
function truth(word: string): boolean {
  if (/^(true|1)$/i.test(word)) return true;
  if (/^(false|0)$/i.test(word)) return false;
  throw new ProbeError('unparsable', 'WinRM: neither true nor false');
}

function transportOf(word: string): 'http' | 'https' | 'other' {
  const lower = word.toLowerCase();
  return lower === 'http' || lower === 'https' ? lower : 'other';
}
