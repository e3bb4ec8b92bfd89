import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';

/** A protocol that sends passwords or data in clear, or asks for no proof of who speaks. */
export type Insecure = {
  name: string;
  why: Text;
  /** Whatever listens there speaks it; `unless`: programs for which the port is usual as well. */
  ports: readonly { protocol: 'tcp' | 'udp'; from: number; to: number; unless?: readonly string[] }[];
  /** Programs that speak nothing else, wherever they listen. */
  programs: readonly string[];
  /** Units and services by their name without the ending. */
  services: readonly string[];
};

const clear = text('パスワードや内容が平文で流れる', 'passwords and contents are sent in clear');
const trusting = text('相手を確かめずに信用する', 'trusts others without proof');
const telling = text('利用者や機器の情報を誰にでも教える', 'tells anybody about users and the machine');
const abused = text('他者への攻撃の踏み台にされる', 'is abused to attack others');

/**
 * CIS Benchmarks (Debian 12, RHEL 9: 2.1 and 2.2; Windows: system services; macOS: 2.3) and NIST SP 800-123 6.2,
 * `remove or disable unnecessary services`; ports by the IANA registry of service names.
 */
export const insecureServices: readonly Insecure[] = [
  {
    name: 'telnet',
    why: clear,
    ports: [{ protocol: 'tcp', from: 23, to: 23 }],
    programs: ['telnetd', 'in.telnetd', 'tlntsvr', 'telnetd-ssl'],
    services: ['telnet', 'telnetd', 'inetutils-telnetd', 'tlntsvr', 'com.apple.telnetd'],
  },
  {
    name: 'rlogin, rsh, rexec',
    why: trusting,
    ports: [
      { protocol: 'tcp', from: 512, to: 513 },
      {
        protocol: 'tcp',
        from: 514,
        to: 514,
        unless: ['rsyslogd', 'syslog-ng', 'syslogd', 'fluentd', 'fluent-bit'],
      },
    ],
    programs: ['in.rlogind', 'in.rshd', 'in.rexecd', 'rlogind', 'rshd', 'rexecd'],
    services: ['rlogin', 'rsh', 'rexec', 'com.apple.rlogind', 'com.apple.rshd', 'com.apple.rexecd'],
  },
  {
    name: 'FTP',
    why: clear,
    ports: [{ protocol: 'tcp', from: 21, to: 21 }],
    programs: ['vsftpd', 'proftpd', 'pure-ftpd', 'in.ftpd', 'ftpd'],
    services: ['vsftpd', 'proftpd', 'pure-ftpd', 'ftpsvc', 'msftpsvc', 'com.apple.ftpd'],
  },
  {
    name: 'TFTP',
    why: trusting,
    ports: [{ protocol: 'udp', from: 69, to: 69 }],
    programs: ['in.tftpd', 'tftpd', 'atftpd', 'tftpd32', 'tftpd64'],
    services: ['tftp', 'tftpd-hpa', 'tftpd', 'atftpd', 'com.apple.tftpd'],
  },
  {
    name: 'finger',
    why: telling,
    ports: [{ protocol: 'tcp', from: 79, to: 79 }],
    programs: ['in.fingerd', 'fingerd'],
    services: ['finger', 'com.apple.fingerd'],
  },
  {
    name: 'talk',
    why: telling,
    ports: [{ protocol: 'udp', from: 517, to: 518 }],
    programs: ['in.talkd', 'in.ntalkd', 'talkd'],
    services: ['talk', 'ntalk', 'com.apple.ntalkd'],
  },
  {
    name: 'NIS',
    why: trusting,
    ports: [],
    programs: ['ypserv', 'ypbind', 'rpc.yppasswdd', 'rpc.ypxfrd'],
    services: ['ypserv', 'ypbind', 'yppasswdd', 'ypxfrd', 'nis'],
  },
  {
    name: 'X11',
    why: clear,
    ports: [],
    programs: ['xorg', 'x', 'xwayland', 'xvfb', 'xwin', 'xming', 'vcxsrv'],
    services: [],
  },
  {
    name: 'echo, discard, daytime, chargen',
    why: abused,
    ports: [7, 9, 13, 17, 19].flatMap((port) => [
      { protocol: 'tcp', from: port, to: port } as const,
      { protocol: 'udp', from: port, to: port } as const,
    ]),
    programs: ['tcpsvcs'],
    services: [
      'simptcp',
      'chargen-dgram',
      'chargen-stream',
      'echo-dgram',
      'echo-stream',
      'daytime-dgram',
      'daytime-stream',
      'discard-dgram',
      'discard-stream',
    ],
  },
];
