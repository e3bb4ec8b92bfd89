/**
 * As of 2026-11-01. Services, folders and process paths follow the vendors' installation guides and lists of services
 * that administrators publish; none was checked on a machine that runs the product. Paths are matched in lower case.
 */
export const agentIds = [
  'microsoft-defender-for-endpoint',
  'crowdstrike-falcon',
  'cybereason',
  'sentinelone',
  'cortex-xdr',
  'carbon-black',
  'trend-vision-one',
  'ffri-yarai',
  'cisco-secure-endpoint',
  'elastic-endpoint',
  'wazuh',
  'eset-inspect',
  'sophos-intercept-x',
  'trellix-edr',
  'withsecure-elements',
  'infotrace-mark-ii',
  'skysea-client-view',
  'lanscope-endpoint-manager',
  'ism-cloudone',
  'ss1',
  'jp1-itdm2',
  'assetview',
  'malion',
  'qnd',
  'systemwalker-desktop-patrol',
  'tanium',
  'configuration-manager',
  'intune-management-extension',
  'jamf-pro',
  'munki',
  'fleet-osquery',
  'glpi-agent',
  'ocs-inventory',
  'landscape',
  'puppet',
  'chef',
  'salt',
  'red-hat-subscription',
  'hibun',
  'intersafe',
  'devicelock',
  'symantec-dlp',
  'trellix-dlp',
  'forcepoint-dlp',
  'digital-guardian',
  'systemwalker-desktop-keeper',
] as const;
export type AgentId = (typeof agentIds)[number];

export type Vendor = {
  id: AgentId;
  /** Windows: names of services, in lower case. */
  services?: readonly string[];
  /** Windows: parts of the path of a service's program, in lower case. */
  servicePaths?: readonly string[];
  /** Linux: folders of its own, from which its programs run. */
  folders?: readonly string[];
  /** Linux: a program of the system folders that is its own. */
  programs?: readonly string[];
  /** macOS: folders or applications. */
  macFolders?: readonly string[];
  /** A file that is there, and not empty, once the agent is tied to its server: Linux. */
  tiedBy?: string;
};

export const vendors: readonly Vendor[] = [
  {
    id: 'microsoft-defender-for-endpoint',
    services: ['sense'],
    folders: ['/opt/microsoft/mdatp'],
    macFolders: ['/Applications/Microsoft Defender.app'],
    tiedBy: '/etc/opt/microsoft/mdatp/mdatp_onboard.json',
  },
  {
    id: 'crowdstrike-falcon',
    services: ['csfalconservice'],
    folders: ['/opt/CrowdStrike'],
    macFolders: ['/Applications/Falcon.app'],
  },
  {
    id: 'cybereason',
    services: ['cybereasonactiveprobe'],
    servicePaths: ['\\cybereason activeprobe\\', '\\cybereason\\'],
    folders: ['/opt/cybereason'],
    macFolders: ['/Applications/CybereasonSensor.app', '/Library/Cybereason'],
  },
  {
    id: 'sentinelone',
    services: ['sentinelagent'],
    folders: ['/opt/sentinelone'],
    macFolders: ['/Library/Sentinel'],
  },
  {
    id: 'cortex-xdr',
    services: ['cyserver'],
    folders: ['/opt/traps'],
    macFolders: ['/Applications/Cortex XDR.app', '/Library/Application Support/PaloAltoNetworks/Traps'],
  },
  {
    id: 'carbon-black',
    services: ['cbdefense', 'carbonblack'],
    servicePaths: ['\\confer\\', '\\carbonblack\\'],
    folders: ['/opt/carbonblack'],
    macFolders: ['/Applications/VMware Carbon Black Cloud', '/Applications/Carbon Black Cloud'],
  },
  {
    id: 'trend-vision-one',
    services: ['trend micro endpoint basecamp'],
    servicePaths: ['\\trend micro\\endpoint basecamp\\'],
    folders: ['/opt/TrendMicro/EndpointBasecamp'],
    macFolders: ['/Library/Application Support/com.trendmicro.endpointbasecamp'],
  },
  { id: 'ffri-yarai', servicePaths: ['\\ffri\\'] },
  {
    id: 'cisco-secure-endpoint',
    servicePaths: ['\\cisco\\amp\\'],
    folders: ['/opt/cisco/amp'],
    macFolders: ['/Applications/Cisco Secure Endpoint', '/opt/cisco/amp'],
  },
  {
    id: 'elastic-endpoint',
    services: ['elasticendpoint'],
    folders: ['/opt/Elastic/Endpoint'],
    macFolders: ['/Library/Elastic/Endpoint'],
  },
  {
    id: 'wazuh',
    services: ['wazuhsvc', 'ossecsvc'],
    folders: ['/var/ossec'],
    macFolders: ['/Library/Ossec'],
    tiedBy: '/var/ossec/etc/client.keys',
  },
  { id: 'eset-inspect', servicePaths: ['\\eset\\inspect connector\\'] },
  {
    id: 'sophos-intercept-x',
    servicePaths: ['\\sophos\\endpoint defense\\'],
    folders: ['/opt/sophos-spl'],
    macFolders: ['/Library/Sophos Anti-Virus'],
  },
  { id: 'trellix-edr', servicePaths: ['\\mvedr\\', '\\trellix edr\\'] },
  { id: 'withsecure-elements', servicePaths: ['\\f-secure\\', '\\withsecure\\'] },
  { id: 'infotrace-mark-ii', servicePaths: ['\\infotrace'] },
  { id: 'skysea-client-view', servicePaths: ['\\skysea client view\\', '\\sky product\\'] },
  { id: 'lanscope-endpoint-manager', servicePaths: ['\\motex\\', '\\lanscope'] },
  { id: 'ism-cloudone', servicePaths: ['\\ism cloudone', '\\ismclient', '\\qualitysoft\\ism'] },
  { id: 'ss1', servicePaths: ['\\ss1client', '\\ss1 client', '\\system support best1\\'] },
  { id: 'jp1-itdm2', servicePaths: ['\\hitachi\\jp1itdma\\', '\\hitachi\\jp1itdm'] },
  { id: 'assetview', servicePaths: ['\\hammock\\', '\\assetview'] },
  { id: 'malion', servicePaths: ['\\malion'] },
  { id: 'qnd', servicePaths: ['\\qnd\\', '\\quality\\qnd'] },
  { id: 'systemwalker-desktop-patrol', servicePaths: ['\\systemwalker desktop patrol', '\\desktoppatrol'] },
  {
    id: 'tanium',
    services: ['tanium client'],
    folders: ['/opt/Tanium'],
    macFolders: ['/Library/Tanium'],
  },
  { id: 'configuration-manager', services: ['ccmexec'] },
  {
    id: 'intune-management-extension',
    services: ['intunemanagementextension'],
    folders: ['/opt/microsoft/intune'],
    macFolders: ['/Library/Intune'],
  },
  { id: 'jamf-pro', macFolders: ['/Library/Application Support/JAMF'] },
  { id: 'munki', macFolders: ['/usr/local/munki'] },
  {
    id: 'fleet-osquery',
    services: ['osqueryd', 'fleet osquery'],
    folders: ['/opt/orbit', '/opt/osquery'],
    macFolders: ['/opt/orbit', '/opt/osquery'],
  },
  {
    id: 'glpi-agent',
    services: ['glpi-agent'],
    programs: ['glpi-agent'],
    macFolders: ['/Applications/GLPI-Agent'],
  },
  { id: 'ocs-inventory', services: ['ocs inventory service'], programs: ['ocsinventory-agent'] },
  { id: 'landscape', programs: ['landscape-client'], tiedBy: '/etc/landscape/client.conf' },
  { id: 'puppet', services: ['puppet'], folders: ['/opt/puppetlabs'] },
  { id: 'chef', services: ['chef-client'], folders: ['/opt/chef'] },
  { id: 'salt', services: ['salt-minion'], programs: ['salt-minion'], folders: ['/opt/saltstack'] },
  { id: 'red-hat-subscription', programs: ['rhsmcertd'], tiedBy: '/etc/pki/consumer/cert.pem' },
  { id: 'hibun', servicePaths: ['\\hibun'] },
  { id: 'intersafe', servicePaths: ['\\intersafe', '\\alsi\\'] },
  { id: 'devicelock', services: ['dlservice'], servicePaths: ['\\devicelock'] },
  { id: 'symantec-dlp', services: ['edpa'], servicePaths: ['\\manufacturer\\endpoint agent\\'] },
  { id: 'trellix-dlp', servicePaths: ['\\mcafee\\dlp\\', '\\trellix\\dlp\\'] },
  {
    id: 'forcepoint-dlp',
    servicePaths: ['\\websense\\websense endpoint\\', '\\forcepoint\\forcepoint one endpoint\\'],
  },
  { id: 'digital-guardian', services: ['dgservice'], folders: ['/opt/dgagent'] },
  { id: 'systemwalker-desktop-keeper', servicePaths: ['\\systemwalker desktop keeper', '\\dtk\\'] },
];
