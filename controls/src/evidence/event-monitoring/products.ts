import type { ServiceNames } from '../running.ts';
import type { MonitoringAgent } from './schema.ts';

export type KnownProduct = Pick<MonitoringAgent, 'product' | 'purpose' | 'watches'> & {
  linux?: ServiceNames;
  /** Names of services of Windows in lower case. */
  windows?: readonly string[];
  /** Label of launchd. */
  macos?: RegExp;
  /** Files on Linux whose change is that of the rules; the first that is there counts. */
  rules?: readonly string[];
};

function both(unit: string, program = unit): ServiceNames {
  return { units: [unit], programs: [program] };
}

/**
 * What is known by the name of its service. Antivirus and EDR products are evidence of their own; the forwarding of
 * logs is, too.
 */
export const knownProducts: readonly KnownProduct[] = [
  {
    product: 'fail2ban',
    purpose: 'intrusion-detection',
    watches: 'host',
    linux: both('fail2ban', 'fail2ban-server'),
  },
  {
    product: 'crowdsec',
    purpose: 'intrusion-detection',
    watches: 'host',
    linux: both('crowdsec'),
    windows: ['crowdsec'],
    rules: ['/etc/crowdsec/hub/.index.json'],
  },
  {
    product: 'suricata',
    purpose: 'intrusion-detection',
    watches: 'network',
    linux: both('suricata'),
    windows: ['suricata'],
    rules: ['/var/lib/suricata/rules/suricata.rules', '/etc/suricata/rules/suricata.rules'],
  },
  {
    product: 'snort',
    purpose: 'intrusion-detection',
    watches: 'network',
    linux: { units: ['snort', 'snort3', 'snortd'], programs: ['snort', 'snort3'] },
    windows: ['snortsvc'],
    rules: [
      '/etc/snort/rules/snort.rules',
      '/etc/snort/rules/community.rules',
      '/usr/local/etc/rules/snort3-community.rules',
    ],
  },
  { product: 'zeek', purpose: 'intrusion-detection', watches: 'network', linux: both('zeek') },
  {
    product: 'wazuh',
    purpose: 'intrusion-detection',
    watches: 'host',
    linux: { units: ['wazuh-agent', 'wazuh-manager'], programs: ['wazuh-agentd', 'wazuh-analysisd'] },
    windows: ['wazuhsvc'],
    macos: /^com\.wazuh\.agent$/,
  },
  {
    product: 'ossec',
    purpose: 'intrusion-detection',
    watches: 'host',
    linux: { units: ['ossec', 'ossec-hids'], programs: ['ossec-agentd', 'ossec-analysisd'] },
    windows: ['ossecsvc'],
  },
  {
    product: 'falco',
    purpose: 'intrusion-detection',
    watches: 'host',
    linux: { units: ['falco', 'falco-modern-bpf', 'falco-bpf', 'falco-kmod'], programs: ['falco'] },
    rules: ['/etc/falco/falco_rules.yaml'],
  },
  {
    product: 'zabbix',
    purpose: 'monitoring',
    watches: 'host',
    linux: { units: ['zabbix-agent', 'zabbix-agent2'], programs: ['zabbix_agentd', 'zabbix_agent2'] },
    windows: ['zabbix agent', 'zabbix agent 2'],
    macos: /zabbix.*agent/i,
  },
  {
    product: 'prometheus-node-exporter',
    purpose: 'monitoring',
    watches: 'host',
    linux: {
      units: ['prometheus-node-exporter', 'node_exporter'],
      programs: ['prometheus-node-exporter', 'node_exporter'],
    },
    windows: ['windows_exporter', 'wmi_exporter'],
    macos: /node_exporter/,
  },
  {
    product: 'nagios-nrpe',
    purpose: 'monitoring',
    watches: 'host',
    linux: { units: ['nagios-nrpe-server', 'nrpe'], programs: ['nrpe'] },
    windows: ['nscp'],
  },
  {
    product: 'hinemos',
    purpose: 'monitoring',
    watches: 'host',
    linux: { units: ['hinemos_agent'], programs: [] },
    windows: ['hinemos_agent'],
  },
  {
    product: 'jp1',
    purpose: 'monitoring',
    watches: 'host',
    linux: {
      units: ['jp1_base', 'jp1_pc_agent', 'jp1_pfm'],
      programs: ['jbssessionmgr', 'jpcagtu', 'jevservice'],
    },
    windows: ['jp1_base', 'jp1_base_event'],
  },
  {
    product: 'mackerel',
    purpose: 'monitoring',
    watches: 'host',
    linux: both('mackerel-agent'),
    windows: ['mackerel-agent'],
  },
  {
    product: 'checkmk',
    purpose: 'monitoring',
    watches: 'host',
    linux: { units: ['cmk-agent-ctl-daemon'], programs: ['cmk-agent-ctl'] },
    windows: ['checkmkservice'],
  },
  { product: 'icinga', purpose: 'monitoring', watches: 'host', linux: both('icinga2'), windows: ['icinga2'] },
  {
    product: 'telegraf',
    purpose: 'monitoring',
    watches: 'host',
    linux: both('telegraf'),
    windows: ['telegraf'],
  },
  { product: 'netdata', purpose: 'monitoring', watches: 'host', linux: both('netdata') },
  { product: 'collectd', purpose: 'monitoring', watches: 'host', linux: both('collectd') },
  { product: 'munin', purpose: 'monitoring', watches: 'host', linux: both('munin-node') },
  {
    product: 'net-snmp',
    purpose: 'monitoring',
    watches: 'host',
    linux: both('snmpd'),
    windows: ['snmp'],
    macos: /^org\.net-snmp\.snmpd$/,
  },
  {
    product: 'datadog',
    purpose: 'monitoring',
    watches: 'host',
    linux: { units: ['datadog-agent'], programs: [] },
    windows: ['datadogagent'],
    macos: /^com\.datadoghq\.agent$/,
  },
  {
    product: 'new-relic',
    purpose: 'monitoring',
    watches: 'host',
    linux: both('newrelic-infra'),
    windows: ['newrelic-infra'],
  },
];
