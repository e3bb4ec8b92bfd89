import { text } from '@tenken/shared';
import type { Platform, Text } from '@tenken/shared';

export type Unnecessary = { names: readonly string[]; why: Text };

const discovery = text(
  '周囲の機器を探し、自分を知らせる',
  'looks for and announces itself to other machines',
);
const games = text('業務に使わない', 'of no use for work');
const location = text('位置情報や個人向けの機能', 'locations and functions for private use');
const sharing = text('通信や画面をほかの機器と共有する', 'shares connections or the screen with others');
const old = text('使われなくなった仕組み', 'a mechanism that is out of use');

/**
 * Services that neither a terminal nor a server of an office needs; what makes a machine a web, name or file server
 * is not among them, because that is its purpose. Linux: CIS Benchmarks for Debian 12 and RHEL 9, 2.1 (avahi, autofs,
 * bluetooth, rpcbind, xinetd, rsync). Windows: CIS Benchmark for Windows 11 Enterprise, section 5, and Server 2022;
 * Microsoft, Guidance on disabling system services on Windows Server. macOS: CIS Benchmark for macOS 14, 2.3.3.
 */
export const unnecessaryServices: Record<Platform, readonly Unnecessary[]> = {
  'network-device': [],
  linux: [
    { names: ['avahi-daemon', 'avahi-dnsconfd'], why: discovery },
    { names: ['autofs'], why: text('媒体を自動で使えるようにする', 'mounts media by itself') },
    {
      names: ['bluetooth', 'bluez'],
      why: text('近くの無線機器とつながる', 'connects to radio devices nearby'),
    },
    { names: ['rpcbind', 'portmap'], why: text('NFSを使わなければ要らない', 'of use for NFS alone') },
    { names: ['xinetd', 'inetd', 'openbsd-inetd', 'inetutils-inetd'], why: old },
    {
      names: ['rsync', 'rsyncd'],
      why: text('認証なしでもファイルを渡せる', 'may hand out files without a login'),
    },
    {
      names: ['isc-dhcp-server6', 'radvd'],
      why: text('IPv6のアドレスや経路を配る', 'hands out addresses and routes of IPv6'),
    },
    { names: ['miredo', 'teredo'], why: text('IPv6のトンネルを作る', 'makes tunnels of IPv6') },
    { names: ['modemmanager'], why: text('携帯電話回線とつながる', 'connects to mobile networks') },
    { names: ['gnome-remote-desktop'], why: sharing },
    { names: ['minissdpd', 'rygel', 'minidlna', 'minidlnad'], why: discovery },
    {
      names: ['apport', 'whoopsie', 'abrtd'],
      why: text('障害の内容を外へ送る', 'sends reports of faults outside'),
    },
  ],
  windows: [
    { names: ['ssdpsrv', 'upnphost', 'fdrespub'], why: discovery },
    { names: ['browser', 'rpclocator', 'irmon', 'simptcp'], why: old },
    {
      names: ['remoteregistry'],
      why: text('レジストリを遠隔から読み書きできる', 'opens the registry to others'),
    },
    { names: ['remoteaccess', 'sharedaccess', 'icssvc'], why: sharing },
    { names: ['wmpnetworksvc', 'bthserv', 'btagservice'], why: sharing },
    { names: ['xblauthmanager', 'xblgamesave', 'xboxgipsvc', 'xboxnetapisvc'], why: games },
    { names: ['lfsvc', 'mapsbroker', 'walletservice', 'phonesvc'], why: location },
    { names: ['retaildemo', 'messagingservice_*', 'fax'], why: games },
    { names: ['sacsvr', 'snmptrap'], why: old },
    { names: ['wercplsupport'], why: text('障害の内容を外へ送る', 'sends reports of faults outside') },
  ],
  macos: [
    {
      names: ['com.apple.aeserver', 'com.apple.aeserverd'],
      why: text('遠隔からの操作を受ける', 'takes commands from others'),
    },
    { names: ['com.apple.nfsd'], why: sharing },
    {
      names: ['org.apache.httpd'],
      why: text('ウェブサーバーは端末に要らない', 'a terminal needs no web server'),
    },
    { names: ['com.apple.uucp', 'com.apple.bootpd'], why: old },
    { names: ['com.apple.mediasharingd', 'com.apple.amp.mediasharingd'], why: sharing },
  ],
};
