import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { fileIntegrity } from '../../evidence/file-integrity/index.ts';
import type { IntegrityTool } from '../../evidence/file-integrity/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';

const dayMs = 86_400_000;

type Verdict = Pick<Judgement, 'outcome' | 'reason' | 'validUntil'>;

/** The best of several tools counts. */
const ranking = [
  'checked',
  'changes-found',
  'run-not-told',
  'started-not-told',
  'not-run-lately',
  'not-started',
  'no-baseline',
  'switched-off',
];

export const fileIntegrityMonitored = defineControl({
  id: 'file-integrity-monitored',
  title: text('ファイルの改ざんが検知される', 'Changes of files are noticed'),
  description: text(
    'ファイルの改ざんを検知する製品に比較の基準があり、自動で動いていて、最近比較していることを確かめる。製品が入っているだけ、基準がないだけ、OS自身の封印だけでは適合としない。監視するファイルの範囲と、見つかった変化への対応は人が確かめる。',
    'A product that notices changed files has a baseline, is started by itself and compared lately. Being installed is not enough, nor is the seal of the system itself. Which files are covered, and what was done about the changes found, is for people to check.',
  ),
  needs: { state: fileIntegrity },
  params: z.object({ maxRunAgeDays: z._default(z.number().check(z.positive()), 7) }),
  parameters: {
    maxRunAgeDays: {
      unit: 'days',
      meaning: text('最後の比較から許容する日数', 'Longest time since the last comparison that is accepted'),
      source: text(
        'PCI DSS v4 要件11.5.2（週に1回以上の比較）',
        'PCI DSS v4, 11.5.2: compare at least once a week',
      ),
    },
  },
  reasons: {
    checked: text('改ざん検知が動いている。', 'Integrity monitoring works.'),
    'changes-found': text(
      '改ざん検知が動いている。最後の比較で変化が見つかっているため、内容を確かめる。',
      'Integrity monitoring works. The last comparison found changes: look at them.',
    ),
    'files-of-the-host': text(
      'コンテナのファイルはホストの側で監視する。',
      "A container's files are watched from its host.",
    ),
    none: text('改ざんを検知する製品がない。', 'There is no product that notices changes.'),
    'only-system-volume': text(
      'OS自身のファイルの封印だけで、追加されたファイルの改ざんは検知されない。',
      'Only the files of the system itself are sealed; changes of all others go unnoticed.',
    ),
    'no-baseline': text('比較の基準となるデータベースがない。', 'There is no database to compare with.'),
    'not-started': text('自動で比較されるようになっていない。', 'Nothing starts the comparison.'),
    'not-run-lately': text('最後の比較が古い。', 'The last comparison is too old.'),
    'switched-off': text('改ざん検知の設定が無効である。', 'Integrity monitoring is switched off.'),
    'run-not-told': text(
      '最後に比較した時刻が分からない。報告をファイルに残す。',
      'The time of the last comparison is not told. Let it write a report into a file.',
    ),
    'started-not-told': text('製品が動いているか分からない。', 'It is not told whether the product runs.'),
  },
  remediation: {
    linux: text(
      'AIDEを導入し、`aide --init`（Debianは `aideinit`）で作ったデータベースを database_in の場所に置き、`systemctl enable --now dailyaidecheck.timer`（Debian）又はcronで毎日 `aide --check` を実行して、report_url で /var/log/aide/aide.log に残す。',
      'Install AIDE, put the database made by `aide --init` (Debian: `aideinit`) where database_in says, run `aide --check` daily by `systemctl enable --now dailyaidecheck.timer` (Debian) or cron, and let report_url write /var/log/aide/aide.log.',
    ),
    windows: text(
      '改ざん検知の製品（Wazuhなど）を導入し、公開する内容と実行ファイルのフォルダーを監視の対象にする。',
      'Install a product that watches files (Wazuh or another) and have it watch the folders of published content and of programs.',
    ),
    macos: text(
      '改ざん検知の製品（Wazuhなど）を導入する。システムボリュームの封印は無効にしない。',
      'Install a product that watches files (Wazuh or another). Keep the seal of the system volume.',
    ),
  },
  evaluate({ state }, { maxRunAgeDays }, { now }) {
    const expected = text(
      `${maxRunAgeDays}日以内に自動で比較`,
      `compared by itself within ${maxRunAgeDays} days`,
    );
    const observed = shown(state.tools);
    const base = { observed, expected };
    if (state.container) {
      return {
        outcome: 'not-applicable',
        reason: 'files-of-the-host',
        observed: text('コンテナ', 'a container'),
        expected,
      };
    }
    const verdicts = state.tools
      .filter(({ covers }) => covers === 'files')
      .map((tool) => verdictOf(tool, maxRunAgeDays, now))
      .toSorted((a, b) => ranking.indexOf(a.reason) - ranking.indexOf(b.reason));
    const [best] = verdicts;
    if (best?.outcome === 'pass') return { ...best, ...base };
    const [first] = state.unread;
    if (first) return { outcome: 'error', reason: first.code, ...base };
    if (best) return { ...best, ...base };
    const sealed = state.tools.some(({ covers, enabled }) => covers === 'system-volume' && enabled === true);
    return { outcome: 'fail', reason: sealed ? 'only-system-volume' : 'none', ...base };
  },
});

function verdictOf(tool: IntegrityTool, maxDays: number, now: Date): Verdict {
  if (tool.enabled === false) return { outcome: 'fail', reason: 'switched-off' };
  if (tool.baselineAt === null) return { outcome: 'fail', reason: 'no-baseline' };
  if (tool.started === 'nothing') return { outcome: 'fail', reason: 'not-started' };
  if (tool.lastRunAt === null) return { outcome: 'unknown', reason: 'run-not-told' };
  const until = Date.parse(tool.lastRunAt) + maxDays * dayMs;
  if (now.getTime() > until) return { outcome: 'fail', reason: 'not-run-lately' };
  if (tool.started === null) return { outcome: 'unknown', reason: 'started-not-told' };
  const reason = tool.lastResult === 'changed' ? 'changes-found' : 'checked';
  return { outcome: 'pass', reason, validUntil: new Date(until + 1).toISOString() };
}

function shown(tools: readonly IntegrityTool[]): Text {
  if (tools.length === 0) return text('製品なし', 'no product');
  const parts = tools.map(({ product, baselineAt, lastRunAt, lastResult, covers }) => {
    if (covers === 'system-volume') return text(`${product}（OSの封印）`, `${product} (seal of the system)`);
    const result =
      lastResult === null
        ? text('', '')
        : lastResult === 'changed'
          ? text('・変化あり', ', changes found')
          : text('・変化なし', ', no changes');
    return text(
      `${product}: 基準 ${baselineAt ?? 'なし'}、最後の比較 ${lastRunAt ?? '不明'}${result.ja}`,
      `${product}: baseline ${baselineAt ?? 'none'}, last compared ${lastRunAt ?? 'not told'}${result.en}`,
    );
  });
  return text(parts.map(({ ja }) => ja).join('、'), parts.map(({ en }) => en).join('; '));
}
