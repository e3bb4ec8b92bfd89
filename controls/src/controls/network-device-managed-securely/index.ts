import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { networkDevice } from '../../evidence/network-device/index.ts';
import { defineControl } from '../define.ts';

export const networkDeviceManagedSecurely = defineControl({
  id: 'network-device-managed-securely',
  title: text(
    'ネットワーク機器が安全な方法だけで管理される',
    'The network device is managed by secure ways only',
  ),
  description: text(
    '機器の遠隔管理が、暗号化されたSSHバージョン2など（telnet・HTTP・SSHバージョン1・古い暗号を除く）に限られ、接続元のアドレスが絞られ、操作がなければ切れることと、推測できる名前のSNMPコミュニティーがないことを確かめる。',
    'Remote management of the device is limited to encrypted ways such as SSH version 2 (no telnet, HTTP, SSH version 1 or old ciphers) and to named addresses, ends when nobody works, and no SNMP community has a name that can be guessed.',
  ),
  needs: { device: networkDevice },
  params: z.object({ maxIdleMinutes: z._default(z.int().check(z.minimum(1)), 10) }),
  parameters: {
    maxIdleMinutes: {
      unit: 'minutes',
      meaning: text(
        '操作がないときに切れるまでの最長の時間',
        'Longest time without work until a session ends',
      ),
      source: text(
        '製品の既定値（CIS Cisco IOS XE Benchmarkのexec-timeoutは10分以内）',
        "The product's default (CIS Cisco IOS XE Benchmark, exec-timeout of 10 minutes or less)",
      ),
    },
  },
  reasons: {
    secure: text('安全な方法だけで管理される。', 'It is managed by secure ways only.'),
    telnet: text('telnetなど暗号化されない方法で入れる。', 'Telnet or another way in clear is open.'),
    http: text('暗号化されないHTTPで管理できる。', 'It can be managed over HTTP in clear.'),
    'ssh-version-1': text('SSHバージョン1を受け付ける。', 'It takes SSH version 1.'),
    'weak-algorithms': text('SSHの古い暗号でしか接続できない。', 'SSH to it needs old algorithms.'),
    'default-community': text(
      'SNMPコミュニティーの名前が推測できる。',
      'The name of an SNMP community can be guessed.',
    ),
    unrestricted: text('どのアドレスからも管理できる。', 'It can be managed from any address.'),
    'no-idle-limit': text(
      '操作がなくても切れないか、切れるまでが長い。',
      'Sessions without work do not end, or too late.',
    ),
    'not-told': text(
      '設定に現れない既定値があり、判断できない。明示して設定する。',
      'A default that the configuration does not show decides. Set it explicitly.',
    ),
  },
  remediation: {
    'network-device': text(
      'Cisco: `line vty` に `transport input ssh`、`access-class 一覧 in`、`exec-timeout 10 0`。`ip ssh version 2`、`no ip http server`。Junos: `delete system services telnet`、`set system services ssh protocol-version v2`、lo0の入力フィルター、`set system login class 名前 idle-timeout 10`。RTX: `telnetd service off`、`httpd service off`、`sshd service on`、`sshd host アドレス`、`login timer 300`。FortiGate: `set admin-telnet disable`、`set admintimeout 10`、各管理者に `set trusthost1`、`allowaccess` から http と telnet を除く。SNMPはバージョン3にする。',
      'Cisco: in `line vty` `transport input ssh`, `access-class LIST in`, `exec-timeout 10 0`; `ip ssh version 2`, `no ip http server`. Junos: `delete system services telnet`, `set system services ssh protocol-version v2`, an input filter on lo0, `set system login class NAME idle-timeout 10`. RTX: `telnetd service off`, `httpd service off`, `sshd service on`, `sshd host ADDRESS`, `login timer 300`. FortiGate: `set admin-telnet disable`, `set admintimeout 10`, `set trusthost1` for each administrator, no http and telnet in `allowaccess`. Use SNMP version 3.',
    ),
  },
  evaluate({ device: { management, weakAlgorithms } }, { maxIdleMinutes }) {
    const { telnet, http, sshVersion1, restricted, idleSeconds, communities, defaultCommunities } =
      management;
    const expected = text(
      `SSHバージョン2など暗号化された方法だけ、接続元を限定、${maxIdleMinutes}分以内に切断`,
      `encrypted ways only, from named addresses, ended within ${maxIdleMinutes} minutes`,
    );
    const words = [
      `telnet=${word(telnet)}`,
      `http=${word(http)}`,
      `ssh1=${word(sshVersion1)}`,
      `restricted=${word(restricted)}`,
      `idle=${idleSeconds === null ? '?' : `${idleSeconds}s`}`,
      `snmp=${communities}`,
      ...weakAlgorithms,
    ].join(' ');
    const observed = text(words, words);
    const fail = (reason: string) => ({ outcome: 'fail' as const, reason, observed, expected });
    if (telnet === true) return fail('telnet');
    if (http === true) return fail('http');
    if (sshVersion1 === true) return fail('ssh-version-1');
    if (weakAlgorithms.length > 0) return fail('weak-algorithms');
    if (defaultCommunities > 0) return fail('default-community');
    if (restricted === false) return fail('unrestricted');
    if (idleSeconds !== null && (idleSeconds === 0 || idleSeconds > maxIdleMinutes * 60)) {
      return fail('no-idle-limit');
    }
    return [telnet, http, sshVersion1, restricted, idleSeconds].includes(null)
      ? { outcome: 'unknown', reason: 'not-told', observed, expected }
      : { outcome: 'pass', reason: 'secure', observed, expected };
  },
});

function word(state: boolean | null): string {
  if (state === null) return '?';
  return state ? 'on' : 'off';
}
