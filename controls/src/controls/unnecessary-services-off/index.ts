import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { services } from '../../evidence/services/index.ts';
import { defineControl } from '../define.ts';
import { baseName } from './base-name.ts';
import { unnecessaryServices } from './unnecessary.ts';

export const unnecessaryServicesOff = defineControl({
  id: 'unnecessary-services-off',
  title: text('不要なサービスが止まっている', 'Services that are not needed are off'),
  description: text(
    '業務用の端末にもサーバーにも通常は要らないサービス（周囲の機器の探索、画面や回線の共有、個人向けの機能、使われなくなった仕組み）が、自動で起動せず、動いてもいないことを確かめる。macOSでは起動の設定だけを確かめる。必要な機器では届出に加える。何のためのサーバーかを決めるサービスは、ここでは数えない。',
    'Services that neither a terminal nor a server of an office usually needs (discovery of others, sharing of screens and connections, functions for private use, mechanisms out of use) neither start by themselves nor run; on macOS only what is set to start is looked at. Where one is needed it is declared. What makes a machine a server of some kind is not looked at here.',
  ),
  needs: { startup: services },
  params: z.object({ approved: z._default(z.array(z.string()), []) }),
  parameters: {
    approved: {
      meaning: text(
        '必要と認めたサービスの名前（`avahi-daemon` など）',
        'Names of services that are needed here, such as avahi-daemon',
      ),
      source: text('機関の届出「認めたサービス」', "The organisation's declaration of approved services"),
      declared: { kind: 'approved-services', field: 'name' },
    },
  },
  reasons: {
    none: text('調べたサービスに不要なものはない。', 'None of those that were looked at is.'),
    'not-needed': text(
      '通常は要らないサービスが動く。止めるか、要る理由とともに届出に加える。',
      'A service runs or starts that is not usually needed. Switch it off, or declare it with its reason.',
    ),
    'no-services': text('サービスを起動する仕組みがない。', 'Nothing here starts services.'),
    'running-not-told': text(
      '起動時に動くサービスには該当がないが、今動いているものを言える仕組み（systemd）が動いていない。',
      'None is set to start, but what would tell what runs now (systemd) does not run.',
    ),
    'not-told': text(
      '起動時に動くサービスを読み取る方法がない。',
      'There is no way to tell what starts with the system.',
    ),
    'too-many': text(
      'サービスが多すぎて、すべては記録されていない。',
      'There are more services than are listed.',
    ),
  },
  remediation: {
    linux: text(
      '`systemctl disable --now avahi-daemon.socket avahi-daemon.service` のように止める。',
      'Switch it off, for instance with `systemctl disable --now avahi-daemon.socket avahi-daemon.service`.',
    ),
    windows: text(
      '`Set-Service -Name SSDPSRV -StartupType Disabled` のように無効にするか、グループポリシー「コンピューターの構成\\Windows の設定\\セキュリティの設定\\システム サービス」で設定する。',
      'Disable it, for instance with `Set-Service -Name SSDPSRV -StartupType Disabled`, or by the group policy Computer Configuration\\Windows Settings\\Security Settings\\System Services.',
    ),
    macos: text(
      '「システム設定＞一般＞共有」で切るか、`sudo launchctl disable system/ラベル` を実行する。',
      'Switch it off in System Settings, General, Sharing, or with `sudo launchctl disable system/LABEL`.',
    ),
  },
  evaluate({ startup }, { approved }, { platform }) {
    const expected =
      startup.manager === 'launchd'
        ? text(
            '通常は要らないサービスが起動する設定でない',
            'services that are not usually needed do not start',
          )
        : text(
            '通常は要らないサービスが自動で起動せず、動いていない',
            'services that are not usually needed neither start nor run',
          );
    const isRunningTold = startup.services.some(({ running }) => running !== null);
    const count = startup.services.length;
    const total = isRunningTold
      ? text(`サービス${count}件`, `${count} services`)
      : text(`起動する設定のサービス${count}件`, `${count} services that are set to start`);
    if (startup.manager === 'none') {
      return startup.container
        ? {
            outcome: 'not-applicable',
            reason: 'no-services',
            observed: text('コンテナ', 'a container'),
            expected,
          }
        : { outcome: 'unknown', reason: 'not-told', observed: total, expected };
    }
    const allowed = new Set(approved.map(baseName));
    const hits = startup.services.flatMap(({ name, start, running }) => {
      if (start !== 'automatic' && running !== true) return [];
      const known = unnecessaryServices[platform].find(({ names }) => names.includes(baseName(name)));
      return known && !allowed.has(baseName(name)) ? [{ name, why: known.why }] : [];
    });
    if (hits.length > 0) {
      const first = hits.slice(0, 8);
      const rest = hits.length > 8 ? ` +${hits.length - 8}` : '';
      return {
        outcome: 'fail',
        reason: 'not-needed',
        observed: text(
          `${first.map(({ name, why }) => `${name}（${why.ja}）`).join('、')}${rest}`,
          `${first.map(({ name, why }) => `${name} (${why.en})`).join(', ')}${rest}`,
        ),
        expected,
      };
    }
    if (startup.truncated) return { outcome: 'unknown', reason: 'too-many', observed: total, expected };
    // Starting by themselves is all that launchd's settings are about; elsewhere one may have been started by hand.
    if (!isRunningTold && startup.manager !== 'launchd') {
      return { outcome: 'unknown', reason: 'running-not-told', observed: total, expected };
    }
    return { outcome: 'pass', reason: 'none', observed: total, expected };
  },
});
