import type { Host, RegistryKey } from '@tenken/shared';
import { dword, keyOrNull, shortText } from '../registry-values.ts';
import type { Unread } from '../unread.ts';
import type { AutomaticUpdates, Mechanism, Setting } from './schema.ts';

const policies = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate';
const mdmUpdate = 'HKLM\\SOFTWARE\\Microsoft\\PolicyManager\\current\\device\\Update';
const userSettings = 'HKLM\\SOFTWARE\\Microsoft\\WindowsUpdate\\UX\\Settings';
const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const disabled = 4;

/** Numbers of the policy `Configure Automatic Updates`; 5 leaves the choice to the machine's administrator. */
const optionWords: Record<number, Mechanism['does']> = {
  2: 'notify',
  3: 'download',
  4: 'install',
  7: 'notify',
};
/** Numbers of the MDM setting `Update/AllowAutoUpdate`, which also begins at 0. */
const mdmWords: Record<number, Mechanism['does']> = {
  0: 'notify',
  1: 'install',
  2: 'install',
  3: 'install',
  4: 'install',
  5: 'nothing',
};

/**
 * The start mode of the services decides beside the policies: they are stopped most of the time, which is normal,
 * while one that is disabled switches updates off although every page of Windows goes on showing them as on.
 */
export async function readWindows(host: Host): Promise<AutomaticUpdates> {
  const unread: Unread[] = [];
  const key = (path: string) => keyOrNull(host, unread, path);
  const policy = await key(policies);
  const au = await key(`${policies}\\AU`);
  const mdm = await key(mdmUpdate);
  const own = await key(userSettings);
  const isServer =
    shortText(await key('HKLM\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions'), 'ProductType') !==
    'WinNT';
  const starts = new Map<string, number | null>();
  for (const name of ['wuauserv', 'UsoSvc']) {
    starts.set(name, dword(await key(`${services}\\${name}`), 'Start'));
  }
  const isScheduled = [...starts.values()].includes(disabled)
    ? false
    : starts.get('wuauserv') === null
      ? null
      : true;
  const usesServer = dword(au, 'UseWUServer') === 1;
  return {
    unread,
    container: false,
    mechanisms: [
      {
        name: 'windows-update',
        does: doesOf(au, mdm, isServer),
        covers: 'all',
        scheduled: isScheduled,
        intervalDays: null,
        lastRunAt: null,
        settings: [
          ...settings(au, ['NoAutoUpdate', 'AUOptions', 'UseWUServer'], 'policy'),
          ...settings(policy, ['DeferQualityUpdates', 'DeferQualityUpdatesPeriodInDays'], 'policy'),
          ...settings(policy, ['DoNotConnectToWindowsUpdateInternetLocations'], 'policy'),
          ...settings(mdm, ['AllowAutoUpdate', 'DeferQualityUpdatesPeriodInDays'], 'mdm'),
          ...[...starts].flatMap(([name, start]) =>
            start === null
              ? []
              : [{ name: `${name} Start`, value: String(start), layer: 'setting' as const }],
          ),
        ],
      },
    ],
    updateServer: usesServer ? shortText(policy, 'WUServer') : null,
    deferralDays: deferral(policy, mdm),
    pausedUntil: pause(policy, own),
    managedBy:
      (await key('HKLM\\SOFTWARE\\Microsoft\\CCM')) === null ? [] : ['Microsoft Configuration Manager'],
  };
}

function doesOf(au: RegistryKey | null, mdm: RegistryKey | null, isServer: boolean): Mechanism['does'] {
  if (dword(au, 'NoAutoUpdate') === 1) return 'nothing';
  const option = dword(au, 'AUOptions');
  if (option !== null) return optionWords[option] ?? null;
  const managed = dword(mdm, 'AllowAutoUpdate');
  if (managed !== null) return mdmWords[managed] ?? null;
  // A client installs by itself unless told otherwise; what a server does differs by version and set-up.
  return isServer ? null : 'install';
}

function settings(key: RegistryKey | null, names: readonly string[], layer: Setting['layer']): Setting[] {
  return names.flatMap((name) => {
    const value = dword(key, name);
    return value === null ? [] : [{ name, value: String(value), layer }];
  });
}

function deferral(policy: RegistryKey | null, mdm: RegistryKey | null): number | null {
  const days = dword(policy, 'DeferQualityUpdatesPeriodInDays');
  if (days !== null && dword(policy, 'DeferQualityUpdates') === 1) return Math.min(days, 100_000);
  const managed = dword(mdm, 'DeferQualityUpdatesPeriodInDays');
  return managed === null ? null : Math.min(managed, 100_000);
}

/** By policy a pause ends 35 days after its start; what a person chose carries its own end. */
function pause(policy: RegistryKey | null, own: RegistryKey | null): string | null {
  const byPolicy = instant(shortText(policy, 'PauseQualityUpdatesStartTime'), 35);
  const byPerson = instant(
    shortText(own, 'PauseQualityUpdatesEndTime') ?? shortText(own, 'PauseUpdatesExpiryTime'),
    0,
  );
  return (
    [byPolicy, byPerson]
      .filter((end) => end !== null)
      .toSorted()
      .at(-1) ?? null
  );
}

/** ISO text in UTC, a day alone under policy. */
function instant(text: string | null, plusDays: number): string | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}(?:T|$)/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) || at < 0 ? null : new Date(at + plusDays * 86_400_000).toISOString();
}
