import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLaunchctlList } from '../launchd.ts';
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
import { destinationOf } from './destination.ts';
import { includesOfRsyslog, parseRsyslog } from './rsyslog.ts';
import { includesOfSyslogNg, parseSyslogNg } from './syslog-ng.ts';
import { parseSubscriptions } from './windows.ts';

describe('destinations', () => {
  test.each([
    ['192.0.2.1:6514', { address: '192.0.2.1', port: 6514 }],
    ['[2001:db8::1]:514', { address: '2001:db8::1', port: 514 }],
    ['2001:db8::1', { address: '2001:db8::1', port: null }],
    [
      'https://user:secret@log.example.jp:9200/path',
      { address: 'log.example.jp', port: 9200, transport: 'https' },
    ],
  ])('%s', (value, expected) => {
    expect(destinationOf(value, 'tcp')).toMatchObject(expected);
  });

  test('nothing is no destination', () => {
    expect([destinationOf('', 'tcp'), destinationOf(':514', 'tcp')]).toEqual([null, null]);
  });
});

describe('rsyslog', () => {
  test('one @ is UDP, two are TCP, options and IPv6 between', () => {
    const text =
      '*.* @192.0.2.1\nauth.* @@(o,z9)log.example.jp:6514;RSYSLOG_ForwardFormat\n& @@[2001:db8::1]:514\n';
    expect(parseRsyslog(text)).toEqual([
      { address: '192.0.2.1', port: 514, transport: 'udp' },
      { address: 'log.example.jp', port: 6514, transport: 'tcp' },
      { address: '2001:db8::1', port: 514, transport: 'tcp' },
    ]);
  });

  test('what is commented out, and mail addresses, are none', () => {
    expect(
      parseRsyslog('#*.* @@log.example.jp:514\n$ActionMailTo "root@example.jp"\n*.emerg :omusrmsg:*\n'),
    ).toEqual([]);
  });

  test('an action over several lines', () => {
    const text =
      '*.* action(type="omfwd"\n  # the log server\n  target="log.example.jp" port="6514" protocol="tcp"\n  StreamDriver="gtls" StreamDriverMode="1")\n';
    expect(parseRsyslog(text)).toEqual([{ address: 'log.example.jp', port: 6514, transport: 'tls' }]);
  });

  test('an action that writes a file sends nothing', () => {
    expect(parseRsyslog('action(type="omfile" file="/var/log/x")\n')).toEqual([]);
  });

  test('both forms of including', () => {
    expect(
      includesOfRsyslog(
        '$IncludeConfig /etc/rsyslog.d/*.conf\ninclude(file="/etc/x.conf" mode="optional")\n',
      ),
    ).toEqual(['/etc/rsyslog.d/*.conf', '/etc/x.conf']);
  });
});

describe('syslog-ng', () => {
  const destination =
    'destination d_net { network("log.example.jp" port(6514) transport("tls") tls(ca-dir("/etc/ca"))); };\n';

  test('a destination that is used', () => {
    expect(parseSyslogNg(`${destination}log { source(s_src); destination(d_net); };\n`)).toEqual([
      { address: 'log.example.jp', port: 6514, transport: 'tls' },
    ]);
  });

  test('one that nothing uses sends nothing', () => {
    expect(parseSyslogNg(`${destination}#log { source(s_src); destination(d_net); };\n`)).toEqual([]);
  });

  test('its own library is included without a folder', () => {
    expect(includesOfSyslogNg('@include "scl.conf"\n@include "/etc/syslog-ng/conf.d/*.conf"\n')).toEqual([
      'scl.conf',
      '/etc/syslog-ng/conf.d/*.conf',
    ]);
  });
});

describe('agents', () => {
  test('hosts of an output, in both forms, and of nothing else', () => {
    const text =
      'setup.kibana:\n  hosts: ["kibana.example.jp:5601"]\noutput.logstash:\n  hosts: ["a.example.jp:5044", \'b.example.jp:5044\']\n';
    expect(parseBeats(text).map(({ address }) => address)).toEqual(['a.example.jp', 'b.example.jp']);
    expect(parseBeats('output.elasticsearch:\n  hosts:\n    - https://a.example.jp:9200\n')).toMatchObject([
      { address: 'a.example.jp', port: 9200, transport: 'https' },
    ]);
  });

  test('several indexers of Splunk', () => {
    expect(parseSplunkOutputs('[tcpout:x]\nserver = a.example.jp:9997, b.example.jp:9997\n')).toHaveLength(2);
  });

  test('an output of Fluent Bit to the screen has no host', () => {
    expect(
      parseFluentBit(
        '[OUTPUT]\n    Name stdout\n[OUTPUT]\n    Name forward\n    Host a.example.jp\n    Port 24224\n',
      ),
    ).toEqual([{ address: 'a.example.jp', port: 24224, transport: 'tcp' }]);
  });

  test('servers of Fluentd', () => {
    expect(
      parseFluentd(
        '<match **>\n  @type forward\n  <server>\n    host a.example.jp\n    port 24224\n  </server>\n</match>\n',
      ),
    ).toMatchObject([{ address: 'a.example.jp', port: 24224 }]);
  });

  test('an output of NXLog into a file is none', () => {
    expect(
      parseNxlog(
        '<Output f>\n Module om_file\n File "x"\n</Output>\n<Output o>\n Module om_ssl\n Host log.example.jp:6514\n</Output>\n',
      ),
    ).toEqual([{ address: 'log.example.jp', port: 6514, transport: 'tls' }]);
  });

  test('a server of Wazuh that is commented out is none', () => {
    expect(
      parseOssecServers(
        '<client><!--<server><address>old</address></server>--><server><address>192.0.2.9</address></server></client>',
      ),
    ).toEqual([{ address: '192.0.2.9', port: 1514, transport: 'other' }]);
  });

  test('the state of Wazuh', () => {
    expect([
      parseOssecState("status='connected'\n"),
      parseOssecState("status='pending'\n"),
      parseOssecState(''),
    ]).toEqual([true, false, null]);
  });

  test('a subscription of Windows', () => {
    expect(
      parseSubscriptions(['Server=http://wec01.example.jp:5985/wsman/SubscriptionManager/WEC,Refresh=60']),
    ).toEqual([{ address: 'wec01.example.jp', port: 5985, transport: 'http' }]);
  });
});

describe('connections', () => {
  const line = '   1: 0A00020F:C350 010200C0:1972 01 00000000:00000000 02:000000 00000000  0 0 1 1 0\n';

  test('only a connection that stands, to the address and the port', () => {
    const connections = parseConnections(line + line.replace(' 01 0000', ' 02 0000'));
    expect(connections).toEqual([{ port: 6514, address: '192.0.2.1' }]);
    const to = (address: string, transport: 'tcp' | 'udp') => [{ address, port: 6514, transport }];
    expect(isConnected(to('192.0.2.1', 'tcp'), connections)).toBe(true);
    expect(isConnected(to('192.0.2.2', 'tcp'), connections)).toBe(false);
    expect(isConnected(to('log.example.jp', 'tcp'), connections)).toBe(true);
    expect(isConnected(to('192.0.2.1', 'udp'), connections)).toBeNull();
  });
});

test('services of macOS', () => {
  expect([...parseLaunchctlList('PID\tStatus\tLabel\n-\t0\tcom.apple.a\n312\t0\tcom.wazuh.agent\n')]).toEqual(
    [
      ['com.apple.a', false],
      ['com.wazuh.agent', true],
    ],
  );
});

test('any text gives a list', () => {
  const parsers: ((text: string) => unknown)[] = [
    parseRsyslog,
    includesOfRsyslog,
    parseSyslogNg,
    includesOfSyslogNg,
    parseBeats,
    parseSplunkOutputs,
    parseFluentBit,
    parseFluentd,
    parseNxlog,
    parseOssecServers,
    parseConnections,
    (text) => [...parseLaunchctlList(text)],
    (text) => parseSubscriptions([text]),
  ];
  const words = fc.constantFrom(
    '@@',
    'action(',
    '"',
    'destination d { network(',
    'log { destination(d) };',
    '<Output x>',
    'hosts:',
    '- ',
    '[OUTPUT]',
    'Host',
    '\n',
  );
  const text = fc.array(fc.oneof(words, fc.string()), { maxLength: 10 }).map((list) => list.join(' '));
  fc.assert(
    fc.property(text, fc.nat(parsers.length - 1), (input, index) => {
      expect(Array.isArray(parsers[index]?.(input))).toBe(true);
    }),
    { numRuns: 1500 },
  );
});
