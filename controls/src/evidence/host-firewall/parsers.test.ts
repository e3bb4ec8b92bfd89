import { ProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIptablesSave } from './iptables-save.ts';
import { parseGlobalState } from './macos.ts';
import { parseNft } from './nft-json.ts';
import { fateOf } from './ruleset.ts';
import { openRuleOf } from './windows-rules.ts';
import { parseActive } from './windows.ts';

describe('iptables', () => {
  const fate = (policy: string, ...rules: string[]) =>
    fateOf(
      parseIptablesSave(`*filter\n:INPUT ${policy} [0:0]\n:own - [0:0]\n${rules.join('\n')}\nCOMMIT\n`)
        .ruleset,
    ).unmatched;

  test.each([
    ['ACCEPT', [], 'accepted'],
    ['DROP', [], 'blocked'],
    ['DROP', ['-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT'], 'blocked'],
    ['DROP', ['-A INPUT -p tcp -m tcp --dport 1:65535 -j ACCEPT'], 'accepted'],
    ['DROP', ['-A INPUT -p tcp -m multiport --dports 22,443 -j ACCEPT'], 'blocked'],
    ['DROP', ['-A INPUT -p tcp -m tcp ! --dport 23 -j ACCEPT'], 'accepted'],
    ['DROP', ['-A INPUT -j ACCEPT'], 'accepted'],
    ['DROP', ['-A INPUT -i lo -j ACCEPT'], 'blocked'],
    ['DROP', ['-A INPUT ! -i lo -j ACCEPT'], 'accepted'],
    ['DROP', ['-A INPUT -s 10.0.0.0/8 -j ACCEPT'], 'blocked'],
    ['DROP', ['-A INPUT -s 0.0.0.0/1 -j ACCEPT', '-A INPUT -s 128.0.0.0/1 -j ACCEPT'], 'accepted'],
    ['DROP', ['-A INPUT -p tcp -m tcp --sport 80 -j ACCEPT'], 'accepted'],
    ['DROP', ['-A INPUT -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT'], 'accepted'],
    ['DROP', ['-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'], 'blocked'],
    ['DROP', ['-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT'], 'accepted'],
    ['DROP', ['-A INPUT -m comment --comment "let \\"all\\" in" -j ACCEPT'], 'accepted'],
    ['DROP', ['-A INPUT -m mark --mark 0x1 -j ACCEPT'], 'undecided'],
    ['DROP', ['-A INPUT -j own', '-A own -j ACCEPT'], 'accepted'],
    ['DROP', ['-A INPUT -j own', '-A own -j own'], 'undecided'],
    ['DROP', ['-A INPUT -j NFQUEUE --queue-num 0'], 'undecided'],
    ['ACCEPT', ['-A INPUT -p tcp -j REJECT --reject-with tcp-reset', '-A INPUT -j REJECT'], 'blocked'],
    ['ACCEPT', ['-A INPUT -i eth0 -j DROP'], 'undecided'],
    ['ACCEPT', ['-A INPUT -i eth0 -j RETURN', '-A INPUT -j DROP'], 'undecided'],
    ['ACCEPT', ['-A INPUT -j RETURN', '-A INPUT -j DROP'], 'accepted'],
    ['ACCEPT', ['-A INPUT -j LOG', '-A INPUT -j DROP'], 'blocked'],
  ])('%s %j: %s', (policy, rules, expected) => {
    expect(fate(policy, ...rules)).toBe(expected);
  });

  test('a drop in an earlier table is enough', () => {
    const save = '*raw\n:PREROUTING DROP [0:0]\nCOMMIT\n*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n';
    expect(fateOf(parseIptablesSave(save).ruleset).unmatched).toBe('blocked');
  });

  test('ports that are handed on, but not those of the machine itself', () => {
    const nat =
      '*nat\n:DOCKER - [0:0]\n-A DOCKER ! -i docker0 -p udp -m udp --dport 53 -j DNAT --to-destination 172.17.0.2:53\n' +
      '-A DOCKER -d 127.0.0.1/32 ! -i docker0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 172.17.0.3:80\nCOMMIT\n';
    expect(parseIptablesSave(nat).forwarded).toEqual([{ protocol: 'udp', ports: '53' }]);
  });
});

test('a table that sleeps does nothing', () => {
  const chain = {
    family: 'inet',
    table: 't',
    name: 'c',
    type: 'filter',
    hook: 'input',
    prio: 0,
    policy: 'drop',
  };
  const fate = (flags?: string) =>
    fateOf(
      parseNft(JSON.stringify({ nftables: [{ table: { family: 'inet', name: 't', flags } }, { chain }] }))
        .ipv4,
    ).unmatched;
  expect([fate(), fate('dormant')]).toEqual(['blocked', 'accepted']);
});

describe('rules of Windows', () => {
  const rule = (...members: string[]) => `v2.31|Action=Allow|Active=TRUE|Dir=In|${members.join('|')}|`;
  test.each([
    [rule('Name=x'), 'x'],
    [rule('Protocol=6', 'Name=x'), 'x'],
    [rule('Protocol=1', 'Name=x'), null],
    [rule('Protocol=6', 'LPort=443', 'Name=x'), null],
    [rule('Protocol=6', 'LPort2_10=1-65535', 'Name=x'), 'x'],
    [rule('App=C:\\a.exe', 'Name=x'), null],
    [rule('RA4=LocalSubnet', 'Name=x'), null],
    [rule('RA4=0.0.0.0-255.255.255.255', 'Name=x'), 'x'],
    [rule('Profile=Domain', 'Name=x'), null],
    [rule('Profile=Domain', 'Profile=Public', 'Name=x'), 'x'],
    ['v2.31|Action=Block|Active=TRUE|Dir=In|Name=x|', null],
    ['v2.31|Action=Allow|Active=FALSE|Dir=In|Name=x|', null],
    ['v2.31|Action=Allow|Active=TRUE|Dir=Out|Name=x|', null],
    ['', null],
  ])('%s: %s', (text, expected) => {
    expect(openRuleOf(text, 'public')).toBe(expected);
  });
});

test.each(['', 'Firewall is enabled.', '(State = 7)'])('%j tells no state', (output) => {
  expect(() => parseGlobalState(output)).toThrow(expect.objectContaining({ code: 'unparsable' }));
});

describe('any input gives facts or unparsable', () => {
  const never = (parse: () => unknown) => {
    try {
      parse();
    } catch (error) {
      expect(error).toBeInstanceOf(ProbeError);
    }
  };
  const words = fc.constantFrom(
    '*filter\n',
    ':INPUT DROP [0:0]\n',
    ':own - [0:0]\n',
    '-A INPUT ',
    '-A own ',
    '-j own\n',
    '-j ACCEPT\n',
    '! -i ',
    '--dport 1:',
    '"',
    '\n',
    'COMMIT\n',
  );

  test('iptables-save', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string())), (parts) =>
        never(() => fateOf(parseIptablesSave(parts.join('')).ruleset)),
      ),
    );
  });

  test('nft', () => {
    const match = fc.record({
      op: fc.constantFrom('==', '!=', 'in'),
      left: fc.jsonValue(),
      right: fc.jsonValue(),
    });
    const expression = fc.oneof(
      fc.record({ match }),
      fc.record({ vmap: fc.jsonValue() }),
      fc.constant({ jump: { target: 'c' } }),
      fc.constant({ accept: null }),
      fc.dictionary(fc.string(), fc.jsonValue()),
    );
    const chain = {
      family: 'inet',
      table: 't',
      name: 'c',
      type: 'filter',
      hook: 'input',
      prio: 0,
      policy: 'drop',
    };
    const rules = fc.array(
      fc.array(expression).map((expr) => ({ rule: { family: 'inet', table: 't', chain: 'c', expr } })),
    );
    fc.assert(
      fc.property(rules, (list) =>
        never(() => fateOf(parseNft(JSON.stringify({ nftables: [{ chain }, ...list] })).ipv6)),
      ),
    );
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => never(() => parseNft(text))));
  });

  test('the answer of Windows', () => {
    fc.assert(fc.property(fc.array(fc.jsonValue()), (data) => never(() => parseActive(data))));
    fc.assert(fc.property(fc.string(), (rule) => never(() => openRuleOf(rule, 'public'))));
  });
});
