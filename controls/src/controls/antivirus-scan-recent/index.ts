import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { antivirus } from '../../evidence/antivirus/index.ts';
import type { Product } from '../../evidence/antivirus/schema.ts';
import { activeProducts, noProductReasons } from '../antivirus-products.ts';
import { defineControl } from '../define.ts';
import { productNamesAge } from '../product-names-age.ts';
import type { Judgement } from '../define.ts';

const dayMs = 86_400_000;
/** A clock of the product may run a little ahead of ours. */
const aheadMs = dayMs;

type Verdict = Pick<Judgement, 'outcome' | 'reason'> & { validUntil?: string };

export const antivirusScanRecent = defineControl({
  id: 'antivirus-scan-recent',
  title: text('ウイルスの定期検査が行われている', 'Scans for malware run regularly'),
  description: text(
    '稼働しているウイルス対策ソフトが、定めた日数以内に検査（クイック検査又は完全検査）を終えていることを、製品又は検査の記録の時刻で確かめる。定期検査の設定だけでは適合としない。',
    'The antivirus product that is on has ended a scan, quick or full, within the given days, by its own word or the time of its log. A schedule alone is not enough.',
  ),
  needs: { state: antivirus },
  params: z.object({
    maxAgeDays: z._default(z.number().check(z.positive()), 7),
    requireFull: z._default(z.boolean(), false),
    referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365),
  }),
  parameters: {
    maxAgeDays: {
      unit: 'days',
      meaning: text('最後の検査からの日数の上限', 'Longest time since the last scan'),
      source: text('製品の既定値（週1回の定期検査）', "The product's default: a scan every week"),
    },
    requireFull: {
      meaning: text('完全検査を求める', 'Ask for a full scan'),
      source: text(
        '製品の既定値（求めない: 「定期的な調査」に種類の定めがない）',
        "The product's default: no, the items ask for regular scans of no certain kind",
      ),
    },
    referenceMaxAgeDays: productNamesAge,
  },
  reference: ['product-names'],
  absences: ['no-active-product'],
  reasons: {
    ...noProductReasons,
    recent: text('期限内に検査している。', 'A scan ended in time.'),
    'too-long-ago': text('最後の検査から日が経ちすぎている。', 'The last scan ended too long ago.'),
    'never-scanned': text('一度も検査していない。', 'There was no scan yet.'),
    'no-schedule': text(
      '定期検査の設定がなく、検査した記録もない。',
      'No scan is scheduled, and none is on record.',
    ),
    'dated-in-the-future': text(
      '検査の時刻が未来である。時計を確かめる。',
      'The scan is dated in the future. Check the clock.',
    ),
    'not-told': text(
      '検査した時刻を端末から知る方法がない。製品か管理サーバーで確かめる。',
      'The time of the last scan is not told on the host. Check the product or its server.',
    ),
  },
  remediation: {
    linux: text(
      'ClamAVは /etc/cron.d に `clamdscan --multiscan --fdpass --log=/var/log/clamav/scan.log 対象` の定期実行を置く。Microsoft Defender は `mdatp scan quick` を定期実行する。',
      'ClamAV: put a job `clamdscan --multiscan --fdpass --log=/var/log/clamav/scan.log FOLDERS` into /etc/cron.d. Microsoft Defender: run `mdatp scan quick` regularly.',
    ),
    windows: text(
      '管理者のPowerShellで `Set-MpPreference -ScanScheduleDay Everyday -ScanParameters QuickScan` を実行するか、他社製品の管理サーバーで定期検査を設定する。今すぐ行うには `Start-MpScan -ScanType QuickScan` を実行する。',
      'Run `Set-MpPreference -ScanScheduleDay Everyday -ScanParameters QuickScan` in PowerShell as administrator, or schedule scans at the server of another product. `Start-MpScan -ScanType QuickScan` scans now.',
    ),
    macos: text(
      '導入した製品の設定か管理サーバーで、定期検査を設定する。',
      'Schedule scans in the settings of the product or at its server.',
    ),
  },
  evaluate({ state }, { maxAgeDays, requireFull }, { now }) {
    const expected = text(
      `${maxAgeDays}日以内に${requireFull ? '完全検査' : '検査'}`,
      `a ${requireFull ? 'full scan' : 'scan'} within ${maxAgeDays} days`,
    );
    const found = activeProducts(state, now);
    if (found.verdict) return { ...found.verdict, expected };
    const verdicts = found.active.map((product) => ({
      product,
      verdict: productVerdict(product, requireFull, maxAgeDays, now.getTime()),
    }));
    const order = ['pass', 'unknown', 'fail'];
    const [best] = verdicts.toSorted(
      (a, b) => order.indexOf(a.verdict.outcome) - order.indexOf(b.verdict.outcome),
    );
    if (!best) return { outcome: 'unknown', reason: 'not-told', observed: expected, expected };
    return { ...best.verdict, observed: shown(best.product, requireFull), expected };
  },
});

function productVerdict(
  { scanning }: Product,
  requireFull: boolean,
  maxAgeDays: number,
  now: number,
): Verdict {
  const last = (requireFull ? scanning?.lastFullAt : scanning?.lastAt) ?? null;
  if (last === 'never') return { outcome: 'fail', reason: 'never-scanned' };
  if (last === null) {
    if (scanning?.scheduled === 'never') return { outcome: 'fail', reason: 'no-schedule' };
    return { outcome: 'unknown', reason: 'not-told' };
  }
  const at = Date.parse(last);
  if (at > now + aheadMs) return { outcome: 'unknown', reason: 'dated-in-the-future' };
  const endsAt = at + maxAgeDays * dayMs;
  if (endsAt <= now) return { outcome: 'fail', reason: 'too-long-ago' };
  return { outcome: 'pass', reason: 'recent', validUntil: new Date(endsAt).toISOString() };
}

function shown({ name, scanning }: Product, requireFull: boolean): Text {
  const last = (requireFull ? scanning?.lastFullAt : scanning?.lastAt) ?? null;
  if (last === null) return text(`${name}: 時刻不明`, `${name}: time not told`);
  if (last === 'never') return text(`${name}: 検査なし`, `${name}: no scan`);
  return text(`${name}: ${last.slice(0, 10)}`, `${name}: ${last.slice(0, 10)}`);
}
