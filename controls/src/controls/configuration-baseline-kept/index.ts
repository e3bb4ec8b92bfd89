import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import type { AnyEvidenceKind } from '../../evidence/define.ts';
import { defineControl } from '../define.ts';
import { compared, isUnderstood, kindOf, settingsOf } from './baseline.ts';
import type { Difference } from './baseline.ts';
import { configurations } from './configuration.ts';

const needs: Record<string, AnyEvidenceKind> = Object.fromEntries(
  configurations.map(({ kind }) => [kind.id, kind]),
);

export const configurationBaselineKept = defineControl({
  id: 'configuration-baseline-kept',
  title: text(
    '設定が届け出た基準構成のとおりである',
    'The configuration is as it was accepted as the baseline',
  ),
  description: text(
    '誰かが決めた設定が、いつの間にか変わっていないことを確かめる。届け出た基準構成の行を一つずつ、その機器の最新の証跡と比べる。比べるのは人が決める設定だけで、動作中かどうか、件数、時刻、バージョンは比べない。基準構成にない設定は見ない。一覧の要素（待受け、管理者など）は、`[*]` の行が absent なら、行のないものが現れたときも不適合とする。',
    'Settings that somebody decided on have not changed unnoticed. Each line of the declared baseline is compared with the newest evidence of the host. Only settings that people decide on are compared: not what runs now, counts, times or versions. What the baseline does not name is not looked at. Of a list, such as listeners or administrators, elements without a line are a failure too where the line `[*]` is absent.',
  ),
  needs,
  wants: ({ baseline }) => [
    ...new Set(baseline?.map(({ setting }) => kindOf(setting)).filter((kind) => kind !== null)),
  ],
  params: z.object({
    baseline: z._default(z.nullable(z.array(z.object({ setting: z.string(), value: z.string() }))), null),
  }),
  parameters: {
    baseline: {
      meaning: text(
        '基準構成。設定は `host-firewall.scopes[ipv4].enabled` のように証跡の種類と場所で書く。今の設定は `tenken host baseline 機器名` が届出の形で書き出す',
        'The baseline: settings by kind of evidence and place, such as `host-firewall.scopes[ipv4].enabled`. `tenken host baseline NAME` writes those of a host as they are now, in the form of the declaration',
      ),
      source: text('機関の届出「基準構成」', "The organisation's declaration of baselines"),
      declared: { kind: 'baselines', fields: ['setting', 'value'] },
    },
  },
  reasons: {
    'as-accepted': text('基準構成のとおりである。', 'Everything is as in the baseline.'),
    differs: text(
      '基準構成と違う設定がある。元に戻すか、変更を承認して基準構成を届け出直す。',
      'Settings differ from the baseline. Set them back, or accept the change and declare the baseline again.',
    ),
    'nothing-declared': text(
      'この機器の基準構成が届け出られていない。`tenken host baseline` で今の設定を書き出し、確かめて、届出「基準とする設定」とする。',
      'No baseline is declared for this host. Write its settings with `tenken host baseline`, review them and declare them as baselines.',
    ),
    'setting-not-seen': text(
      '基準構成の設定が、証跡にもうないか、システムが答えなかった。確かめて、要らなければ基準構成から除く。',
      'Settings of the baseline are no longer in the evidence, or the system did not say what they are. Look at them, and take out of the baseline what is gone for good.',
    ),
    'setting-not-understood': text(
      '基準構成に、この版が知らない設定がある。書き方を `tenken host baseline` の出力と比べる。',
      'The baseline names settings that this version does not know. Compare them with what `tenken host baseline` writes.',
    ),
  },
  remediation: {
    linux: text(
      '不適合の設定を基準構成の値に戻す。変更が承認済みなら `tenken host baseline 機器名` で今の設定を書き出し、確かめて届け出直す。',
      'Set what differs back to the value of the baseline. If the change was approved, write the settings with `tenken host baseline NAME`, review them and declare them again.',
    ),
    windows: text(
      '不適合の設定を基準構成の値に戻す（グループポリシーで配っているものはそちらで）。変更が承認済みなら `tenken host baseline 機器名` で今の設定を書き出し、確かめて届け出直す。',
      'Set what differs back to the value of the baseline, in Group Policy where it comes from there. If the change was approved, write the settings with `tenken host baseline NAME`, review them and declare them again.',
    ),
    macos: text(
      '不適合の設定を基準構成の値に戻す（構成プロファイルで配っているものはそちらで）。変更が承認済みなら `tenken host baseline 機器名` で今の設定を書き出し、確かめて届け出直す。',
      'Set what differs back to the value of the baseline, in the configuration profile where it comes from there. If the change was approved, write the settings with `tenken host baseline NAME`, review them and declare them again.',
    ),
  },
  evaluate(evidence: Partial<Record<string, unknown>>, { baseline }) {
    const count = baseline?.length ?? 0;
    const expected =
      count === 0
        ? text('届け出た基準構成のとおり', 'as in the declared baseline')
        : text(`基準構成の${count}件のとおり`, `as in the ${count} lines of the baseline`);
    if (baseline === null || count === 0) {
      const observed = text('この機器の基準構成なし', 'no baseline for this host');
      return { outcome: 'unknown', reason: 'nothing-declared', observed, expected };
    }
    const settings = Object.entries(evidence).flatMap(([kind, data]) => settingsOf(kind, data));
    const { differences, notSeen } = compared(baseline, settings);
    if (differences.length > 0) {
      const named = text(shown(differences, 'ja'), shown(differences, 'en'));
      return { outcome: 'fail', reason: 'differs', observed: named, expected };
    }
    const strange = baseline.filter((entry) => !isUnderstood(entry)).map(({ setting }) => setting);
    if (strange.length > 0) {
      return { outcome: 'unknown', reason: 'setting-not-understood', observed: names(strange), expected };
    }
    if (notSeen.length > 0) {
      return { outcome: 'unknown', reason: 'setting-not-seen', observed: names(notSeen), expected };
    }
    const observed = text(`基準構成の${count}件と同じ`, `all ${count} lines of the baseline hold`);
    return { outcome: 'pass', reason: 'as-accepted', observed, expected };
  },
});

const mostShown = 8;
const longestShown = 160;

function shown(differences: readonly Difference[], language: 'ja' | 'en'): string {
  const lines = differences.map(({ setting, expected, observed }) =>
    language === 'ja'
      ? `${cut(setting)}: 基準 ${cut(expected)}、現在 ${cut(observed)}`
      : `${cut(setting)}: baseline ${cut(expected)}, now ${cut(observed)}`,
  );
  return bounded(lines);
}

function names(settings: readonly string[]): Text {
  const line = bounded(settings.map(cut));
  return text(line, line);
}

function bounded(lines: readonly string[]): string {
  const rest = lines.length > mostShown ? ` (+${lines.length - mostShown})` : '';
  return `${lines.slice(0, mostShown).join('; ')}${rest}`;
}

function cut(line: string): string {
  return line.length <= longestShown ? line : `${line.slice(0, longestShown).toWellFormed()}…`;
}
