import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { applicationControl } from '../../evidence/application-control/index.ts';
import type { AllowList, ApplicationControl } from '../../evidence/application-control/schema.ts';
import { defineControl } from '../define.ts';

/** The nearest to enforcing first; what is not known before what is off. */
const order = ['enforced', 'not-told', 'deprecated', 'not-running', 'audit-only', 'off'] as const;
type Word = (typeof order)[number];

export const applicationAllowlistingOn = defineControl({
  id: 'application-allowlisting-on',
  title: text('許可したプログラムだけが動く設定である', 'Only allowed programs can run'),
  description: text(
    '許可リストにないプログラムの実行を止める仕組みが、監査だけでなく実際に止める設定で動いていることを確かめる。Windowsは AppLocker（実行ファイルの規則とサービスの稼働）、App Control for Business（ユーザーモード）、スマート アプリ コントロール、Linuxは fapolicyd（拒否する規則と稼働）、macOSは Santa のロックダウンを見る。Gatekeeper、SELinux、AppArmorは許可リストではない。MDMだけで配られたAppLockerの規則は、この端末の設定からは見えない。',
    'Something that stops programs which are on no list of allowed ones is in force, not merely auditing: on Windows AppLocker (rules for executables and its service), App Control for Business (user mode) or Smart App Control, on Linux fapolicyd (rules that refuse, and its daemon), on macOS Santa in lockdown. Gatekeeper, SELinux and AppArmor are no such lists. Rules of AppLocker that only a device management delivers are not seen here.',
  ),
  needs: { state: applicationControl },
  params: z.object({ requireScripts: z._default(z.boolean(), false) }),
  parameters: {
    requireScripts: {
      meaning: text('AppLockerでスクリプトの規則も求める', 'Ask AppLocker for rules on scripts, too'),
      source: text(
        '製品の既定値（求めない: 項目はプログラムの起動を対象とする）',
        "The product's default: no, the items are about starting programs",
      ),
    },
  },
  reasons: {
    enforced: text('許可したプログラムだけが動く。', 'Only allowed programs can run.'),
    none: text('許可リストの仕組みがない。', 'There is no list of allowed programs.'),
    off: text(
      '仕組みはあるが、規則がないか無効である。',
      'The mechanism is here, without rules or switched off.',
    ),
    'audit-only': text('監査だけで、実行を止めない。', 'It only audits and stops nothing.'),
    'not-running': text(
      '規則はあるが、働かせるサービスが動いていない。',
      'There are rules, and the service that enforces them does not run.',
    ),
    deprecated: text(
      'ソフトウェアの制限のポリシーは廃止予定で、新しいWindowsでは効かない。実機で確かめるか、AppLockerに移す。',
      'Software restriction policies are deprecated and do not work on newer Windows. Try them, or move to AppLocker.',
    ),
    'not-told': text(
      '実際に止めるかを、この端末は示さない。',
      'The host does not tell whether it stops anything.',
    ),
    'kernel-of-the-host': text(
      'コンテナの実行制御はホストが行う。',
      "A container's programs are controlled by its host.",
    ),
  },
  remediation: {
    linux: text(
      'RHEL系は `dnf install fapolicyd`、`fapolicyd-cli --update` の後、/etc/fapolicyd/fapolicyd.conf で permissive = 0 とし `systemctl enable --now fapolicyd` を実行する。まず permissive = 1 で影響を確かめる。',
      'Red Hat family: `dnf install fapolicyd`, `fapolicyd-cli --update`, permissive = 0 in /etc/fapolicyd/fapolicyd.conf, then `systemctl enable --now fapolicyd`. Look at the effect with permissive = 1 first.',
    ),
    windows: text(
      'グループポリシー「コンピューターの構成\\Windows の設定\\セキュリティの設定\\アプリケーション制御ポリシー\\AppLocker」で実行可能ファイルの規則を「規則の実施」とし、サービス AppIDSvc を自動にする。又は App Control for Business のポリシーを監査で確かめてから適用する。',
      'In the group policy Computer Configuration\\Windows Settings\\Security Settings\\Application Control Policies\\AppLocker set the rules for executables to Enforce and the service AppIDSvc to automatic. Or deploy a policy of App Control for Business after auditing.',
    ),
    macos: text(
      'Santaを導入し、構成プロファイルで ClientMode を 2（ロックダウン）にする。',
      'Install Santa and set ClientMode to 2 (lockdown) by a configuration profile.',
    ),
  },
  evaluate({ state }, { requireScripts }) {
    const expected = text('許可リストにないものは止まる', 'what is not on a list is stopped');
    const observed = shown(state);
    if (state.container) {
      return { outcome: 'not-applicable', reason: 'kernel-of-the-host', observed, expected };
    }
    const words = state.allowLists.map((list) => wordOf(list, requireScripts));
    const [best] = words.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
    if (best === 'enforced') return { outcome: 'pass', reason: best, observed, expected };
    const [first] = state.unread;
    if (first) return { outcome: 'error', reason: first.code, observed, expected };
    if (best === undefined) return { outcome: 'fail', reason: 'none', observed, expected };
    const isUnknown = best === 'not-told' || best === 'deprecated';
    return { outcome: isUnknown ? 'unknown' : 'fail', reason: best, observed, expected };
  },
});

function wordOf(list: AllowList, requireScripts: boolean): Word {
  const mode = list.mechanism === 'applocker' ? appLockerMode(list, requireScripts) : list.mode;
  if (mode === null) return 'not-told';
  if (mode === 'off') return 'off';
  if (mode === 'audit') return 'audit-only';
  if (list.mechanism === 'software-restriction-policies') return 'deprecated';
  if (list.running === false) return 'not-running';
  const needsService = list.mechanism === 'applocker' || list.mechanism === 'fapolicyd';
  return needsService && list.running === null ? 'not-told' : 'enforced';
}

/** Rules for scripts or installers alone let every program run. */
function appLockerMode({ collections }: AllowList, requireScripts: boolean): AllowList['mode'] {
  const modeOf = (wanted: string) => {
    const found = collections.find(({ name }) => name === wanted);
    return found === undefined ? 'off' : found.mode;
  };
  const modes = [modeOf('Exe'), ...(requireScripts ? [modeOf('Script')] : [])];
  if (modes.every((mode) => mode === 'enforce')) return 'enforce';
  if (modes.includes(null)) return null;
  return modes.includes('off') ? 'off' : 'audit';
}

const modeText: Record<'enforce' | 'audit' | 'off' | 'not-told', Text> = {
  enforce: text('強制', 'enforced'),
  audit: text('監査', 'audit'),
  off: text('無効', 'off'),
  'not-told': text('不明', 'not told'),
};

function shown({ container, allowLists }: ApplicationControl): Text {
  if (container) return text('コンテナ', 'a container');
  if (allowLists.length === 0) return text('許可リストなし', 'no list');
  const list = (language: 'ja' | 'en') =>
    allowLists.map(({ mechanism, mode, collections }) => {
      const parts = collections.map(
        ({ name, mode: own }) => `${name} ${modeText[own ?? 'not-told'][language]}`,
      );
      return `${mechanism}: ${parts.length > 0 ? parts.join('/') : modeText[mode ?? 'not-told'][language]}`;
    });
  return text(list('ja').join('、'), list('en').join(', '));
}
