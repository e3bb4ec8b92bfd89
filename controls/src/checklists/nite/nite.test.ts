import { expect, test } from 'vitest';
import { loadChecklist } from '../load.ts';

const { items, marks, rules, organisationKinds } = loadChecklist('nite/2026-04.yaml');

/** Articles with more than one paragraph (項), by how many they have. */
const paragraphs: [count: number, articles: number[]][] = [
  [
    2,
    [
      10, 11, 14, 15, 16, 19, 22, 28, 32, 33, 37, 40, 43, 46, 68, 70, 73, 76, 78, 80, 81, 90, 93, 103, 104,
      105, 106,
    ],
  ],
  [
    3,
    [
      4, 8, 9, 12, 18, 20, 21, 23, 24, 41, 45, 56, 57, 59, 65, 75, 79, 82, 83, 84, 86, 88, 89, 96, 99, 102,
      109,
    ],
  ],
  [4, [6, 7, 27, 35, 48, 50, 52, 54, 55, 62, 63, 64, 87, 101, 108]],
  [5, [36, 38, 42, 58, 61]],
  [6, [5, 100]],
  [7, [51]],
  [8, [98]],
];

const articles = Array.from({ length: 107 }, (_, index) => {
  const article = index + 3;
  return { article, count: paragraphs.find(([, several]) => several.includes(article))?.[0] ?? 1 };
});

/** Chapter and section as printed, with the first and the last article. */
const sections: [chapter: string, section: string, first: number, last: number][] = [
  ['第２章 情報取扱い', '第１節 情報の取扱い', 3, 9],
  ['第３章 情報を取り扱う区域の管理', '第１節 情報を取り扱う区域の管理', 10, 12],
  ['第４章 外部委託', '第１節 業務委託', 13, 16],
  ['第４章 外部委託', '第２節 クラウドサービスの選定（要機密情報を取り扱う場合）', 17, 20],
  ['第４章 外部委託', '第３節 クラウドサービスの利用（要機密情報を取り扱う場合）', 21, 25],
  ['第４章 外部委託', '第４節 クラウドサービスの選定・利用（要機密情報を取り扱わない場合）', 26, 27],
  ['第４章 外部委託', '第５節 機器等の調達', 28, 28],
  ['第５章 情報システムのライフサイクル', '第１節 情報システムの分類', 29, 32],
  ['第５章 情報システムのライフサイクル', '第２節 情報システムのライフサイクルの各段階における対策', 33, 40],
  ['第５章 情報システムのライフサイクル', '第３節 情報システムの運用継続計画', 41, 41],
  ['第６章 情報システムの構成要素', '第１節 端末', 42, 50],
  ['第６章 情報システムの構成要素', '第２節 サーバ装置', 51, 58],
  ['第６章 情報システムの構成要素', '第３節 複合機・特定用途機器', 59, 60],
  ['第６章 情報システムの構成要素', '第４節 通信回線', 61, 69],
  ['第６章 情報システムの構成要素', '第５節 ソフトウェア', 70, 71],
  ['第６章 情報システムの構成要素', '第６節 アプリケーション・コンテンツ', 72, 78],
  ['第７章 情報システムのセキュリティ要件', '第１節 情報システムのセキュリティ機能', 79, 86],
  ['第７章 情報システムのセキュリティ要件', '第２節 情報セキュリティの脅威への対策', 87, 90],
  ['第７章 情報システムのセキュリティ要件', '第３節 ゼロトラストアーキテクチャ', 91, 95],
  ['第８章 情報システムの利用', '第１節 情報システムの利用', 96, 105],
  ['第８章 情報システムの利用', '第２節 ソーシャルメディアによる情報発信', 106, 106],
  ['第８章 情報システムの利用', '第３節 テレワーク', 107, 109],
];

const articleOf = (id: string) => Number(id.split('-')[0]);

test('articles 3 to 109 have their 276 paragraphs, each once, in order', () => {
  expect(items.map(({ id }) => id)).toEqual(
    articles.flatMap(({ article, count }) =>
      Array.from({ length: count }, (_, index) => `${article}-${index + 1}`),
    ),
  );
  expect(items).toHaveLength(276);
});

test('a paragraph is cited by article and paragraph, an article with one paragraph by the article alone', () => {
  expect(items.map(({ number }) => number)).toEqual(
    articles.flatMap(({ article, count }) =>
      count === 1
        ? [`第${article}条`]
        : Array.from({ length: count }, (_, index) => `第${article}条第${index + 1}項`),
    ),
  );
});

test('each article stands under its chapter and section', () => {
  for (const { id, path } of items) {
    const article = articleOf(id);
    const place = sections.find(([, , first, last]) => first <= article && article <= last);
    expect(path.slice(0, 2), `item ${id}`).toEqual(place?.slice(0, 2));
  }
});

test('the paragraphs of an article share its heading, and no two articles of a section have the same', () => {
  const headings = new Map<number, string>();
  for (const { id, path } of items) {
    expect(path, `item ${id}`).toHaveLength(3);
    const heading = path.join(' ');
    expect(path[2], `item ${id}`).toMatch(/^（.+）$/);
    expect(headings.get(articleOf(id)) ?? heading, `item ${id}`).toBe(heading);
    headings.set(articleOf(id), heading);
  }
  expect(headings.size).toBe(107);
  expect(new Set(headings.values()).size).toBe(107);
});

test('the document prints no flags, marks or frequency, and speaks of one kind of organisation', () => {
  expect(
    items.filter(
      ({ flags }) => flags.priority || flags.aggregatorExempt || flags.level || flags.whereApplicable,
    ),
  ).toEqual([]);
  expect(marks.map(({ mark, role, printed, needs }) => [mark, role, printed, needs])).toEqual([
    ['〇', 'done', false, undefined],
    ['△', 'planned', false, 'planned-date'],
    ['－', 'not-applicable', false, 'reason'],
  ]);
  expect(Object.values(rules).map(({ frequency, checks }) => [frequency, checks])).toEqual([
    [undefined, 'all'],
  ]);
  expect(organisationKinds).toHaveLength(1);
});

test('no text stands twice in place of another: titles of an article differ, summaries differ throughout', () => {
  const titles = items.map(({ id, title }) => `${articleOf(id)} ${title.ja}`);
  expect(new Set(titles).size).toBe(titles.length);
  expect(new Set(items.map(({ summary }) => summary.ja)).size).toBe(items.length);
  expect(new Set(items.map(({ summary }) => summary.en)).size).toBe(items.length);
});
