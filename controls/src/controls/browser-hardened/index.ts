import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { browserSettings } from '../../evidence/browser-settings/index.ts';
import type { Browser, BrowserId } from '../../evidence/browser-settings/schema.ts';
import { packagesOf } from '../../evidence/software/package-list.ts';
import { software } from '../../evidence/software/index.ts';
import { defineControl } from '../define.ts';
import { noSoftwareList } from '../software-list.ts';

/** Names under which the browsers install themselves. */
const installedNames: Record<BrowserId, RegExp> = {
  chrome: /^(?:Google Chrome|google-chrome-stable|chromium|chromium-browser)$/i,
  edge: /^(?:Microsoft Edge|microsoft-edge-stable)$/i,
  firefox: /^(?:firefox(?:-esr)?|Mozilla Firefox\b(?!.*Maintenance).*)$/i,
};
const titles: Record<BrowserId, string> = { chrome: 'Chrome', edge: 'Edge', firefox: 'Firefox' };

type Gap = 'updates-off' | 'warnings-off' | 'certificates-not-fixed' | 'warnings-not-fixed';
const order: readonly Gap[] = ['updates-off', 'warnings-off', 'warnings-not-fixed', 'certificates-not-fixed'];

export const browserHardened = defineControl({
  id: 'browser-hardened',
  title: text(
    'ブラウザーの安全に関わる設定が利用者に変えられない',
    'Settings of browsers that matter for security are fixed',
  ),
  description: text(
    '導入されているEdge、Chrome、Firefoxについて、危険なサイトとダウンロードの警告を無視できないこと、証明書の警告を無視できないこと、更新が止められていないことが、管理者の方針で固定されているかを確かめる。Safari等のほかのブラウザーと、利用者ごとの方針は見ない。',
    'For Edge, Chrome and Firefox, where installed, policies of the administrator fix that warnings of dangerous sites and downloads and of certificates cannot be passed, and updates are not switched off. Other browsers such as Safari, and policies of one person, are not looked at.',
  ),
  needs: { settings: browserSettings, list: software },
  params: z.object({ requireCertificateWarnings: z._default(z.boolean(), true) }),
  parameters: {
    requireCertificateWarnings: {
      meaning: text('証明書の警告を無視できないことを求める', 'Warnings of certificates have to hold'),
      source: text(
        '製品の既定値（CIS Benchmarks for Microsoft Edge / Google Chrome も同じ方針を求める）',
        "The product's default; the CIS benchmarks for Edge and Chrome ask for the same policy",
      ),
    },
  },
  reasons: {
    fixed: text('固定されている。', 'They are fixed.'),
    'no-browser': text('対象のブラウザーがない。', 'None of these browsers is installed.'),
    'updates-off': text('ブラウザーの更新が止められている。', 'Updates of a browser are switched off.'),
    'warnings-off': text('危険の警告が止められている。', 'Warnings of dangers are switched off.'),
    'warnings-not-fixed': text(
      '危険の警告を利用者が無視できる。',
      'People can go on past warnings of dangers.',
    ),
    'certificates-not-fixed': text(
      '証明書の警告を利用者が無視できる。',
      'People can go on past warnings of certificates.',
    ),
    'no-list': text(
      'OSのソフトウェアの一覧が見つからないか、読めない形である（pacmanなど）。',
      'No list of the software of the system was found that can be read here (pacman and others cannot).',
    ),
    truncated: text(
      'ソフトウェアが多すぎて、全ては報告されていない。',
      'There is too much software: not all of it was reported.',
    ),
  },
  remediation: {
    linux: text(
      '/etc/opt/chrome/policies/managed（Edgeは /etc/opt/edge/policies/managed）のJSONで DisableSafeBrowsingProceedAnyway（Edgeは SmartScreenEnabled、PreventSmartScreenPromptOverride、PreventSmartScreenPromptOverrideForFiles）を true、SSLErrorOverrideAllowed を false とする。Firefoxは /etc/firefox/policies/policies.json で DisableSecurityBypass の InvalidCertificate と SafeBrowsing を true とする。',
      'In a JSON file below /etc/opt/chrome/policies/managed (Edge: /etc/opt/edge/policies/managed) set DisableSafeBrowsingProceedAnyway (Edge: SmartScreenEnabled, PreventSmartScreenPromptOverride, PreventSmartScreenPromptOverrideForFiles) to true and SSLErrorOverrideAllowed to false. Firefox: InvalidCertificate and SafeBrowsing of DisableSecurityBypass true in /etc/firefox/policies/policies.json.',
    ),
    windows: text(
      'グループポリシーで、Edgeは「Microsoft Defender SmartScreen の構成」「サイト/ダウンロードに関する SmartScreen プロンプトのバイパスを禁止」、Chromeは「セーフ ブラウジングの警告ページから続行することを無効にする」、両方で「HTTPS警告ページからの続行を許可」を無効とする。Firefoxは DisableSecurityBypass を設定する。',
      'By group policy, Edge: Configure Microsoft Defender SmartScreen, Prevent bypassing SmartScreen prompts for sites and for downloads; Chrome: Disable proceeding from the Safe Browsing warning page; both: disable Allow users to proceed from the HTTPS warning page. Firefox: DisableSecurityBypass.',
    ),
    macos: text(
      'MDMの構成プロファイル（com.google.Chrome、com.microsoft.Edge、org.mozilla.firefox）で同じ方針を設定する。',
      'Set the same policies by profiles of the MDM (com.google.Chrome, com.microsoft.Edge, org.mozilla.firefox).',
    ),
  },
  evaluate({ settings, list }, { requireCertificateWarnings }) {
    const expected = text('警告を無視できず、更新が止まっていない', 'warnings hold and updates go on');
    const names = packagesOf(list).map(({ name }) => name);
    const installed = (['chrome', 'edge', 'firefox'] as const).filter((browser) =>
      names.some((name) => installedNames[browser].test(name)),
    );
    const gaps = installed.map((browser) => ({
      browser,
      gap: gapOf(
        settings.browsers.find((one) => one.browser === browser),
        requireCertificateWarnings,
      ),
    }));
    const observed = shown(gaps);
    const worst = order.find((gap) => gaps.some((one) => one.gap === gap));
    if (worst === 'updates-off' || worst === 'warnings-off') {
      return { outcome: 'fail', reason: worst, observed, expected };
    }
    // What is not fixed may be fixed by what could not be read.
    const [first] = settings.unread;
    if (first) return { outcome: 'error', reason: first.code, observed, expected };
    const missing = noSoftwareList(list);
    if (missing) return { ...missing, observed, expected };
    if (worst) return { outcome: 'fail', reason: worst, observed, expected };
    if (list.truncated) return { outcome: 'unknown', reason: 'truncated', observed, expected };
    if (gaps.length === 0) return { outcome: 'not-applicable', reason: 'no-browser', observed, expected };
    return { outcome: 'pass', reason: 'fixed', observed, expected };
  },
});

function gapOf(browser: Browser | undefined, requireCertificateWarnings: boolean): Gap | null {
  if (browser?.updates === false) return 'updates-off';
  if (browser?.warnsOfDangers === false) return 'warnings-off';
  // Chrome and Firefox warn unless switched off; Edge leaves that to each person.
  const isOn = browser?.browser !== 'edge' || browser.warnsOfDangers === true;
  if (browser?.warningsHold !== true || !isOn) return 'warnings-not-fixed';
  return requireCertificateWarnings && browser.certificateWarningsHold !== true
    ? 'certificates-not-fixed'
    : null;
}

function shown(gaps: readonly { browser: BrowserId; gap: Gap | null }[]): Text {
  if (gaps.length === 0) return text('対象のブラウザーなし', 'no such browser');
  const words: Record<Gap, Text> = {
    'updates-off': text('更新停止', 'updates off'),
    'warnings-off': text('警告停止', 'warnings off'),
    'warnings-not-fixed': text('警告を無視できる', 'warnings can be passed'),
    'certificates-not-fixed': text('証明書の警告を無視できる', 'certificate warnings can be passed'),
  };
  const list = (language: 'ja' | 'en') =>
    gaps.map(({ browser, gap }) => {
      const fixed = language === 'ja' ? '固定' : 'fixed';
      return `${titles[browser]}: ${gap === null ? fixed : words[gap][language]}`;
    });
  return text(list('ja').join('、'), list('en').join(', '));
}
