import { applicationControl } from '../../evidence/application-control/index.ts';
import { auditLog } from '../../evidence/audit-log/index.ts';
import { automaticUpdates } from '../../evidence/automatic-updates/index.ts';
import { browserSettings } from '../../evidence/browser-settings/index.ts';
import type { AnyEvidenceKind, EvidenceKind } from '../../evidence/define.ts';
import { fileProtection } from '../../evidence/file-protection/index.ts';
import { fileShares } from '../../evidence/file-shares/index.ts';
import { hostFirewall } from '../../evidence/host-firewall/index.ts';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import { localAccounts } from '../../evidence/local-accounts/index.ts';
import { logForwarding } from '../../evidence/log-forwarding/index.ts';
import { loginFactors } from '../../evidence/login-factors/index.ts';
import { networkConfiguration } from '../../evidence/network-configuration/index.ts';
import { networkHardening } from '../../evidence/network-hardening/index.ts';
import { passwordPolicy } from '../../evidence/password-policy/index.ts';
import { printing } from '../../evidence/printing/index.ts';
import { remoteAccess } from '../../evidence/remote-access/index.ts';
import { screenLock } from '../../evidence/screen-lock/index.ts';
import { services } from '../../evidence/services/index.ts';
import { usbStorage } from '../../evidence/usb-storage/index.ts';
import { each, members, one, several, shared } from './settings.ts';
import type { Setting } from './settings.ts';

/** Which facts of one kind of evidence are settings that somebody decided on. */
export type Configuration = { kind: AnyEvidenceKind; settings: (data: never) => Setting[] };

function configuration<Data>(kind: EvidenceKind<Data>, settings: (data: Data) => Setting[]): Configuration {
  return { kind, settings };
}

/** From here on the system itself gives out ports (IANA): they are others after each start. */
const firstDynamicPort = 49_152;
/** As many rules of a kind as evidence holds: there may be more. */
const maxRules = 10;
/** Windows starts some services once for each session, with a number that is never the same. */
const sessionNumber = /_[0-9a-f]{4,8}$/;

/**
 * What makes up a machine's configuration: settings that stay as they are until somebody changes them. Left out is what
 * changes by itself or by use: what runs now, counts, times, versions, sizes in use, who is signed in, what others do on
 * the network. Kinds of evidence that hold nothing else are not here.
 */
export const configurations: readonly Configuration[] = [
  configuration(applicationControl, ({ allowLists, mandatoryAccess, gatekeeper }) => [
    ...each('allowLists', allowLists, ({ mechanism }) => [mechanism], ['mode']),
    ...allowLists.flatMap(({ mechanism, collections }) =>
      each(`allowLists[${mechanism}].collections`, collections, ({ name }) => [name], ['mode', 'rules']),
    ),
    members(
      'mandatoryAccess',
      mandatoryAccess.map(({ mechanism }) => [mechanism]),
    ),
    ...each('mandatoryAccess', mandatoryAccess, ({ mechanism }) => [mechanism], ['now', 'atBoot']),
    one('gatekeeper', gatekeeper),
  ]),
  configuration(auditLog, ({ auditing, logs }) => [
    one('auditing.facility', auditing?.facility, '(none)'),
    ...several('auditing', auditing, ['state', 'commandLines', 'olderSettingsWin']),
    members(
      'auditing.events',
      auditing?.events?.flatMap(({ event, success, failure }) => [
        ...(success ? [[event, 'success']] : []),
        ...(failure ? [[event, 'failure']] : []),
      ]),
    ),
    members(
      'logs',
      logs.map(({ log, path, kept }) => [log, path, kept]),
    ),
    ...each('logs', logs, ({ log, path }) => [log, path], ['limitBytes', 'keepsDays', 'whenFull', 'sealed']),
    members(
      'logs.access',
      logs.flatMap(({ log, path, access }) => access.map(({ who, may }) => [log, path, who, may])),
    ),
  ]),
  configuration(automaticUpdates, ({ mechanisms, updateServer, deferralDays, managedBy }) => [
    members(
      'mechanisms',
      mechanisms.map(({ name }) => [name]),
    ),
    ...each('mechanisms', mechanisms, ({ name }) => [name], ['does', 'covers', 'scheduled', 'intervalDays']),
    one('updateServer', updateServer, '(none)'),
    one('deferralDays', deferralDays, '(none)'),
    members(
      'managedBy',
      managedBy.map((name) => [name]),
    ),
  ]),
  configuration(browserSettings, ({ browsers }) => [
    members(
      'browsers',
      browsers.map(({ browser }) => [browser]),
    ),
    ...browsers.flatMap((facts) =>
      (
        [
          'warnsOfDangers',
          'warningsHold',
          'certificateWarningsHold',
          'updates',
          'extensionsRestricted',
          'explorerMode',
        ] as const
      ).map((name) => one(`browsers[${facts.browser}].${name}`, facts[name], '(not fixed)')),
    ),
  ]),
  configuration(fileProtection, ({ files, truncated }) => [
    members(
      'files',
      files.map(({ path }) => [path]),
      truncated,
    ),
    ...each(
      'files',
      files.map(({ path, unix, windows }) => ({
        path,
        access: unix
          ? `${unix.mode.toString(8)} ${unix.uid}:${unix.gid}`
          : windows && [windows.owner, 'read', ...windows.readers, 'write', ...windows.writers].join(' '),
      })),
      ({ path }) => [path],
      ['access'],
    ),
  ]),
  configuration(fileShares, ({ smbServer, smb1Client, shares, truncated }) => [
    one('smbServer', smbServer !== null),
    ...several('smbServer', smbServer, ['version1', 'signingRequired', 'encryptionRequired']),
    one('smb1Client', smb1Client),
    members(
      'shares',
      shares.map(({ protocol, name, path }) => [protocol, name, path]),
      truncated,
    ),
    members(
      'shares.openTo',
      shares.flatMap(({ protocol, name, openTo, writable, remoteRoot }) =>
        openTo.map((who) => [
          protocol,
          name,
          who,
          writable === true ? 'write' : writable === false ? 'read' : null,
          ...(remoteRoot === true ? ['remote-root'] : []),
        ]),
      ),
      truncated,
    ),
  ]),
  configuration(hostFirewall, ({ scopes, managers, otherProducts, forwardedPorts, forwardedTruncated }) => [
    ...each('scopes', scopes, ({ name }) => [name], ['enabled', 'unmatched']),
    members(
      'scopes.openRules',
      scopes.flatMap(({ name, openRules }) => openRules.map((rule) => [name, rule])),
      scopes.some(({ openRules }) => openRules.length >= maxRules),
    ),
    members(
      'scopes.undecidedRules',
      scopes.flatMap(({ name, undecidedRules }) => undecidedRules.map((rule) => [name, rule])),
      scopes.some(({ undecidedRules }) => undecidedRules.length >= maxRules),
    ),
    ...scopes.flatMap(({ name, settings }) =>
      each(`scopes[${name}].settings`, settings, ({ layer }) => [layer], ['enabled', 'inbound']),
    ),
    members(
      'managers',
      managers.map(({ name }) => [name]),
    ),
    ...each('managers', managers, ({ name }) => [name], ['startsAtBoot']),
    members(
      'otherProducts',
      otherProducts.map(({ name }) => [name]),
    ),
    members(
      'forwardedPorts',
      forwardedPorts.map(({ protocol, ports }) => [protocol, ports]),
      forwardedTruncated,
    ),
  ]),
  configuration(listeningServices, ({ listeners, truncated }) => [
    members(
      'listeners',
      listeners.map(({ protocol, port, program, service }) => [
        protocol,
        port === null || port >= firstDynamicPort ? 'dynamic' : port,
        service?.replace(sessionNumber, '') ?? program,
      ]),
      truncated,
    ),
  ]),
  configuration(localAccounts, ({ privileges, directories, elevation, guest, ...others }) => [
    members(
      'privileges',
      privileges.map(({ via, name, id, source, withoutPassword }) => [
        via,
        name ?? id,
        source,
        ...(withoutPassword ? ['without-password'] : []),
      ]),
    ),
    members(
      'directories',
      directories.map((name) => [name]),
    ),
    one('elevation', elevation),
    one('guest', guest),
    one('managedPassword', others.managedPassword),
    members(
      'automaticLogons',
      others.automaticLogons.filter(({ on }) => on).map(({ by, user }) => [by, user]),
    ),
  ]),
  configuration(logForwarding, ({ forwarders }) => [
    members(
      'forwarders',
      forwarders.map(({ product }) => [product]),
    ),
    members(
      'forwarders.destinations',
      forwarders.flatMap(({ product, destinations }) =>
        destinations.map(({ address, port, transport }) => [product, transport, address, port]),
      ),
    ),
  ]),
  configuration(loginFactors, ({ ways, otherProducts }) => [
    members(
      'ways',
      ways.map(({ name }) => [name]),
    ),
    ...each('ways', ways, ({ name }) => [name], [
      'open',
      'passwordAlone',
      'factorAlone',
      'keyAlone',
      'unenrolledPass',
    ]),
    members(
      'ways.factors',
      ways.flatMap(({ name, factors }) => factors.map(({ kind, by }) => [name, kind, by])),
    ),
    members(
      'ways.exceptions',
      ways.flatMap(({ name, exceptions }) => exceptions.map((exception) => [name, exception])),
    ),
    members(
      'otherProducts',
      otherProducts.map((name) => [name]),
    ),
  ]),
  configuration(networkConfiguration, (facts) => [
    // Those of virtual machines and containers come and go with them.
    members(
      'interfaces',
      facts.interfaces
        .filter(({ kind }) => !['virtual', 'bridge', 'other'].includes(kind))
        .map(({ name, kind, tunnel }) => [name, tunnel ?? kind]),
      facts.truncated,
    ),
    ...each(
      'interfaces',
      facts.interfaces.filter(({ kind }) => !['virtual', 'bridge', 'other'].includes(kind)),
      ({ name }) => [name],
      ['ipv6'],
    ),
    members(
      'defaultRoutes',
      facts.defaultRoutes.map((route) => [route.family, route.interface, route.gateway]),
      facts.truncated,
    ),
    ...facts.automaticTunnels.map(({ name, on }) => one(`automaticTunnels[${name}].on`, on, '(not set)')),
    members(
      'dnsServers',
      facts.dnsServers.map((address) => [address]),
    ),
    members(
      'proxies',
      facts.proxies.map(({ source, type, address, enforced }) => [source, type, address, enforced]),
    ),
  ]),
  configuration(networkHardening, (facts) =>
    several('', facts, [
      'synFlood',
      'reversePathFilter',
      'acceptsRedirects',
      'acceptsSourceRoutes',
      'answersBroadcasts',
      'forwards',
      'synBacklog',
      'acceptBacklog',
    ]),
  ),
  configuration(passwordPolicy, (facts) => [
    ...several('', facts, [
      'by',
      'refuses',
      'dictionary',
      'bindsAdministrators',
      'history',
      'maxAgeDays',
      'directoryAccounts',
    ]),
    members(
      'accepted',
      facts.accepted.map(({ minLength, minClasses }) => [minLength, minClasses]),
    ),
    members(
      'lockouts',
      facts.lockouts.map(({ service }) => [service]),
    ),
    ...each('lockouts', facts.lockouts, ({ service }) => [service], [
      'by',
      'works',
      'attempts',
      'lockSeconds',
      'windowSeconds',
    ]),
  ]),
  configuration(printing, (facts) => several('', facts, ['spooler', 'deviceControl', 'addingRestricted'])),
  configuration(remoteAccess, ({ ssh, rdp, winrm, screenSharing }) => [
    one('ssh', ssh !== null),
    members(
      'ssh.matches',
      ssh?.settings.flatMap(({ match }) => (match === null ? [] : [[match]])),
      ssh?.truncated,
    ),
    ...(ssh?.settings ?? []).flatMap((settings) =>
      (
        [
          'permitRootLogin',
          'passwordAuthentication',
          'keyboardInteractive',
          'permitEmptyPasswords',
          'hostbasedAuthentication',
          'maxAuthTries',
        ] as const
      ).map((name) => one(`ssh.settings[${settings.match ?? '*'}].${name}`, settings[name], '(not written)')),
    ),
    ...(['denied', 'networkLevel', 'securityLayer', 'encryptionLevel'] as const).flatMap((name) =>
      rdp
        ? (['policy', 'own'] as const).map((by) => one(`rdp.${name}.${by}`, rdp[name][by], '(not set)'))
        : [],
    ),
    ...(['start', 'policyUnencrypted', 'policyBasic'] as const).flatMap((name) =>
      winrm ? [one(`winrm.${name}`, winrm[name], '(not set)')] : [],
    ),
    ...several('screenSharing', screenSharing, ['open', 'legacyPassword']),
  ]),
  configuration(screenLock, ({ graphical, users, machineLimits, shells }) => [
    one('graphical', graphical),
    // Of all users together: people come and go, and what each of them sets is not the configuration.
    ...(['enabled', 'requiresPassword', 'idleSeconds', 'lockDelaySeconds', 'enforced'] as const).map((name) =>
      shared(
        `users[].${name}`,
        users.map((user) => user[name]),
      ),
    ),
    members(
      'machineLimits',
      machineLimits.map(({ name }) => [name]),
    ),
    ...each('machineLimits', machineLimits, ({ name }) => [name], ['seconds', 'lockDelaySeconds']),
    members(
      'shells.timeouts',
      shells?.timeouts.map(({ file, seconds, readonly, conditional }) => [
        file,
        seconds,
        ...(readonly ? ['readonly'] : []),
        ...(conditional ? ['conditional'] : []),
      ]),
    ),
  ]),
  configuration(services, ({ manager, services: all, truncated }) => [
    one('manager', manager),
    members(
      'automatic',
      all.filter(({ start }) => start === 'automatic').map(({ name }) => [name]),
      truncated,
    ),
  ]),
  configuration(usbStorage, ({ drivers, policies, usbguard, authorization, newDevicesDenied }) => [
    ...each('drivers', drivers, ({ name }) => [name], ['state']),
    members(
      'policies',
      policies.map(({ source, layer, user, covers, read, write }) => [
        source,
        layer,
        user,
        covers,
        read,
        write,
      ]),
    ),
    one('usbguard', usbguard !== null),
    ...several('usbguard', usbguard, ['implicit', 'inserted', 'allowsStorage']),
    one('authorization.now', authorization?.now),
    one('authorization.atBoot', authorization?.atBoot),
    one('newDevicesDenied', newDevicesDenied),
  ]),
];
