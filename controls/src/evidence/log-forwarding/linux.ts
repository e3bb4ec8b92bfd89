import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { readRunning } from '../running.ts';
import type { ServiceNames } from '../running.ts';
import { readSystemdSection } from '../systemd-config.ts';
import { listOrEmpty, readText, readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import {
  parseBeats,
  parseFluentBit,
  parseFluentd,
  parseNxlog,
  parseOssecServers,
  parseOssecState,
  parseSplunkOutputs,
} from './agent-config.ts';
import { isConnected, parseConnections } from './connections.ts';
import type { Connections } from './connections.ts';
import { destinationOf, destinations } from './destination.ts';
import { includesOfRsyslog, parseRsyslog } from './rsyslog.ts';
import type { Destination, Forwarder, ForwarderProduct, LogForwarding } from './schema.ts';
import { includesOfSyslogNg, parseSyslogNg } from './syslog-ng.ts';

type Candidate = {
  product: ForwarderProduct;
  names: ServiceNames;
  /** Null = it is not set up here. */
  read: (host: Host) => Promise<Destination[] | null>;
};

const candidates: readonly Candidate[] = [
  { product: 'rsyslog', names: names('rsyslog', 'rsyslogd'), read: readRsyslog },
  { product: 'syslog-ng', names: names('syslog-ng', 'syslog-ng'), read: readSyslogNg },
  {
    product: 'systemd-journal-upload',
    names: names('systemd-journal-upload', 'systemd-journal-upload'),
    read: readJournalUpload,
  },
  // A child of the audit daemon, in its control group.
  { product: 'audisp-remote', names: names('auditd', 'audisp-remote'), read: readAudisp },
  {
    product: 'fluent-bit',
    names: names('fluent-bit', 'fluent-bit'),
    read: firstFile(parseFluentBit, '/etc/fluent-bit/fluent-bit.conf', '/etc/td-agent-bit/td-agent-bit.conf'),
  },
  {
    product: 'fluentd',
    names: { units: ['fluentd', 'td-agent'], programs: ['fluentd', 'td-agent'] },
    read: firstFile(parseFluentd, '/etc/fluent/fluentd.conf', '/etc/td-agent/td-agent.conf'),
  },
  {
    product: 'filebeat',
    names: names('filebeat', 'filebeat'),
    read: firstFile(parseBeats, '/etc/filebeat/filebeat.yml'),
  },
  {
    product: 'splunk-forwarder',
    names: { units: ['SplunkForwarder', 'splunk', 'Splunkd'], programs: ['splunkd'] },
    read: readSplunk,
  },
  {
    product: 'wazuh-agent',
    names: names('wazuh-agent', 'wazuh-agentd'),
    read: firstFile(parseOssecServers, '/var/ossec/etc/ossec.conf'),
  },
  {
    product: 'nxlog',
    names: names('nxlog', 'nxlog'),
    read: firstFile(parseNxlog, '/etc/nxlog.conf', '/etc/nxlog/nxlog.conf', '/opt/nxlog/etc/nxlog.conf'),
  },
  // Of these it is known that they run; where they send to is decided on their servers or in ways of their own.
  { product: 'elastic-agent', names: names('elastic-agent', 'elastic-agent'), read: async () => null },
  { product: 'vector', names: names('vector', 'vector'), read: async () => null },
  {
    product: 'alloy',
    names: { units: ['alloy', 'promtail'], programs: ['alloy', 'promtail'] },
    read: async () => null,
  },
  { product: 'azure-monitor-agent', names: names('azuremonitoragent', 'mdsd'), read: async () => null },
  {
    product: 'amazon-cloudwatch-agent',
    names: names('amazon-cloudwatch-agent', 'amazon-cloudwatch-agent'),
    read: async () => null,
  },
  {
    product: 'google-cloud-ops-agent',
    names: {
      units: ['google-cloud-ops-agent-fluent-bit', 'google-cloud-ops-agent'],
      programs: ['google_cloud_ops_agent_engine'],
    },
    read: async () => null,
  },
];

function names(unit: string, program: string): ServiceNames {
  return { units: [unit], programs: [program] };
}

export async function readLinux(host: Host): Promise<LogForwarding> {
  if (await isContainer(host)) return { unread: [], container: true, forwarders: [] };
  const unread: Unread[] = [];
  const isRunning = await readRunning(host);
  const forwarders: Forwarder[] = [];
  let connections: Connections | null | undefined;
  for (const { product, names: services, read } of candidates) {
    const running = await isRunning(services);
    const found = await readPart(unread, `configuration of ${product}`, null, () => read(host));
    const list = found ?? [];
    // A syslog service that sends nothing elsewhere forwards nothing, whether it runs or not.
    const isPlainLogger = product === 'rsyslog' || product === 'syslog-ng' || product === 'audisp-remote';
    if (list.length === 0 && (running === false || isPlainLogger)) continue;
    let connected: boolean | null = null;
    if (product === 'wazuh-agent') connected = await readOssecState(host, unread);
    else if (list.length > 0) {
      connections ??= await readConnections(host, unread);
      connected = connections && isConnected(list, connections);
    }
    forwarders.push({ product, running, destinations: list, connected });
  }
  return { unread, container: false, forwarders };
}

async function readConnections(host: Host, unread: Unread[]): Promise<Connections | null> {
  return readPart(unread, '/proc/net/tcp', null, async () => [
    ...parseConnections(await readText(host, '/proc/net/tcp', 4 * 1024 * 1024)),
    ...parseConnections((await readTextOrNull(host, '/proc/net/tcp6')) ?? ''),
  ]);
}

async function readOssecState(host: Host, unread: Unread[]): Promise<boolean | null> {
  const file = '/var/ossec/var/run/wazuh-agentd.state';
  const text = await readPart(unread, file, null, () => readTextOrNull(host, file));
  return text === null ? null : parseOssecState(text);
}

function firstFile(parse: (text: string) => Destination[], ...files: string[]): Candidate['read'] {
  return async (host) => {
    for (const file of files) {
      const text = await readTextOrNull(host, file);
      if (text !== null) return parse(text);
    }
    return null;
  };
}

async function readRsyslog(host: Host): Promise<Destination[] | null> {
  const main = await readTextOrNull(host, '/etc/rsyslog.conf');
  if (main === null) return null;
  const texts = await withIncludes(host, main, includesOfRsyslog(main), '/etc');
  return parseRsyslog(texts.join('\n'));
}

async function readSyslogNg(host: Host): Promise<Destination[] | null> {
  const main = await readTextOrNull(host, '/etc/syslog-ng/syslog-ng.conf');
  if (main === null) return null;
  // Files without a folder are the library of syslog-ng itself, which sends nothing.
  const includes = includesOfSyslogNg(main).filter((pattern) => pattern.startsWith('/'));
  return parseSyslogNg((await withIncludes(host, main, includes, '/etc/syslog-ng')).join('\n'));
}

/** Patterns have a star in their last part at most; a folder stands for the files in it. */
async function withIncludes(
  host: Host,
  main: string,
  patterns: readonly string[],
  base: string,
): Promise<string[]> {
  const texts = [main];
  for (const pattern of patterns) {
    const path = pattern.startsWith('/') ? pattern : `${base}/${pattern}`;
    const folder = path.slice(0, path.lastIndexOf('/'));
    const last = path.slice(folder.length + 1);
    if (!/[*?]/.test(last)) {
      const text = await readTextOrNull(host, path);
      if (text !== null) texts.push(text);
      continue;
    }
    const source = last
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    const matching = (await listOrEmpty(host, folder)).filter((name) => new RegExp(`^${source}$`).test(name));
    for (const name of matching.slice(0, 200)) texts.push(await readText(host, `${folder}/${name}`));
  }
  return texts;
}

async function readJournalUpload(host: Host): Promise<Destination[] | null> {
  const url = (await readSystemdSection(host, 'journal-upload.conf', 'Upload')).get('URL');
  return url ? destinations([destinationOf(url, 'https', 19532)]) : null;
}

/** The plug-in counts where it is switched on: `active = yes`. */
async function readAudisp(host: Host): Promise<Destination[] | null> {
  for (const folder of ['/etc/audit', '/etc/audisp']) {
    const plugin = await readTextOrNull(host, `${folder}/plugins.d/au-remote.conf`);
    if (plugin === null) continue;
    if (!/^\s*active\s*=\s*yes\s*$/im.test(plugin)) return null;
    const config = (await readTextOrNull(host, `${folder}/audisp-remote.conf`)) ?? '';
    const server = /^\s*remote_server\s*=\s*(\S+)/im.exec(config)?.[1] ?? '';
    const port = /^\s*port\s*=\s*(\d{1,5})/im.exec(config)?.[1];
    return destinations([destinationOf(server, 'tcp', port === undefined ? 60 : Number(port))]);
  }
  return null;
}

async function readSplunk(host: Host): Promise<Destination[] | null> {
  const root = '/opt/splunkforwarder/etc';
  const files = [`${root}/system/local/outputs.conf`];
  for (const app of (await listOrEmpty(host, `${root}/apps`)).slice(0, 50)) {
    files.push(`${root}/apps/${app}/local/outputs.conf`, `${root}/apps/${app}/default/outputs.conf`);
  }
  const found: Destination[] = [];
  for (const file of files) {
    const text = await readTextOrNull(host, file);
    if (text !== null) found.push(...parseSplunkOutputs(text));
  }
  return found.length > 0 ? destinations(found) : null;
}
