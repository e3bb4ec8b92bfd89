import type { AgentId } from '../../evidence/security-agents/vendors.ts';

export type AgentUse = 'endpoint-detection' | 'management' | 'data-loss-prevention';

/**
 * As of 2026-11-01, by the vendors' product pages. `by-licence`: the agent does it only where that option was bought
 * and switched on at its server, which the host does not tell.
 */
export const agentUsesAsOf = '2026-11-01';

type Use = { name: string } & Partial<Record<AgentUse, 'always' | 'by-licence'>>;

export const agentUses: Record<AgentId, Use> = {
  'microsoft-defender-for-endpoint': {
    name: 'Microsoft Defender for Endpoint',
    'endpoint-detection': 'always',
    'data-loss-prevention': 'by-licence',
  },
  'crowdstrike-falcon': { name: 'CrowdStrike Falcon', 'endpoint-detection': 'always' },
  cybereason: { name: 'Cybereason', 'endpoint-detection': 'always' },
  sentinelone: { name: 'SentinelOne', 'endpoint-detection': 'always' },
  'cortex-xdr': { name: 'Cortex XDR', 'endpoint-detection': 'always' },
  'carbon-black': { name: 'Carbon Black', 'endpoint-detection': 'always' },
  'trend-vision-one': { name: 'Trend Vision One', 'endpoint-detection': 'by-licence' },
  'ffri-yarai': { name: 'FFRI yarai', 'endpoint-detection': 'by-licence' },
  'cisco-secure-endpoint': { name: 'Cisco Secure Endpoint', 'endpoint-detection': 'always' },
  'elastic-endpoint': { name: 'Elastic Defend', 'endpoint-detection': 'always' },
  wazuh: { name: 'Wazuh', 'endpoint-detection': 'always' },
  'eset-inspect': { name: 'ESET Inspect', 'endpoint-detection': 'always' },
  'sophos-intercept-x': { name: 'Sophos Intercept X', 'endpoint-detection': 'by-licence' },
  'trellix-edr': { name: 'Trellix EDR', 'endpoint-detection': 'always' },
  'withsecure-elements': { name: 'WithSecure Elements', 'endpoint-detection': 'by-licence' },
  'infotrace-mark-ii': { name: 'InfoTrace Mark II', 'endpoint-detection': 'always' },
  'skysea-client-view': {
    name: 'SKYSEA Client View',
    management: 'always',
    'data-loss-prevention': 'by-licence',
  },
  'lanscope-endpoint-manager': {
    name: 'LANSCOPE Endpoint Manager',
    management: 'always',
    'data-loss-prevention': 'by-licence',
  },
  'ism-cloudone': { name: 'ISM CloudOne', management: 'always', 'data-loss-prevention': 'by-licence' },
  ss1: { name: 'SS1', management: 'always', 'data-loss-prevention': 'by-licence' },
  'jp1-itdm2': { name: 'JP1/IT Desktop Management 2', management: 'always' },
  assetview: { name: 'AssetView', management: 'always', 'data-loss-prevention': 'by-licence' },
  malion: { name: 'MaLion', management: 'always', 'data-loss-prevention': 'by-licence' },
  qnd: { name: 'QND', management: 'always' },
  'systemwalker-desktop-patrol': { name: 'Systemwalker Desktop Patrol', management: 'always' },
  tanium: { name: 'Tanium', management: 'always', 'endpoint-detection': 'by-licence' },
  'configuration-manager': { name: 'Microsoft Configuration Manager', management: 'always' },
  'intune-management-extension': { name: 'Microsoft Intune', management: 'always' },
  'jamf-pro': { name: 'Jamf Pro', management: 'always' },
  munki: { name: 'Munki', management: 'always' },
  'fleet-osquery': { name: 'Fleet / osquery', management: 'always' },
  'glpi-agent': { name: 'GLPI Agent', management: 'always' },
  'ocs-inventory': { name: 'OCS Inventory', management: 'always' },
  landscape: { name: 'Landscape', management: 'always' },
  puppet: { name: 'Puppet', management: 'always' },
  chef: { name: 'Chef', management: 'always' },
  salt: { name: 'Salt', management: 'always' },
  'red-hat-subscription': { name: 'Red Hat Subscription Management', management: 'always' },
  hibun: { name: '秘文', 'data-loss-prevention': 'always' },
  intersafe: { name: 'InterSafe', 'data-loss-prevention': 'always' },
  devicelock: { name: 'DeviceLock', 'data-loss-prevention': 'always' },
  'symantec-dlp': { name: 'Symantec DLP', 'data-loss-prevention': 'always' },
  'trellix-dlp': { name: 'Trellix DLP', 'data-loss-prevention': 'always' },
  'forcepoint-dlp': { name: 'Forcepoint DLP', 'data-loss-prevention': 'always' },
  'digital-guardian': { name: 'Digital Guardian', 'data-loss-prevention': 'always' },
  'systemwalker-desktop-keeper': { name: 'Systemwalker Desktop Keeper', 'data-loss-prevention': 'always' },
};
