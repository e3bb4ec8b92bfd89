import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { loginFactors } from '../../evidence/login-factors/index.ts';
import { defineControl } from '../define.ts';
import { factorReasons, judgeWays, shownWays } from '../judge-login-ways.ts';

export const loginMultiFactor = defineControl({
  id: 'login-multi-factor',
  title: text('端末へのログオンに二つ以上の要素を求める', 'Signing in at the machine asks for two factors'),
  description: text(
    '機器の前でのログオンが、パスワードだけでも、所持する物や生体だけでも通らないことを確かめる。LinuxはコンソールとGUIのPAMのスタックを、要素を一つずつ与えてたどる。Windowsはスマートカードの強制とパスワードの資格情報プロバイダーの除外、macOSはスマートカードの強制を見る。他社製品（資格情報プロバイダーなど）が決める機器は、その製品で確かめる。',
    'At the machine neither a password alone nor a token or finger alone gets anybody in. On Linux the PAM stacks of console and desktop are tried out with one factor at a time; on Windows enforced smart cards and the exclusion of the password provider count, on macOS enforced smart cards. Where a product of somebody else decides, it has to be checked there.',
  ),
  needs: { state: loginFactors },
  params: z.object({}),
  parameters: {},
  reasons: {
    ...factorReasons,
    'no-way-in': text('機器の前でログオンする入口がない。', 'Nobody can sign in at the machine.'),
  },
  remediation: {
    linux: text(
      '/etc/pam.d の login と表示マネージャーのスタックで、pam_unix の後に pam_u2f や pam_google_authenticator を required で加える（nullok と nouserok は付けない）。',
      'In the stacks of login and the display manager below /etc/pam.d add pam_u2f or pam_google_authenticator as required behind pam_unix, without nullok or nouserok.',
    ),
    windows: text(
      'ローカルセキュリティポリシー「対話型ログオン: Windows Hello for Business またはスマート カードが必要」を有効にするか、二要素認証の製品を導入し、パスワードだけのログオンを禁じる設定にする。',
      'Enable the security option Interactive logon: Require Windows Hello for Business or smart card, or install a product for two factors and forbid logging on with a password alone.',
    ),
    macos: text(
      'MDMの構成プロファイル com.apple.security.smartcard で enforceSmartCard を true にする。',
      'Set enforceSmartCard to true with the configuration profile com.apple.security.smartcard.',
    ),
  },
  evaluate({ state }) {
    const expected = text('ログオンの入口の全てで二つ以上の要素', 'two factors at every way of signing in');
    const ways = state.ways.filter(({ reach, open }) => reach === 'local' && open !== false);
    const observed = shownWays(ways, state);
    if (ways.length === 0) return { outcome: 'not-applicable', reason: 'no-way-in', observed, expected };
    return { ...judgeWays(ways, state, { acceptKeyAlone: false }), observed, expected };
  },
});
