import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { applicationControl } from '../../evidence/application-control/index.ts';
import type { ApplicationControl, MandatoryAccess } from '../../evidence/application-control/schema.ts';
import { defineControl } from '../define.ts';

export const mandatoryAccessControlOn = defineControl({
  id: 'mandatory-access-control-on',
  title: text('強制アクセス制御が有効である', 'Mandatory access control is enforced'),
  description: text(
    '管理者権限を奪われたときの被害を抑える仕組みが働いていることを確かめる。LinuxはSELinuxのenforcing（今と次の起動の両方）又はAppArmorの強制プロファイル、macOSはシステム整合性保護（SIP）、Windowsはユーザーアカウント制御による整合性レベルを見る。ウイルス対策の代わりにはならない。',
    'What limits the damage when administrator rights are taken is at work: SELinux enforcing, now and after the next start, or enforced profiles of AppArmor on Linux; System Integrity Protection on macOS; integrity levels with User Account Control on Windows. It is no substitute for antivirus.',
  ),
  needs: { state: applicationControl },
  params: z.object({ minEnforcedProfiles: z._default(z.int().check(z.positive()), 1) }),
  parameters: {
    minEnforcedProfiles: {
      meaning: text('AppArmorで強制すべきプロファイルの数', 'Profiles that AppArmor has to enforce'),
      source: text('製品の既定値（1つ以上）', "The product's default: at least one"),
    },
  },
  reasons: {
    enforced: text('強制アクセス制御が有効である。', 'It is enforced.'),
    none: text('強制アクセス制御の仕組みがない。', 'There is no mechanism for it.'),
    disabled: text('無効である。', 'It is disabled.'),
    permissive: text('記録するだけで、止めない。', 'It only records and stops nothing.'),
    partly: text('一部が無効にされている。', 'Parts of it are switched off.'),
    'off-at-next-start': text('次の起動から無効になる設定である。', 'From the next start on it will be off.'),
    'too-few-profiles': text('強制するプロファイルが足りない。', 'Too few profiles are enforced.'),
    'not-told': text('有効かどうか分からない。', 'It is not told whether it is enforced.'),
    'kernel-of-the-host': text(
      'コンテナのカーネルはホストが管理する。',
      "A container's kernel belongs to its host.",
    ),
  },
  remediation: {
    linux: text(
      'SELinuxは /etc/selinux/config で SELINUX=enforcing とし、カーネル引数の selinux=0・enforcing=0 を除いて再起動する（無効だった機器では `touch /.autorelabel` の後）。AppArmorは `apt install apparmor apparmor-profiles` の後 `aa-enforce` で強制にする。',
      'SELinux: SELINUX=enforcing in /etc/selinux/config, no selinux=0 or enforcing=0 on the kernel command line, restart (after `touch /.autorelabel` where it was disabled). AppArmor: `apt install apparmor apparmor-profiles`, then `aa-enforce`.',
    ),
    windows: text(
      'グループポリシー「…\\ローカル ポリシー\\セキュリティ オプション\\ユーザー アカウント制御: 管理者承認モードですべての管理者を実行する」を有効にし、再起動する。',
      'Enable the group policy …\\Local Policies\\Security Options\\User Account Control: Run all administrators in Admin Approval Mode, and restart.',
    ),
    macos: text(
      '復旧モードで起動し、ターミナルで `csrutil enable` を実行して再起動する。',
      'Start in recovery, run `csrutil enable` in Terminal and restart.',
    ),
  },
  evaluate({ state }, { minEnforcedProfiles }) {
    const expected = text('強制されている', 'enforced');
    const observed = shown(state);
    if (state.container) {
      return { outcome: 'not-applicable', reason: 'kernel-of-the-host', observed, expected };
    }
    const words = state.mandatoryAccess.map((mechanism) => wordOf(mechanism, minEnforcedProfiles));
    if (words.includes('enforced')) return { outcome: 'pass', reason: 'enforced', observed, expected };
    const [first] = state.unread;
    if (first) return { outcome: 'error', reason: first.code, observed, expected };
    if (words.includes('not-told')) return { outcome: 'unknown', reason: 'not-told', observed, expected };
    // Where both are here, the one that is not wholly off says more.
    const reason = words.find((word) => word !== 'disabled') ?? words[0] ?? 'none';
    return { outcome: 'fail', reason, observed, expected };
  },
});

function wordOf({ now, atBoot, profiles }: MandatoryAccess, minEnforcedProfiles: number): string {
  if (now === null) return 'not-told';
  if (now !== 'enforcing') return now;
  if (atBoot === 'disabled' || atBoot === 'permissive') return 'off-at-next-start';
  return profiles !== null && profiles.enforce < minEnforcedProfiles ? 'too-few-profiles' : 'enforced';
}

const nowText: Record<NonNullable<MandatoryAccess['now']> | 'not-told', Text> = {
  enforcing: text('強制', 'enforcing'),
  partly: text('一部のみ', 'in part'),
  permissive: text('記録のみ', 'permissive'),
  disabled: text('無効', 'disabled'),
  'not-told': text('不明', 'not told'),
};

function shown({ container, mandatoryAccess }: ApplicationControl): Text {
  if (container) return text('コンテナ', 'a container');
  if (mandatoryAccess.length === 0) return text('仕組みなし', 'no mechanism');
  const list = (language: 'ja' | 'en') =>
    mandatoryAccess.map(({ mechanism, now, atBoot, profiles }) => {
      const boot = atBoot === null || atBoot === now ? '' : ` → ${nowText[atBoot][language]}`;
      const count = profiles === null ? '' : ` (${profiles.enforce}/${profiles.enforce + profiles.complain})`;
      return `${mechanism}: ${nowText[now ?? 'not-told'][language]}${boot}${count}`;
    });
  return text(list('ja').join('、'), list('en').join(', '));
}
