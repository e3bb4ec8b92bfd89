import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { timeSync } from '../../evidence/time-sync/index.ts';
import { defineControl } from '../define.ts';
import { nameList } from '../name-list.ts';
import { shown } from '../time-synchronized/shown.ts';
import { judgeSources } from './judge-sources.ts';

export const timeSourceApproved = defineControl({
  id: 'time-source-approved',
  title: text('認めた時刻源だけに従っている', 'The clock follows approved time sources only'),
  description: text(
    'すべての機器のログの時刻が同じ基準で揃うよう、いま従っている時刻源と、次に従い得る設定済みの時刻源とが、届け出たものだけであることを確かめる。どの時刻源にも従っていない機器は不適合とする。名前で設定された時刻源は名前で、アドレスで示される時刻源はアドレスで比べる。届出では `*.example.jp` や `10.1.0.0/24` とも書ける。GPSや仮想化基盤の時計は、その名前を届け出る。',
    'So that the logs of all machines keep the same time, the source that is followed now and those configured that may be followed next are declared ones. A machine that follows nothing fails. Sources shown by name are compared by name, those shown by address by address; a declaration may say `*.example.jp` or `10.1.0.0/24`. The clock of a GPS receiver or a hypervisor is declared by its name.',
  ),
  needs: { clock: timeSync },
  params: z.object({ approved: z._default(z.nullable(z.array(z.string())), null) }),
  parameters: {
    approved: {
      meaning: text(
        '認めた時刻源の名前、アドレス又は網',
        'Names, addresses or networks of the approved time sources',
      ),
      source: text('機関の届出「認めた時刻源」', "The organisation's declaration of approved time sources"),
      declared: { kind: 'approved-time-sources', field: 'address' },
    },
  },
  reasons: {
    'follows-approved': text(
      '従っている時刻源は認めたものである。',
      'The source that is followed is approved.',
    ),
    'configured-approved': text(
      'どれに従っているかは示されないが、設定された時刻源はすべて認めたものである。',
      'Which one is followed is not told; all that are configured are approved.',
    ),
    'clock-of-the-host': text('コンテナの時計はホストのものである。', "A container's clock is its host's."),
    'follows-nothing': text('どの時刻源にも従っていない。', 'No source is followed.'),
    'follows-unapproved': text(
      '認めていない時刻源に従っている。',
      'A source is followed that is not approved.',
    ),
    'configured-unapproved': text(
      '認めていない時刻源も設定されている。',
      'A source that is not approved is configured as well.',
    ),
    'nothing-declared': text(
      '認めた時刻源が届け出られていない。届出「認めた時刻源」に書く。',
      'No approved time sources are declared. Write them into the declaration approved-time-sources.',
    ),
    'not-comparable': text(
      '時刻源は名前で示され、届出はアドレスだけである（又はその逆）。機器に示されるとおりに届け出る。',
      'The source is shown by name and the declaration has addresses only, or the other way round. Declare it as the machine shows it.',
    ),
    'device-not-declared': text(
      '機器の時計（GPS、PTP、仮想化基盤）に従っている。その元の時刻源を確かめ、名前を届け出る。',
      'A device (GPS, PTP, the hypervisor) is followed. Check what it follows itself, and declare its name.',
    ),
    'source-not-told': text('従っている時刻源が示されない。', 'Which source is followed is not told.'),
  },
  remediation: {
    linux: text(
      '認めた時刻源だけを書く。chrony は /etc/chrony.conf（Debian系は /etc/chrony/chrony.conf）の `server` と `pool`、systemd-timesyncd は /etc/systemd/timesyncd.conf の `NTP=` と `FallbackNTP=`。再起動後に `chronyc sources` 又は `timedatectl timesync-status` で確かめる。',
      'Write approved sources alone: `server` and `pool` in /etc/chrony.conf (Debian: /etc/chrony/chrony.conf), or `NTP=` and `FallbackNTP=` in /etc/systemd/timesyncd.conf. Restart and check with `chronyc sources` or `timedatectl timesync-status`.',
    ),
    windows: text(
      'ドメインの端末は `w32tm /config /syncfromflags:domhier /update` でドメインに従わせ、ドメインコントローラーの時刻源を認めたものにする。ワークグループの機器は `w32tm /config /manualpeerlist:"サーバー,0x8" /syncfromflags:manual /update`。`w32tm /query /source` で確かめる。',
      'Let domain members follow the domain with `w32tm /config /syncfromflags:domhier /update` and give the domain controllers an approved source. In a workgroup run `w32tm /config /manualpeerlist:"SERVER,0x8" /syncfromflags:manual /update`. Check with `w32tm /query /source`.',
    ),
    macos: text(
      '`sudo systemsetup -setnetworktimeserver サーバー` 又は構成プロファイルの時刻サーバーで設定する。',
      'Set it with `sudo systemsetup -setnetworktimeserver SERVER` or the time server of a configuration profile.',
    ),
  },
  evaluate({ clock }, { approved }) {
    const expected = text('従い得る時刻源は届け出たものだけ', 'declared time sources alone may be followed');
    const { others, ...verdict } = judgeSources(clock, approved ?? []);
    if (others.length === 0) return { ...verdict, observed: shown(clock), expected };
    const names = nameList(others);
    const observed = text(
      `${shown(clock).ja}、届出にないもの: ${names.ja}`,
      `${shown(clock).en}, not declared: ${names.en}`,
    );
    return { ...verdict, observed, expected };
  },
});
