import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { printing } from '../../evidence/printing/index.ts';
import type { Printing } from '../../evidence/printing/schema.ts';
import { securityAgents } from '../../evidence/security-agents/index.ts';
import { useOf } from '../../reference/security-agents/index.ts';
import { defineControl } from '../define.ts';

export const printingRestricted = defineControl({
  id: 'printing-restricted',
  title: text('印刷が制限されている', 'Printing is restricted'),
  description: text(
    '印刷の仕組みがないか無効であること、又はWindowsの印刷デバイスの制御で、組織のプリンターと認めたUSBプリンターだけが使えることを確かめる。印刷を制御する製品（秘文、InterSafe、SKYSEA Client View等）が動いている場合は、管理画面で確かめるまで不明とする。印刷した書類の扱いは人が確かめる。',
    'Printing is absent or disabled, or the device control of Windows lets only printers of the organisation and approved USB printers be used. Where a product that controls printing runs (Hibun, InterSafe, SKYSEA Client View and others) it stays unknown until somebody looks at its console. What happens to paper is for a person to check.',
  ),
  needs: { state: printing, agents: securityAgents },
  params: z.object({ acceptNoPrinters: z._default(z.boolean(), false) }),
  parameters: {
    acceptNoPrinters: {
      meaning: text(
        'プリンターが登録されておらず、管理者だけが追加できればよい',
        'No printer set up, and only administrators may add one, is enough',
      ),
      source: text(
        '製品の既定値（認めない: 利用者ごとのプリンターは機器全体の設定に現れない）',
        "The product's default: no, printers of one person do not show in the settings of the host",
      ),
    },
  },
  reasons: {
    'no-printing': text('印刷の仕組みがないか無効である。', 'Printing is absent or disabled.'),
    'approved-printers-only': text('認めたプリンターだけが使える。', 'Only approved printers can be used.'),
    'no-printers': text(
      'プリンターがなく、管理者だけが追加できる。',
      'There is no printer, and only administrators add one.',
    ),
    open: text('印刷が制限されていない。', 'Printing is not restricted.'),
    'decided-elsewhere': text(
      '印刷を制御する製品が動いている。その管理画面で確かめる。',
      'A product that controls printing runs. Check at its console.',
    ),
    'not-told': text('印刷の状態が分からない。', 'The state of printing is not told.'),
  },
  remediation: {
    linux: text(
      '印刷しない機器では `apt purge cups-daemon`、`dnf remove cups` で除くか、`systemctl mask cups.service cups.socket cups.path` とする。',
      'Where nothing is printed remove it with `apt purge cups-daemon` or `dnf remove cups`, or run `systemctl mask cups.service cups.socket cups.path`.',
    ),
    windows: text(
      '印刷しない機器ではサービス Spooler を無効にする。印刷する機器では、グループポリシー「コンピューターの構成\\管理用テンプレート\\プリンター\\印刷デバイスの制御の制限を有効にする」と「承認済みのUSB接続印刷デバイスの一覧」を設定する。',
      'Where nothing is printed disable the service Spooler. Else set the group policies Computer Configuration\\Administrative Templates\\Printers\\Enable Device Control Printing Restrictions and List of Approved USB-connected print devices.',
    ),
    macos: text(
      '印刷を制御する製品を導入する。管理者だけがプリンターを追加できるようにするには、構成プロファイル com.apple.mcxprinting で RequireAdminToAddPrinters を true にする。',
      'Install a product that controls printing. For only administrators to add printers set RequireAdminToAddPrinters with the profile com.apple.mcxprinting.',
    ),
  },
  evaluate({ state, agents }, { acceptNoPrinters }, { reference }) {
    const expected = text('印刷できないか、認めたプリンターだけ', 'no printing, or approved printers only');
    const observed = shown(state);
    if (state.spooler === 'absent' || state.spooler === 'disabled') {
      return { outcome: 'pass', reason: 'no-printing', observed, expected };
    }
    if (state.deviceControl === true) {
      return { outcome: 'pass', reason: 'approved-printers-only', observed, expected };
    }
    if (acceptNoPrinters && state.printers === 0 && state.addingRestricted === true) {
      return { outcome: 'pass', reason: 'no-printers', observed, expected };
    }
    const [first] = [...state.unread, ...agents.unread];
    if (first) return { outcome: 'error', reason: first.code, observed, expected };
    const products = agents.agents.filter(
      ({ agent, running }) =>
        running !== false && useOf(agent, reference.securityAgents)['data-loss-prevention'] !== undefined,
    );
    if (products.length > 0) return { outcome: 'unknown', reason: 'decided-elsewhere', observed, expected };
    if (state.spooler === null) return { outcome: 'unknown', reason: 'not-told', observed, expected };
    return { outcome: 'fail', reason: 'open', observed, expected };
  },
});

const spoolerText: Record<NonNullable<Printing['spooler']> | 'not-told', Text> = {
  absent: text('印刷機能なし', 'no printing'),
  disabled: text('印刷は無効', 'printing disabled'),
  enabled: text('印刷は有効', 'printing enabled'),
  'not-told': text('不明', 'not told'),
};

function shown({ spooler, printers, deviceControl }: Printing): Text {
  const word = spoolerText[spooler ?? 'not-told'];
  const count =
    printers === null ? text('', '') : text(`、プリンター${printers}台`, `, ${printers} printers`);
  const control = deviceControl ? text('、デバイス制御あり', ', device control') : text('', '');
  return text(`${word.ja}${count.ja}${control.ja}`, `${word.en}${count.en}${control.en}`);
}
