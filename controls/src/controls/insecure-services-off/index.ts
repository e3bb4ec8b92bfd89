import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import type { Listener } from '../../evidence/listening-services/schema.ts';
import { services } from '../../evidence/services/index.ts';
import { defineControl } from '../define.ts';
import { shownListener } from '../listening-services-approved/approved.ts';
import { baseName } from '../unnecessary-services-off/base-name.ts';
import { insecureServices } from './insecure.ts';
import type { Insecure } from './insecure.ts';

type Hit = { what: string; insecure: Insecure };

export const insecureServicesOff = defineControl({
  id: 'insecure-services-off',
  title: text('安全でないサービスが動いていない', 'No insecure services are on'),
  description: text(
    'telnet、rlogin、rsh、FTP、TFTP、finger、talk、NIS、ネットワークで待ち受けるX11など、平文で通信するか相手を確かめないサービスが、待ち受けておらず、起動時にも動かないことを、ポートとプログラムとサービスの両方で確かめる。暗号化しないHTTPは、公開用や転送用のこともあり、ここでは数えない。',
    'Services that talk in clear or trust anybody, such as telnet, rlogin, rsh, FTP, TFTP, finger, talk, NIS and X11 on the network, neither listen nor start with the system: by ports and programs, and by the services that are enabled. HTTP without encryption is not counted here: it may be public or redirect.',
  ),
  needs: { listening: listeningServices, startup: services },
  params: z.object({}),
  parameters: {},
  reasons: {
    none: text(
      '調べた種類（telnet、FTP等）のサービスはない。HTTPの暗号化は調べていない。',
      'None of the kinds that are looked for (telnet, FTP and others). Whether HTTP is encrypted is not looked at.',
    ),
    listens: text('安全でないサービスが待ち受けている。', 'An insecure service listens.'),
    enabled: text('安全でないサービスが起動時に動く設定である。', 'An insecure service is set to start.'),
    'program-not-told': text(
      'ほかの用途でも使われるポートで待ち受けているが、プログラムが分からない。管理者権限で点検する。',
      'A port that has other uses as well is open and its program is not told. Scan as administrator.',
    ),
    'startup-not-told': text(
      '起動時に動くサービスを読み取る方法がない。待受けには見つからない。',
      'There is no way to tell what starts with the system. Nothing was found among what listens.',
    ),
    'too-many': text(
      '待受け又はサービスが多すぎて、すべては記録されていない。',
      'More listen or start than are listed.',
    ),
  },
  remediation: {
    linux: text(
      '`systemctl disable --now telnet.socket` のように止め、パッケージを削除する。遠隔操作とファイル転送にはSSH（scp、sftp）を使う。',
      'Stop it, for instance with `systemctl disable --now telnet.socket`, and remove its package. Use SSH (scp, sftp) for remote work and transfers.',
    ),
    windows: text(
      '`Disable-WindowsOptionalFeature` 又はサーバーの役割の削除で機能を外すか、サービスのスタートアップの種類を無効にする。',
      'Remove the feature with `Disable-WindowsOptionalFeature` or the server role, or disable the service.',
    ),
    macos: text(
      '`sudo launchctl disable system/com.apple.ftpd` のように止める。',
      'Switch it off, for instance with `sudo launchctl disable system/com.apple.ftpd`.',
    ),
  },
  evaluate({ listening, startup }) {
    const expected = text(
      'telnet、rsh、FTP、TFTP、NIS、X11など（HTTPを除く）がない',
      'no telnet, rsh, FTP, TFTP, NIS, X11 and the like (HTTP apart)',
    );
    const listens = listening.listeners.flatMap((listener) => hitOf(listener, 'yes'));
    if (listens.length > 0) return { outcome: 'fail', reason: 'listens', ...found(listens), expected };
    const enabled = startup.services.flatMap(({ name, start, running }): Hit[] => {
      if (start !== 'automatic' && running !== true) return [];
      const insecure = insecureServices.find(({ services }) => services.includes(baseName(name)));
      return insecure ? [{ what: name, insecure }] : [];
    });
    if (enabled.length > 0) return { outcome: 'fail', reason: 'enabled', ...found(enabled), expected };
    const perhaps = listening.listeners.flatMap((listener) => hitOf(listener, 'perhaps'));
    if (perhaps.length > 0) {
      return { outcome: 'unknown', reason: 'program-not-told', ...found(perhaps), expected };
    }
    const observed = text(
      `待受け${listening.listeners.length}件、サービス${startup.services.length}件に該当なし`,
      `none among ${listening.listeners.length} listeners and ${startup.services.length} services`,
    );
    if (listening.truncated || startup.truncated) {
      return { outcome: 'unknown', reason: 'too-many', observed, expected };
    }
    // Nothing starts by itself in a container without an init system.
    if (startup.manager === 'none' && !startup.container) {
      return { outcome: 'unknown', reason: 'startup-not-told', observed, expected };
    }
    return { outcome: 'pass', reason: 'none', observed, expected };
  },
});

function hitOf(listener: Listener, certainty: 'yes' | 'perhaps'): Hit[] {
  const insecure = insecureServices.find((candidate) => certaintyOf(listener, candidate) === certainty);
  return insecure ? [{ what: shownListener(listener), insecure }] : [];
}

function certaintyOf(
  { protocol, port, program, service }: Listener,
  insecure: Insecure,
): 'yes' | 'perhaps' | 'no' {
  const name = program?.toLowerCase().replace(/\.exe$/, '') ?? null;
  if (name !== null && insecure.programs.includes(name)) return 'yes';
  if (
    service
      ?.toLowerCase()
      .split(' ')
      .some((one) => insecure.services.includes(one)) === true
  ) {
    return 'yes';
  }
  const match = insecure.ports.find(
    (range) => range.protocol === protocol && port !== null && port >= range.from && port <= range.to,
  );
  if (!match) return 'no';
  if (!match.unless) return 'yes';
  if (name === null) return 'perhaps';
  return match.unless.includes(name) ? 'no' : 'yes';
}

function found(hits: readonly Hit[]) {
  const names = hits
    .slice(0, 5)
    .map(({ what }) => what)
    .join(' ');
  const [first] = hits;
  return {
    observed: text(
      `${names}（${first?.insecure.name ?? ''}: ${first?.insecure.why.ja ?? ''}）`,
      `${names} (${first?.insecure.name ?? ''}: ${first?.insecure.why.en ?? ''})`,
    ),
  };
}
