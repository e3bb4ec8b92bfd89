import type { Host } from '@tenken/shared';
import { readLaunchd } from '../launchd.ts';
import { readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import {
  parseBeats,
  parseFluentBit,
  parseOssecServers,
  parseOssecState,
  parseSplunkOutputs,
} from './agent-config.ts';
import type { Destination, Forwarder, ForwarderProduct, LogForwarding } from './schema.ts';

const ossec = '/Library/Ossec';

const agents: readonly {
  product: ForwarderProduct;
  label: RegExp;
  files: readonly string[];
  parse: (text: string) => Destination[];
}[] = [
  {
    product: 'wazuh-agent',
    label: /^com\.wazuh\.agent$/,
    files: [`${ossec}/etc/ossec.conf`],
    parse: parseOssecServers,
  },
  {
    product: 'splunk-forwarder',
    label: /^com\.splunk\./,
    files: [
      '/Applications/SplunkForwarder/etc/system/local/outputs.conf',
      '/opt/splunkforwarder/etc/system/local/outputs.conf',
    ],
    parse: parseSplunkOutputs,
  },
  {
    product: 'filebeat',
    label: /^co\.elastic\.(?:beats\.)?filebeat$/,
    files: ['/etc/filebeat/filebeat.yml', '/Library/Application Support/Elastic/Beats/filebeat/filebeat.yml'],
    parse: parseBeats,
  },
  { product: 'elastic-agent', label: /^co\.elastic\.elastic-agent$/, files: [], parse: () => [] },
  {
    product: 'fluent-bit',
    label: /fluent-bit$/,
    files: ['/etc/fluent-bit/fluent-bit.conf', '/opt/fluent-bit/etc/fluent-bit/fluent-bit.conf'],
    parse: parseFluentBit,
  },
];

/** macOS sends its logs nowhere by itself, and a line in syslog.conf reaches little of the unified log: agents alone. */
export async function readMacos(host: Host): Promise<LogForwarding> {
  const unread: Unread[] = [];
  const services = await readLaunchd(host);
  const forwarders: Forwarder[] = [];
  for (const { product, label, files, parse } of agents) {
    const states = [...services].filter(([name]) => label.test(name)).map(([, running]) => running);
    if (states.length === 0) continue;
    const found = await readPart(unread, `configuration of ${product}`, null, async () => {
      for (const file of files) {
        const text = await readTextOrNull(host, file);
        if (text !== null) return parse(text);
      }
      return [];
    });
    forwarders.push({
      product,
      running: states.includes(true),
      destinations: found ?? [],
      connected: product === 'wazuh-agent' ? await readOssecState(host, unread) : null,
    });
  }
  return { unread, container: false, forwarders };
}

async function readOssecState(host: Host, unread: Unread[]): Promise<boolean | null> {
  const file = `${ossec}/var/run/wazuh-agentd.state`;
  const text = await readPart(unread, file, null, () => readTextOrNull(host, file));
  return text === null ? null : parseOssecState(text);
}
