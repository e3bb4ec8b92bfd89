import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StartTlsProtocol } from '../../../controls/src/evidence/tls/starttls/index.ts';
import type { KeyAndCertificate } from '../certificates.ts';
import { domain } from './hello-behind.ts';
import { freePort } from '../../support/free-port.ts';

/** How one server is started. */
type Plan = {
  /** Written into the folder first. */
  files?: Record<string, string>;
  folders?: string[];
  /** Run to its end before the server. */
  prepare?: readonly (readonly string[])[];
  /** Stays in the foreground. */
  command: readonly string[];
};

export type RealServer = {
  name: string;
  debianPackage: string;
  /** Paths that must be there, some of them of further packages. */
  needs: readonly string[];
  needsRoot?: boolean;
  protocols: readonly StartTlsProtocol[];
  plan: (at: Place) => Plan;
};

type Place = {
  folder: string;
  /** Names of those that it runs as. */
  user: string;
  group: string;
  /** Switched on, or off. */
  tls: boolean;
  port: (protocol: StartTlsProtocol) => number;
};

const lines = (...all: readonly (string | false)[]) => `${all.filter((one) => one !== false).join('\n')}\n`;
const newestPostgresql =
  ['18', '17', '16', '15'].map((one) => `/usr/lib/postgresql/${one}/bin`).find((path) => existsSync(path)) ??
  '/usr/lib/postgresql/15/bin';

export const realServers: readonly RealServer[] = [
  {
    name: 'Postfix',
    debianPackage: 'postfix',
    needs: ['/usr/sbin/postfix'],
    // Its master gives each process its own rights.
    needsRoot: true,
    protocols: ['smtp'],
    plan: ({ folder, tls, port }) => ({
      folders: ['etc', 'queue', 'data'],
      files: {
        'etc/main.cf': lines(
          'compatibility_level = 3.6',
          `queue_directory = ${folder}/queue`,
          `data_directory = ${folder}/data`,
          'mail_owner = postfix',
          'setgid_group = postdrop',
          `myhostname = mail.${domain}`,
          'inet_interfaces = 127.0.0.1',
          'inet_protocols = ipv4',
          `smtpd_tls_security_level = ${tls ? 'may' : 'none'}`,
          `smtpd_tls_cert_file = ${folder}/cert.pem`,
          `smtpd_tls_key_file = ${folder}/key.pem`,
          'alias_maps =',
          'alias_database =',
        ),
        'etc/master.cf': lines(
          `127.0.0.1:${port('smtp')} inet n - n - - smtpd`,
          'cleanup unix n - n - 0 cleanup',
          'rewrite unix - - n - - trivial-rewrite',
          'tlsmgr unix - - n 1000? 1 tlsmgr',
          'proxymap unix - - n - - proxymap',
          'anvil unix - - n - 1 anvil',
        ),
      },
      prepare: [
        ['chown', 'postfix', `${folder}/data`],
        ['postfix', '-c', `${folder}/etc`, 'check'],
      ],
      command: ['/usr/lib/postfix/sbin/master', '-c', `${folder}/etc`, '-d'],
    }),
  },
  {
    name: 'Dovecot',
    debianPackage: 'dovecot-imapd, dovecot-pop3d, dovecot-lmtpd and dovecot-managesieved',
    needs: ['imap-login', 'pop3-login', 'lmtp', 'managesieve-login'].map((one) => `/usr/lib/dovecot/${one}`),
    protocols: ['imap', 'pop3', 'lmtp', 'sieve'],
    plan: ({ folder, user, group, tls, port }) => ({
      folders: ['run', 'state'],
      files: {
        'dovecot.conf': lines(
          `base_dir = ${folder}/run`,
          `state_dir = ${folder}/state`,
          'log_path = /dev/stderr',
          'listen = 127.0.0.1',
          'protocols = imap pop3 lmtp sieve',
          `ssl = ${tls ? 'yes' : 'no'}`,
          `ssl_cert = <${folder}/cert.pem`,
          `ssl_key = <${folder}/key.pem`,
          `default_login_user = ${user}`,
          `default_internal_user = ${user}`,
          `default_internal_group = ${group}`,
          'passdb {\n driver = static\n args = password=none\n}',
          `userdb {\n driver = static\n args = uid=65534 gid=65534 home=${folder}\n}`,
          'service anvil {\n chroot =\n}',
          `service imap-login {\n chroot =\n inet_listener imap {\n port = ${port('imap')}\n }\n inet_listener imaps {\n port = 0\n }\n}`,
          `service pop3-login {\n chroot =\n inet_listener pop3 {\n port = ${port('pop3')}\n }\n inet_listener pop3s {\n port = 0\n }\n}`,
          `service managesieve-login {\n chroot =\n inet_listener sieve {\n port = ${port('sieve')}\n }\n}`,
          `service lmtp {\n user = ${user}\n inet_listener lmtp {\n address = 127.0.0.1\n port = ${port('lmtp')}\n }\n}`,
        ),
      },
      command: ['/usr/sbin/dovecot', '-F', '-c', `${folder}/dovecot.conf`],
    }),
  },
  {
    name: 'OpenLDAP',
    debianPackage: 'slapd',
    needs: ['/usr/sbin/slapd'],
    protocols: ['ldap'],
    plan: ({ folder, tls, port }) => ({
      files: {
        'slapd.conf': lines(
          `pidfile ${folder}/slapd.pid`,
          tls && `TLSCertificateFile ${folder}/cert.pem`,
          tls && `TLSCertificateKeyFile ${folder}/key.pem`,
        ),
      },
      command: [
        '/usr/sbin/slapd',
        '-d',
        '0',
        '-h',
        `ldap://127.0.0.1:${port('ldap')}/`,
        '-f',
        `${folder}/slapd.conf`,
      ],
    }),
  },
  {
    name: 'vsftpd',
    debianPackage: 'vsftpd',
    needs: ['/usr/sbin/vsftpd'],
    protocols: ['ftp'],
    plan: ({ folder, tls, port }) => ({
      folders: ['empty'],
      files: {
        'vsftpd.conf': lines(
          'background=NO',
          'listen=YES',
          'listen_address=127.0.0.1',
          `listen_port=${port('ftp')}`,
          'run_as_launching_user=YES',
          `secure_chroot_dir=${folder}/empty`,
          'anonymous_enable=YES',
          'seccomp_sandbox=NO',
          `ssl_enable=${tls ? 'YES' : 'NO'}`,
          tls && `rsa_cert_file=${folder}/cert.pem`,
          tls && `rsa_private_key_file=${folder}/key.pem`,
        ),
      },
      command: ['/usr/sbin/vsftpd', `${folder}/vsftpd.conf`],
    }),
  },
  {
    name: 'PostgreSQL',
    debianPackage: 'postgresql',
    needs: [`${newestPostgresql}/postgres`],
    protocols: ['postgresql'],
    plan: ({ folder, tls, port }) => ({
      prepare: [[`${newestPostgresql}/initdb`, '-N', '-A', 'trust', '--locale=C', '-D', `${folder}/data`]],
      command: [
        `${newestPostgresql}/postgres`,
        '-D',
        `${folder}/data`,
        '-p',
        String(port('postgresql')),
        ...[
          'listen_addresses=127.0.0.1',
          `unix_socket_directories=${folder}`,
          `ssl=${tls ? 'on' : 'off'}`,
          `ssl_cert_file=${folder}/cert.pem`,
          `ssl_key_file=${folder}/key.pem`,
        ].flatMap((one) => ['-c', one]),
      ],
    }),
  },
  {
    name: 'MariaDB',
    debianPackage: 'mariadb-server',
    needs: ['/usr/sbin/mariadbd', '/usr/bin/mariadb-install-db'],
    protocols: ['mysql'],
    plan: ({ folder, user, tls, port }) => ({
      prepare: [
        [
          '/usr/bin/mariadb-install-db',
          '--no-defaults',
          `--datadir=${folder}/data`,
          `--user=${user}`,
          '--auth-root-authentication-method=normal',
          '--skip-test-db',
        ],
      ],
      command: [
        '/usr/sbin/mariadbd',
        '--no-defaults',
        `--datadir=${folder}/data`,
        '--bind-address=127.0.0.1',
        `--port=${port('mysql')}`,
        `--socket=${folder}/socket`,
        `--pid-file=${folder}/pid`,
        ...(tls ? [`--ssl-cert=${folder}/cert.pem`, `--ssl-key=${folder}/key.pem`] : ['--skip-ssl']),
      ],
    }),
  },
  {
    name: 'Prosody',
    debianPackage: 'prosody and lua-sec',
    needs: ['/usr/bin/prosody', '/usr/share/lua/5.4/ssl.lua'],
    protocols: ['xmpp', 'xmpp-server'],
    plan: ({ folder, tls, port }) => ({
      folders: ['data'],
      files: {
        'prosody.cfg.lua': lines(
          `pidfile = "${folder}/pid"`,
          `data_path = "${folder}/data"`,
          'interfaces = { "127.0.0.1" }',
          `c2s_ports = { ${port('xmpp')} }`,
          `s2s_ports = { ${port('xmpp-server')} }`,
          `modules_enabled = { "saslauth"; "dialback"${tls ? '; "tls"' : ''} }`,
          'modules_disabled = { "s2s_auth_certs" }',
          's2s_require_encryption = false',
          'c2s_require_encryption = false',
          'authentication = "internal_hashed"',
          'log = { info = "*console" }',
          `ssl = { certificate = "${folder}/cert.pem"; key = "${folder}/key.pem" }`,
          `VirtualHost "${domain}"`,
        ),
      },
      command: ['/usr/bin/prosody', '--config', `${folder}/prosody.cfg.lua`, '-F'],
    }),
  },
  {
    name: 'xrdp',
    debianPackage: 'xrdp',
    needs: ['/usr/sbin/xrdp'],
    protocols: ['rdp'],
    plan: ({ folder, tls, port }) => ({
      files: {
        'xrdp.ini': lines(
          '[Globals]',
          'ini_version=1',
          'fork=true',
          `port=tcp://127.0.0.1:${port('rdp')}`,
          `security_layer=${tls ? 'tls' : 'rdp'}`,
          `certificate=${folder}/cert.pem`,
          `key_file=${folder}/key.pem`,
          '[Logging]',
          `LogFile=${folder}/xrdp.log`,
          'LogLevel=INFO',
        ),
      },
      command: ['/usr/sbin/xrdp', '--nodaemon', '--config', `${folder}/xrdp.ini`],
    }),
  },
];

/** Why a server cannot be started here; null when it can. */
export function whyNot({ name, debianPackage, needs, needsRoot }: RealServer): string | null {
  const missing = needs.find((path) => !existsSync(path));
  if (missing !== undefined) return `${name}: ${missing} is missing; install ${debianPackage}`;
  if (needsRoot && process.getuid?.() !== 0) return `${name} is started by root only`;
  return null;
}

export type RunningServer = {
  port: (protocol: StartTlsProtocol) => number;
  log: () => string;
  stop: () => Promise<void>;
};

/** Starts it with a configuration of its own, on free loopback ports, as `nobody` where the test runs as root. */
export async function startRealServer(
  server: RealServer,
  folder: string,
  certificate: KeyAndCertificate,
  tls: boolean,
): Promise<RunningServer> {
  const owner = ownerOf(server);
  const ports = new Map<StartTlsProtocol, number>();
  for (const protocol of server.protocols) ports.set(protocol, await freePort());
  const port = (protocol: StartTlsProtocol) => ports.get(protocol) ?? 0;
  const plan = server.plan({ folder, ...owner, tls, port });
  const give = (path: string, mode: number) => {
    chmodSync(path, mode);
    if (owner.ids.uid !== undefined) chownSync(path, owner.ids.uid, owner.ids.gid);
  };
  give(folder, 0o755);
  for (const name of plan.folders ?? []) {
    mkdirSync(join(folder, name));
    give(join(folder, name), 0o755);
  }
  const files = { ...plan.files, 'cert.pem': certificate.cert, 'key.pem': certificate.key };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
    give(join(folder, name), name === 'key.pem' ? 0o600 : 0o644);
  }
  const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder, LC_ALL: 'C', TMPDIR: folder };
  const options = { cwd: folder, env: environment, ...owner.ids };
  for (const [program = '', ...args] of plan.prepare ?? []) {
    const done = spawnSync(program, args, { ...options, encoding: 'utf8' });
    const { status, error, stdout, stderr } = done;
    if (status !== 0) throw new Error(`${program}: ${error?.message ?? ''}${stdout}${stderr}`);
  }
  const [program = '', ...args] = plan.command;
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-20_000)));
  }
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGTERM');
    if (await Promise.race([ended.then(() => true), delay(10_000, false)])) return;
    child.kill('SIGKILL');
    await ended;
  };
  for (const one of ports.values()) {
    if (await isOpened(one, () => child.exitCode !== null)) continue;
    await stop();
    throw new Error(`${server.name} does not listen: ${log}`);
  }
  return { port, log: () => log, stop };
}

/** Several of them refuse to run as root, the others need not. */
function ownerOf({ needsRoot }: RealServer) {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || needsRoot) return { user: 'root', group: 'root', ids: {} };
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .match(/^nobody:.*$/m)?.[0]
      .split(':') ?? [];
  return { user: 'nobody', group: 'nogroup', ids: { uid: Number(uid), gid: Number(gid) } };
}

async function isOpened(port: number, isOver: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 300 && !isOver(); tries += 1) {
    const socket = connect({ host: '127.0.0.1', port });
    const opened = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
      once(socket, 'close').then(
        () => false,
        () => false,
      ),
    ]);
    socket.destroy();
    if (opened) return true;
    await delay(100);
  }
  return false;
}
