import { ProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptText } from './dialect.ts';
import type { Answers } from './dialect.ts';
import { dialects, within } from './probe.ts';
import { deviceFamilies, NetworkDevice } from './schema.ts';
import type { DeviceFamily } from './schema.ts';

const secret = 'S3cr3t/Pl4nted';

/** Lines of real configurations with a secret in every place where one may stand, and in some where it may not. */
const planted: Record<DeviceFamily, string> = {
  ios: `hostname edge1
enable secret 9 ${secret}
enable password ${secret}
enable password 7 ${secret}
username admin privilege 15 secret 9 ${secret}
username admin password 0 ${secret}
username admin one-time secret 5 ${secret}
key chain EIGRP
 key 1
  key-string 7 ${secret}
crypto isakmp key ${secret} address 192.0.2.1
crypto ikev2 keyring K
 peer P
  pre-shared-key local ${secret}
snmp-server community ${secret} RO 10
snmp-server host 192.0.2.1 version 2c ${secret}
snmp-server user u g v3 auth sha ${secret} priv aes 128 ${secret}
tacacs-server key 7 ${secret}
radius server R
 key 7 ${secret}
ntp authentication-key 1 md5 ${secret} 7
ntp server 192.0.2.1 key 1
interface Gi0/0
 description ${secret}
 ip ospf message-digest-key 1 md5 7 ${secret}
 ppp chap password 7 ${secret}
 standby 1 authentication ${secret}
line vty 0 4
 password 7 ${secret}
 password ${secret}
banner motd ^C
 password is ${secret}
${secret}
^C
access-list 10 remark ${secret}
ip http authentication ${secret}
wpa-psk ascii 0 ${secret}
logging host 192.0.2.1 transport tls profile ${secret}
end`,
  junos: `set system root-authentication encrypted-password "$6$${secret}"
set system login user a authentication encrypted-password "$1$${secret}" ## SECRET-DATA
set system login user a authentication ssh-rsa "ssh-rsa ${secret}"
set system login user a full-name ${secret}
set system radius-server 192.0.2.1 secret "$9$${secret}"
set system tacplus-server 192.0.2.1 secret ${secret}
set system ntp authentication-key 1 type md5 value "${secret}"
set system ntp server 192.0.2.1 key ${secret}
set system services webapi user x password "${secret}"
set system login message "${secret}"
set snmp community ${secret} authorization read-only
set snmp community "${secret}"
set snmp v3 usm local-engine user u authentication-sha authentication-password ${secret}
set security ike policy P pre-shared-key ascii-text "$9$${secret}"
set protocols bgp group G authentication-key "$9$${secret}"
set interfaces ge-0/0/0 description ${secret}
set interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/24 vrrp-group 1 authentication-key ${secret}
set access profile P client c chap-secret ${secret}
deactivate system radius-server 192.0.2.1 secret ${secret}
deactivate system login user a authentication encrypted-password "${secret}"
deactivate snmp community ${secret}`,
  rtx: `login password ${secret}
login password encrypted ${secret}
administrator password ${secret}
login user a ${secret}
login user b encrypted ${secret}
user attribute a connection=ssh name=${secret}
description lan1 ${secret}
pp select 1
 pp auth myname ${secret} ${secret}
 pp auth username u ${secret}
ipsec ike pre-shared-key 1 text ${secret}
snmp community read-only ${secret}
snmp host 192.0.2.1 ${secret}
snmpv3 usm user 1 u sha ${secret} aes128-cfb ${secret}
sshd host key generate ${secret}
radius secret ${secret}
l2tp tunnel auth on a ${secret}
schedule at 1 */* 04:00 * ntpdate 192.0.2.1 ${secret}
netvolante-dns auth username ${secret}`,
  fortios: `config system admin
    edit "admin"
        set password ENC SH2${secret}
        set password ${secret}
        set ssh-public-key1 "ssh-rsa ${secret}"
        set comments "${secret}"
    next
end
config system snmp community
    edit 1
        set name "${secret}"
    next
end
config system interface
    edit "wan1"
        set password ENC ${secret}
        set pppoe-username "${secret}"
        set description "${secret}"
    next
end
config vpn ipsec phase1-interface
    edit "v"
        set psksecret ENC ${secret}
        set psksecret ${secret}
    next
end
config system ntp
    config ntpserver
        edit 1
            set server "192.0.2.1"
            set key ENC ${secret}
        next
    end
end
config log syslogd setting
    set certificate "${secret}"
end
config user local
    edit "u"
        set passwd ENC ${secret}
    next
end
        set private-key "-----BEGIN ENCRYPTED PRIVATE KEY-----
${secret}
-----END ENCRYPTED PRIVATE KEY-----"`,
};

describe.each(deviceFamilies)('%s', (family) => {
  const dialect = dialects[family];

  test('keeps no planted secret', () => {
    const lines = planted[family].split('\n').filter((line) => line.includes('S3cr3t'));
    expect(lines.length).toBeGreaterThan(10);
    for (const line of planted[family].split('\n')) {
      expect(keptText(dialect, line), line.replaceAll(secret, '*')).not.toContain('S3cr3t');
    }
    expect(keptText(dialect, planted[family])).not.toContain('S3cr3t');
  });

  test('any text gives facts or unparsable', () => {
    const word = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom(...planted[family].split('\n')),
      fc.constantFrom('end', '! end', 'next', '# RTX1220 Rev.1', 'deactivate system', 'edit "a', 'config a'),
    );
    const answer = fc.option(fc.array(word, { maxLength: 40 }).map((lines) => lines.join('\n')));
    fc.assert(
      fc.property(fc.array(answer, { minLength: 9, maxLength: 9 }), fc.boolean(), (texts, isKept) => {
        const answers: Answers = new Map(
          dialect.commands.map((command, place) => {
            const text = texts[place] ?? null;
            return [command, text === null || !isKept ? text : keptText(dialect, text)];
          }),
        );
        try {
          const data = { ...within(dialect.parse(answers)), family, weakAlgorithms: [] };
          expect(NetworkDevice.safeParse(data).error).toBeUndefined();
        } catch (error) {
          if (!(error instanceof ProbeError)) throw error;
          expect(['unparsable', 'permission-denied', 'unsupported']).toContain(error.code);
        }
      }),
    );
  });

  test('a long line takes no long time', () => {
    const startedAt = performance.now();
    for (const line of planted[family].split('\n')) {
      for (const more of [' a', ' *', ' 1', '-', ' "a"']) {
        keptText(dialect, line + more.repeat(480 / more.length));
      }
    }
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
