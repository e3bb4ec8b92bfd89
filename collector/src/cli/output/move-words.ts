import type { Language } from '@tenken/shared';
import type { MovePlan, MoveReport, MoveStep } from '../../move/move-report.ts';
import { plain } from './print.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';

/** What is done at the moment, with how quickly rows go by. */
export function moveStepWords(language: Language): (step: MoveStep) => string {
  let counted = { table: '', rows: 0, at: performance.now() };
  const rate = (name: string, rows: number): string => {
    if (counted.table !== name) counted = { table: name, rows, at: performance.now() };
    const seconds = (performance.now() - counted.at) / 1000;
    const speed = seconds < 1 ? 0 : Math.round((rows - counted.rows) / seconds);
    if (speed === 0) return '';
    return { ja: `（毎秒${speed.toLocaleString('en')}行）`, en: ` (${speed.toLocaleString('en')} rows/s)` }[
      language
    ];
  };
  return (step) => {
    if (step.doing === 'check') {
      const { bodies, reports } = step;
      return {
        ja: `破損の確認: 証跡 ${bodies}件、報告 ${reports}件`,
        en: `looking for damage: ${bodies} pieces of evidence, ${reports} reports`,
      }[language];
    }
    if (step.doing === 'copy' || step.doing === 'compare') {
      const { doing, table: name, rows, all } = step;
      const what = { copy: { ja: '転送', en: 'copying' }, compare: { ja: '照合', en: 'comparing' } }[doing];
      const percent = all === 0 ? 100 : Math.floor((rows / all) * 100);
      const [done, of] = [rows.toLocaleString('en'), all.toLocaleString('en')];
      return `${what[language]}: ${name} ${done}/${of} ${percent} %${rate(`${doing} ${name}`, rows)}`;
    }
    if (step.doing === 'index') {
      const { done, all } = step;
      return { ja: `索引と参照の作成: ${done}/${all}`, en: `making indexes and references: ${done}/${all}` }[
        language
      ];
    }
    const last = {
      'audit-log': { ja: '監査ログの照合', en: 'comparing the audit log' },
      tallies: { ja: '集計の照合', en: 'comparing the numbers that are kept' },
    };
    return last[step.doing][language];
  };
}

/** How many rows were copied by this run, and in which time; without indexes and the comparison. */
export class CopyRate {
  readonly #begunAt = new Map<string, number>();
  readonly #rows = new Map<string, number>();
  #firstMs: number | null = null;
  #lastMs = 0;

  see(step: MoveStep): void {
    if (step.doing !== 'copy') return;
    this.#firstMs ??= performance.now();
    this.#lastMs = performance.now();
    if (!this.#begunAt.has(step.table)) this.#begunAt.set(step.table, step.begunAt);
    this.#rows.set(step.table, step.rows);
  }

  get rows(): number {
    return [...this.#rows].reduce((sum, [table, rows]) => sum + rows - (this.#begunAt.get(table) ?? 0), 0);
  }

  get seconds(): number {
    return (this.#lastMs - (this.#firstMs ?? this.#lastMs)) / 1000;
  }
}

const reportHead = {
  ja: ['表', '行（元）', '行（先）', 'SHA-256（先頭）', '照合', 'U+0000 → U+FFFD'],
  en: ['table', 'rows here', 'rows there', 'SHA-256 begins', 'compared', 'U+0000 → U+FFFD'],
};

/** Both sides, table by table, and what is to be told besides. */
export function moveTable(report: MoveReport, language: Language, width: number): string {
  const rows = report.tables.map(({ name, source, target, equal, nul }): Cell[] => [
    { text: name },
    { text: source.rows.toLocaleString('en') },
    { text: target.rows.toLocaleString('en') },
    { text: target.sha256.slice(0, 12) },
    equal
      ? { text: { ja: '一致', en: 'equal' }[language], style: 'green' }
      : { text: { ja: '相違', en: 'DIFFERS' }[language], style: 'red' },
    {
      text: Object.entries(nul)
        .map(([column, count]) => `${column}: ${count}`)
        .join(', '),
    },
  ]);
  return [
    table(reportHead[language], rows, [0, 0, 0, 0, 0, 1], width),
    ...besides(report, language).map(plain),
  ].join('\n');
}

function besides({ auditLog, tallies, wrongCounters, onlyThere }: MoveReport, language: Language): string[] {
  const { entries, signedHeads, intact, equal, faults } = auditLog;
  const state = intact
    ? { ja: '改ざんなし', en: 'intact' }[language]
    : { ja: '改ざんの疑い', en: 'NOT INTACT' }[language];
  const same = equal
    ? { ja: '移行元と同じ', en: 'as here' }[language]
    : { ja: '移行元と相違', en: 'NOT as here' }[language];
  const lines = [
    {
      ja: `監査ログ: ${entries}行、署名 ${signedHeads}、${state}、${same}`,
      en: `audit log: ${entries} lines, ${signedHeads} signed heads, ${state}, ${same}`,
    }[language],
    ...faults.map((fault) => fault[language]),
  ];
  if (tallies.wrong.length === 0) lines.push({ ja: '集計: 正しい', en: 'kept numbers: right' }[language]);
  else {
    lines.push(
      tallies.equal
        ? {
            ja: '集計: 移行前から誤りがあります。移行後に tenken collector recount で直してください。',
            en: 'kept numbers: wrong, as they were before. Run tenken collector recount after the move.',
          }[language]
        : { ja: '集計: 移行先で誤り', en: 'kept numbers: WRONG there' }[language],
      ...tallies.wrong,
    );
  }
  if (wrongCounters.length > 0) {
    lines.push({ ja: '採番の誤り: ', en: 'counters WRONG: ' }[language] + wrongCounters.join(', '));
  }
  if (onlyThere.length > 0) {
    lines.push({ ja: '移行先だけの表: ', en: 'tables over there only: ' }[language] + onlyThere.join(', '));
  }
  return lines;
}

const planHead = { ja: ['表', '行', '移行済み'], en: ['table', 'rows', 'there already'] };

const targets = {
  empty: { ja: '空', en: 'empty' },
  continue: { ja: '移行の途中（続けます）', en: 'an unfinished copy, which is gone on with' },
  anew: {
    ja: '移行の途中（データが変わったか --anew のため、消してやり直します）',
    en: 'an unfinished copy, which is removed: the data has changed since, or --anew says so',
  },
};

/** What would be moved. */
export function planTable({ from, to, target, tables }: MovePlan, language: Language, width: number): string {
  const rows = tables.map(({ name, rows: all, rowsThere }): Cell[] => [
    { text: name },
    { text: all.toLocaleString('en') },
    { text: rowsThere.toLocaleString('en') },
  ]);
  const whole = tables.reduce((sum, one) => sum + one.rows, 0).toLocaleString('en');
  return [
    table(planHead[language], rows, [1, 0, 0], width),
    {
      ja: `${from} から ${to} へ、${tables.length}個の表、${whole}行。移行先: ${targets[target].ja}。何も書き込んでいません。`,
      en: `${from} to ${to}: ${tables.length} tables, ${whole} rows. Over there: ${targets[target].en}. Nothing was written.`,
    }[language],
  ].join('\n');
}

type Words = Record<Language, string>;

export const movedWords = {
  finished: (kept: string): Words => ({
    ja: `前回の移行は照合まで終わっていました。残っていた元のファイルを ${kept} にしました。`,
    en: `The move was complete before. What was left to do: the file is called ${kept} now.`,
  }),
  copied: (rows: number, seconds: number): Words => {
    const [all, each] = [rows, rows / Math.max(seconds, 0.001)].map((one) =>
      Math.round(one).toLocaleString('en'),
    );
    return {
      ja: `転送: ${all}行、${seconds.toFixed(1)}秒、毎秒${each}行`,
      en: `copied ${all} rows in ${seconds.toFixed(1)} s, ${each} a second`,
    };
  },
  report: (file: string): Words => ({ ja: `照合の記録: ${file}`, en: `report of the comparison: ${file}` }),
  moved: (to: string, kept: string): Words => ({
    ja: `${to} への移行が終わり、内容は一致しました。収集サーバーを起動してください。元のファイルは ${kept} にそのまま残しています。`,
    en: `Moved to ${to}, and equal. Start the collector. The file stays as it is, at ${kept}.`,
  }),
  differs: {
    move: {
      ja: '移行元と移行先に相違があるため、切り替えていません。データは元のままです。--anew を付けてやり直してください。',
      en: 'The two sides differ, so nothing was switched over; the data is where it was. Run it again with --anew.',
    },
    compare: {
      ja: '移行元と移行先に相違があります。切り替えた後に収集サーバーが動いていれば、その間の変更も相違になります。',
      en: 'The two sides differ. After the switch, what a collector has changed since differs as well.',
    },
  },
};
