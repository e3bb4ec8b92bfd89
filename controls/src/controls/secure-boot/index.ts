import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { bootSecurity } from '../../evidence/boot-security/index.ts';
import type { BootSecurity } from '../../evidence/boot-security/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';

export const secureBoot = defineControl({
  id: 'secure-boot',
  title: text('署名されたソフトウェアだけで起動する', 'Only signed software starts the machine'),
  description: text(
    'OSより先に動く不正プログラム（ブートキット）を防ぐため、UEFIのセキュアブートが有効で、鍵を誰でも登録できる状態でも、最初のローダー（shim）が検証をやめた状態でもないことを確かめる。macOSでは起動セキュリティが「完全」で、システム整合性保護（SIP）が有効であることを求める。TPMとカーネルのロックダウンは参考として示す。ファームウェアの版と、登録された鍵の中身は見ない。',
    'So that nothing evil runs before the system (bootkits), UEFI Secure Boot is on, the firmware takes no new keys from just anybody, and the first loader (shim) has not been told to check nothing. On macOS the start has full security and System Integrity Protection is on. TPM and kernel lockdown are shown for information. The version of the firmware and the keys inside are not looked at.',
  ),
  needs: { boot: bootSecurity },
  params: z.object({ acceptReducedSecurity: z._default(z.boolean(), false) }),
  parameters: {
    acceptReducedSecurity: {
      meaning: text(
        'macOSの「低セキュリティ」（過去に署名された版の起動）を認める',
        'The reduced security of macOS counts, which starts any version that was signed once',
      ),
      source: text(
        '製品の既定値（認めない。Appleの既定は完全）',
        "The product's default: no. Apple's own is full security",
      ),
    },
  },
  reasons: {
    on: text('署名されたソフトウェアだけで起動する。', 'Only signed software starts the machine.'),
    'start-of-the-host': text('コンテナはホストが起動する。', "A container's host is what starts."),
    off: text('セキュアブートが無効である。', 'Secure Boot is off.'),
    unsupported: text(
      'セキュアブートのない方式（BIOS等）で起動している。',
      'The machine starts in a way that has no Secure Boot (BIOS and the like).',
    ),
    reduced: text('起動セキュリティが下げられている。', 'The security of the start was reduced.'),
    'setup-mode': text(
      'ファームウェアがセットアップモードで、誰でも鍵を登録できる。',
      'The firmware is in setup mode: anybody can enrol keys.',
    ),
    'shim-checks-nothing': text(
      '最初のローダー（shim）の検証が無効にされている。',
      'The checks of the first loader (shim) were switched off.',
    ),
    'integrity-protection-off': text(
      'システム整合性保護（SIP）が無効か、一部だけである。',
      'System Integrity Protection is off, or on in parts only.',
    ),
    'not-told': text('起動の保護の状態が示されない。', 'Whether the start is protected is not told.'),
  },
  remediation: {
    linux: text(
      'ファームウェアの設定でUEFIの起動にし、Secure Boot を有効にする。`mokutil --sb-state` で確かめ、「validation is disabled in shim」と出るときは `sudo mokutil --enable-validation` の後に再起動する。仮想マシンは仮想化基盤の設定（UEFI、Secure Boot）で有効にする。',
      'Start by UEFI and turn Secure Boot on in the firmware. Check with `mokutil --sb-state`; where it says that validation is disabled in shim, run `sudo mokutil --enable-validation` and restart. For a virtual machine, set UEFI and Secure Boot at the hypervisor.',
    ),
    windows: text(
      'ファームウェアの設定でSecure Bootを有効にする。BIOS方式で導入した機器は `mbr2gpt /validate` で確かめてからUEFIに移す。BitLockerは先に一時停止する。管理者のPowerShellの `Confirm-SecureBootUEFI` で確かめる。',
      'Turn Secure Boot on in the firmware. Where Windows was installed for BIOS, check with `mbr2gpt /validate` before moving to UEFI. Suspend BitLocker first. Check with `Confirm-SecureBootUEFI` in an elevated PowerShell.',
    ),
    macos: text(
      'macOS復旧の「起動セキュリティユーティリティ」で「完全なセキュリティ」を選ぶ。SIPは復旧のターミナルの `csrutil enable` で有効にし、再起動する。',
      'Choose Full Security in Startup Security Utility of macOS Recovery. Turn SIP on with `csrutil enable` in the terminal of Recovery, and restart.',
    ),
  },
  evaluate({ boot }, { acceptReducedSecurity }) {
    const expected = text(
      'セキュアブートが有効で、検証が働いている',
      'Secure Boot is on and its checks work',
    );
    const observed = shown(boot);
    if (boot.container) {
      return { outcome: 'not-applicable', reason: 'start-of-the-host', observed, expected };
    }
    const verdict = judgeBoot(boot, acceptReducedSecurity);
    const [first] = boot.unread;
    if (first && verdict.outcome !== 'fail') {
      return { outcome: 'error', reason: first.code, observed, expected };
    }
    return { ...verdict, observed, expected };
  },
});

function judgeBoot(boot: BootSecurity, acceptReduced: boolean): Pick<Judgement, 'outcome' | 'reason'> {
  if (boot.setupMode) return { outcome: 'fail', reason: 'setup-mode' };
  if (boot.secureBoot === 'off' || boot.secureBoot === 'unsupported') {
    return { outcome: 'fail', reason: boot.secureBoot };
  }
  if (boot.secureBoot === 'reduced' && !acceptReduced) return { outcome: 'fail', reason: 'reduced' };
  if (boot.shimChecksNothing) return { outcome: 'fail', reason: 'shim-checks-nothing' };
  if (boot.integrityProtection === 'off' || boot.integrityProtection === 'custom') {
    return { outcome: 'fail', reason: 'integrity-protection-off' };
  }
  return boot.secureBoot === null
    ? { outcome: 'unknown', reason: 'not-told' }
    : { outcome: 'pass', reason: 'on' };
}

const secureBootText: Record<NonNullable<BootSecurity['secureBoot']>, Text> = {
  on: text('有効', 'on'),
  reduced: text('低セキュリティ', 'reduced'),
  off: text('無効', 'off'),
  unsupported: text('なし', 'none'),
};

function shown(boot: BootSecurity): Text {
  if (boot.container) return text('コンテナ', 'a container');
  const state = boot.secureBoot === null ? text('不明', 'not told') : secureBootText[boot.secureBoot];
  const ja = [`セキュアブート: ${state.ja}`];
  const en = [`Secure Boot: ${state.en}`];
  if (boot.setupMode) {
    ja.push('セットアップモード');
    en.push('setup mode');
  }
  if (boot.integrityProtection) {
    const words = { on: text('有効', 'on'), custom: text('一部', 'in parts'), off: text('無効', 'off') };
    ja.push(`SIP: ${words[boot.integrityProtection].ja}`);
    en.push(`SIP: ${words[boot.integrityProtection].en}`);
  }
  if (boot.tpm) {
    ja.push(`TPM: ${boot.tpm.present ? (boot.tpm.version ?? 'あり') : 'なし'}`);
    en.push(`TPM: ${boot.tpm.present ? (boot.tpm.version ?? 'present') : 'none'}`);
  }
  if (boot.lockdown) {
    ja.push(`ロックダウン: ${boot.lockdown}`);
    en.push(`lockdown: ${boot.lockdown}`);
  }
  return text(ja.join('、'), en.join(', '));
}
