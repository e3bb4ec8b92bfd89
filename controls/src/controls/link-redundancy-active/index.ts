import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { networkConfiguration } from '../../evidence/network-configuration/index.ts';
import { defineControl } from '../define.ts';
import { leftToPeople } from '../left-to-people.ts';

export const linkRedundancyActive = defineControl({
  id: 'link-redundancy-active',
  title: text('ネットワーク接続が冗長になっている', 'The network connection is redundant'),
  description: text(
    '1本の線やポートの故障で止まらないよう、束ねたリンク（ボンディング、チーミング）があり、そのうち2本以上が実際に働いていることを確かめる。仮想マシンではホスト側の冗長化を人が確かめる。',
    'So that one cable or port does not stop the machine, there is a team of links (bonding) and two or more of them carry traffic. For virtual machines a person checks the redundancy of their host.',
  ),
  needs: { network: networkConfiguration },
  params: z.object({
    minActiveLinks: z._default(z.int().check(z.minimum(2)), 2),
    unseenLeftToPeople: z._default(z.boolean(), false),
  }),
  parameters: {
    minActiveLinks: {
      unit: 'links',
      meaning: text('束のうち働いているべきリンクの数', 'Links of the team that have to carry traffic'),
      source: text(
        '製品の既定値（1本が切れても続く最小の数）',
        "The product's default: the least that survives one",
      ),
    },
    unseenLeftToPeople: leftToPeople(
      '束ねたリンクがないときは、ほかの手段を人が確かめる',
      'Where there is no team of links a person looks at other means',
    ),
  },
  reasons: {
    redundant: text('リンクは冗長である。', 'The links are redundant.'),
    'host-network': text('コンテナの接続はホストが決める。', "A container's links are those of its host."),
    'no-team': text('束ねたリンクがない。', 'There is no team of links.'),
    'link-down': text('束のうち働いているリンクが足りない。', 'Too few links of the team carry traffic.'),
    'not-told': text('リンクの状態が分からない。', 'The state of the links is not told.'),
  },
  remediation: {
    linux: text(
      '`nmcli connection add type bond` 又は netplan・ifcfg でボンディングを設定し、/proc/net/bonding で各リンクの MII Status が up であることを確かめる。',
      'Set up bonding with `nmcli connection add type bond`, netplan or ifcfg, and check in /proc/net/bonding that each link says MII Status: up.',
    ),
    windows: text(
      '`New-NetLbfoTeam` でチームを作り、`Get-NetLbfoTeamMember` で確かめる。Hyper-VのSET（スイッチ埋め込みチーミング）は人が確かめる。',
      'Make a team with `New-NetLbfoTeam` and check it with `Get-NetLbfoTeamMember`. A person checks switch-embedded teams of Hyper-V.',
    ),
    macos: text(
      '「システム設定＞ネットワーク＞仮想インターフェイスを管理」でリンクアグリゲートを作る。',
      'Make a link aggregate in System Settings, Network, Manage Virtual Interfaces.',
    ),
  },
  evaluate({ network: { container, interfaces } }, { minActiveLinks, unseenLeftToPeople }) {
    const expected = text(
      `束ねたリンクのうち${minActiveLinks}本以上が働いている`,
      `${minActiveLinks} or more links of a team carry traffic`,
    );
    if (container) {
      return {
        outcome: 'not-applicable',
        reason: 'host-network',
        observed: text('コンテナ', 'a container'),
        expected,
      };
    }
    const teams = interfaces.filter(({ kind }) => kind === 'team');
    if (teams.length === 0) {
      const outcome = unseenLeftToPeople ? 'not-applicable' : 'fail';
      return { outcome, reason: 'no-team', observed: text('束ねたリンクなし', 'no team'), expected };
    }
    const states = teams.flatMap(({ name, members }) =>
      (members ?? []).map(
        (link) => `${name}/${link.name} ${link.up === null ? '?' : link.up ? 'up' : 'down'}`,
      ),
    );
    const observed = text(states.join(' ') || '0', states.join(' ') || '0');
    const counts = teams.map(({ members }) => (members ?? []).filter(({ up }) => up === true).length);
    if (counts.every((count) => count >= minActiveLinks)) {
      return { outcome: 'pass', reason: 'redundant', observed, expected };
    }
    const isOpen = teams.some(({ members }) => members === null || members.some(({ up }) => up === null));
    return isOpen
      ? { outcome: 'unknown', reason: 'not-told', observed, expected }
      : { outcome: 'fail', reason: 'link-down', observed, expected };
  },
});
