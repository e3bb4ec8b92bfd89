import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { kernelHardening } from '../../evidence/kernel-hardening/index.ts';
import { defineControl } from '../define.ts';

export const credentialsProtected = defineControl({
  id: 'credentials-protected',
  title: text(
    'ログオンの認証情報がメモリーから盗まれにくい',
    'Logon secrets are kept from being read out of memory',
  ),
  description: text(
    '侵入した者が管理者の認証情報を抜き取って隣の機器へ広がるのを難しくするため、WindowsのLSA保護（RunAsPPL）が設定されているか、Credential Guardが稼働していることを確かめる。LSA保護は設定の値であり、次の起動から効く。Linux と macOS には同じ仕組みがないため対象外とする。',
    'So that an intruder cannot take the secrets of administrators and move on to the next machine, LSA protection (RunAsPPL) is set on Windows, or Credential Guard runs. LSA protection is the setting, which holds from the next start on. Linux and macOS have nothing of this kind.',
  ),
  needs: { kernel: kernelHardening },
  params: z.object({}),
  parameters: {},
  reasons: {
    'credential-guard': text('Credential Guardが稼働している。', 'Credential Guard runs.'),
    'lsa-protected': text('LSA保護が設定されている。', 'LSA protection is set.'),
    'no-windows-logon': text('Windowsではない。', 'This is no Windows.'),
    'switched-off': text('LSA保護が無効に設定されている。', 'LSA protection is switched off.'),
    'not-set': text(
      'LSA保護が設定されておらず、Credential Guardも稼働していない。',
      'LSA protection is not set and Credential Guard does not run.',
    ),
    'not-told': text('保護の状態が示されない。', 'Whether there is protection is not told.'),
  },
  remediation: {
    linux: text('対象外（Windowsの設定）。', 'Not applicable: a setting of Windows.'),
    windows: text(
      'グループポリシー「コンピューターの構成\\管理用テンプレート\\システム\\ローカル セキュリティ機関\\LSASS を保護されたプロセスとして実行するように構成する」を有効にする（`HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa` の `RunAsPPL`=1）。先に、認証に加わる製品が署名されているかを監査モードで確かめ、再起動する。対応するエディションでは Credential Guard も有効にする。',
      'Enable the group policy Computer Configuration\\Administrative Templates\\System\\Local Security Authority\\Configures LSASS to run as a protected process (`RunAsPPL`=1 in `HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa`). First check in audit mode that products which take part in logon are signed; then restart. Where the edition has it, turn on Credential Guard as well.',
    ),
  },
  evaluate({ kernel: { lsaProtection, credentialGuard, unread } }, _params, { platform }) {
    const expected = text(
      'LSA保護が設定済み、又はCredential Guardが稼働',
      'LSA protection is set, or Credential Guard runs',
    );
    if (platform !== 'windows') {
      const observed = text('Windows以外', 'another system');
      return { outcome: 'not-applicable', reason: 'no-windows-logon', observed, expected };
    }
    const guard =
      credentialGuard === null
        ? text('不明', 'not told')
        : credentialGuard === 'running'
          ? text('稼働', 'runs')
          : text('停止', 'does not run');
    const observed = text(
      `LSA保護: ${lsaProtection ?? '不明'}、Credential Guard: ${guard.ja}`,
      `LSA protection: ${lsaProtection ?? 'not told'}, Credential Guard: ${guard.en}`,
    );
    if (credentialGuard === 'running') {
      return { outcome: 'pass', reason: 'credential-guard', observed, expected };
    }
    if (lsaProtection === 'on') return { outcome: 'pass', reason: 'lsa-protected', observed, expected };
    const [first] = unread;
    if (first) return { outcome: 'error', reason: first.code, observed, expected };
    if (lsaProtection === null || credentialGuard === null) {
      return { outcome: 'unknown', reason: 'not-told', observed, expected };
    }
    return {
      outcome: 'fail',
      reason: lsaProtection === 'off' ? 'switched-off' : 'not-set',
      observed,
      expected,
    };
  },
});
