import { having, recorded, saying } from '../machine.ts';
import type { WrongMachine } from '../machine.ts';

const linux = recorded('host-firewall', 'linux-nft-allow-all');
const windows = recorded('host-firewall', 'windows-allow-all-rule');
const rules =
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules';

/** Firewalls that are on and let everything in. */
export const firewall: readonly WrongMachine[] = [
  {
    name: 'nftables with a policy of drop and a rule that accepts every new connection',
    wrong: linux,
    repaired: saying(linux, 'commands', 'nft -j list ruleset', [
      '"right": "new"}}, {"accept": null}',
      '"right": "new"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 443}}, {"accept": null}',
    ]),
    judged: {
      'host-firewall-active': { wrong: ['fail', 'allow-all-rule'], repaired: ['pass', 'refusing'] },
    },
  },
  {
    name: "Windows' firewall with a rule that allows everything",
    wrong: windows,
    repaired: having(windows, {
      registry: {
        [rules]: recorded('host-firewall', 'windows-default').recording.registry[rules],
      },
    }),
    judged: {
      'host-firewall-active': { wrong: ['fail', 'allow-all-rule'], repaired: ['pass', 'refusing'] },
    },
  },
];
