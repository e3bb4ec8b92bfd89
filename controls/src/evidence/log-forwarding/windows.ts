import type { Host } from '@tenken/shared';
import { readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import {
  parseBeats,
  parseFluentBit,
  parseNxlog,
  parseOssecServers,
  parseOssecState,
  parseSplunkOutputs,
} from './agent-config.ts';
import { destinationOf, destinations } from './destination.ts';
import type { Destination, Forwarder, ForwarderProduct, LogForwarding } from './schema.ts';

const subscriptions =
  'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\EventLog\\EventForwarding\\SubscriptionManager';
const ossec = 'C:\\Program Files (x86)\\ossec-agent';

/** Names of services, which are not translated, and where their configuration usually lies. */
const agents: readonly {
  product: ForwarderProduct;
  services: readonly string[];
  files: readonly string[];
  parse: (text: string) => Destination[];
}[] = [
  {
    product: 'winlogbeat',
    services: ['winlogbeat'],
    files: [
      'C:\\Program Files\\Winlogbeat\\winlogbeat.yml',
      'C:\\ProgramData\\Elastic\\Beats\\winlogbeat\\winlogbeat.yml',
    ],
    parse: parseBeats,
  },
  {
    product: 'filebeat',
    services: ['filebeat'],
    files: [
      'C:\\Program Files\\Filebeat\\filebeat.yml',
      'C:\\ProgramData\\Elastic\\Beats\\filebeat\\filebeat.yml',
    ],
    parse: parseBeats,
  },
  {
    product: 'nxlog',
    services: ['nxlog'],
    files: ['C:\\Program Files\\nxlog\\conf\\nxlog.conf', 'C:\\Program Files (x86)\\nxlog\\conf\\nxlog.conf'],
    parse: parseNxlog,
  },
  {
    product: 'splunk-forwarder',
    services: ['splunkforwarder'],
    files: ['C:\\Program Files\\SplunkUniversalForwarder\\etc\\system\\local\\outputs.conf'],
    parse: parseSplunkOutputs,
  },
  {
    product: 'fluent-bit',
    services: ['fluent-bit'],
    files: ['C:\\Program Files\\fluent-bit\\conf\\fluent-bit.conf'],
    parse: parseFluentBit,
  },
  {
    product: 'wazuh-agent',
    services: ['wazuhsvc', 'ossecsvc'],
    files: [`${ossec}\\ossec.conf`],
    parse: parseOssecServers,
  },
  { product: 'elastic-agent', services: ['elastic agent'], files: [], parse: () => [] },
  {
    product: 'azure-monitor-agent',
    services: ['azuremonitoragent', 'healthservice'],
    files: [],
    parse: () => [],
  },
];

export async function readWindows(host: Host): Promise<LogForwarding> {
  const unread: Unread[] = [];
  const running = await runningServices(host);
  const forwarders: Forwarder[] = [];
  const collectors = await readSubscriptions(host, unread);
  if (collectors.length > 0) {
    // Each subscription is asked for and sent through the service of Windows Remote Management.
    forwarders.push({
      product: 'windows-event-forwarding',
      running: running.get('winrm') ?? false,
      destinations: collectors,
      connected: null,
    });
  }
  for (const { product, services, files, parse } of agents) {
    const states = services.flatMap((name) => running.get(name) ?? []);
    if (states.length === 0) continue;
    const found = await readPart(unread, `configuration of ${product}`, null, () =>
      readFirst(host, files, parse),
    );
    forwarders.push({
      product,
      running: states.includes(true),
      destinations: found ?? [],
      connected: product === 'wazuh-agent' ? await readOssecState(host, unread) : null,
    });
  }
  return { unread, container: false, forwarders };
}

async function runningServices(host: Host): Promise<Map<string, boolean>> {
  const services = await host.cim({
    namespace: 'root\\cimv2',
    className: 'Win32_Service',
    properties: ['Name', 'State'],
  });
  return new Map(services.map(({ Name, State }) => [String(Name).toLowerCase(), State === 'Running']));
}

/** Values `1`, `2`, …: `Server=http://collector:5985/wsman/SubscriptionManager/WEC,Refresh=60`. */
async function readSubscriptions(host: Host, unread: Unread[]): Promise<Destination[]> {
  const key = await readPart(unread, subscriptions, null, () => host.registry(subscriptions));
  return parseSubscriptions(
    Object.values(key?.values ?? {}).flatMap((value) =>
      value.type === 'REG_SZ' || value.type === 'REG_EXPAND_SZ' ? [value.data] : [],
    ),
  );
}

export function parseSubscriptions(values: readonly string[]): Destination[] {
  return destinations(
    values.map((value) => {
      const url = /(?:^|,)\s*Server\s*=\s*([^,\s]+)/i.exec(value)?.[1] ?? '';
      return destinationOf(url, 'http', url.toLowerCase().startsWith('https') ? 5986 : 5985);
    }),
  );
}

async function readFirst(
  host: Host,
  files: readonly string[],
  parse: (text: string) => Destination[],
): Promise<Destination[]> {
  for (const file of files) {
    const text = await readTextOrNull(host, file);
    if (text !== null) return parse(text);
  }
  return [];
}

async function readOssecState(host: Host, unread: Unread[]): Promise<boolean | null> {
  const file = `${ossec}\\wazuh-agent.state`;
  const text = await readPart(unread, file, null, () => readTextOrNull(host, file));
  return text === null ? null : parseOssecState(text);
}
