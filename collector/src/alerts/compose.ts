import type { Language, Text } from '@tenken/shared';
import type { AlertTrigger } from '../api/alert-schemas.ts';
import { timeInJapan } from '../documents/japanese/calendar.ts';
import { visibleText } from '../documents/visible-text.ts';
import type { AlertMessage, Topic } from './message.ts';

export type Composing = {
  id: string;
  rule: { id: string; name: string; trigger: AlertTrigger; language: Language };
  /** Those with most things first. */
  topics: readonly Topic[];
  total: number;
  now: number;
  /** Of the page, without a slash at its end. */
  page: string;
  titleOfControl: (id: string) => Text;
};

const nothing = { ja: '新しい該当なし', en: 'nothing new' };
const nothingNew = {
  ja: '前の通知の後、この規則に新しく当てはまったものはありません。前から続いているものは含みません。この通知は、監視が動いていることを示すためにも送っています。',
  en: 'Nothing new matched this rule since its last message; what has been so since before is not counted. This message also shows that somebody still looks.',
};
const topicsInText = 30;
const namesInText = 10;
const entriesForPrograms = 100;

/** One message for everything that a rule has gathered. */
export function compose(composing: Composing): AlertMessage {
  const { id, rule, topics, total, now, page } = composing;
  const { language, trigger } = rule;
  const hosts = topics.length === 1 ? (topics[0]?.hosts ?? 0) : null;
  const lines = topics.slice(0, topicsInText).map((topic) => lineOf(topic, composing));
  const more = topics.length - topicsInText;
  if (total === 0) lines.push(say(nothingNew, language));
  if (more > 0) lines.push(say({ ja: `ほか ${more} 件の管理策など`, en: `and ${more} more` }, language));
  return {
    version: 1,
    id,
    rule: { id: rule.id, name: rule.name },
    kind: trigger.kind,
    language,
    madeAt: new Date(now).toISOString(),
    subject: `[Tenken] ${plain(rule.name)}: ${say(total === 0 ? nothing : subjectOf(trigger, total, hosts), language)}`,
    lines,
    url: `${page}${pathOf(trigger)}`,
    total,
    entries: topics.flatMap(({ entries }) => entries).slice(0, entriesForPrograms),
  };
}

/** What shows that a channel works. */
export function composeTest(made: {
  id: string;
  language: Language;
  now: number;
  page: string;
}): AlertMessage {
  const { id, language, now, page } = made;
  return {
    version: 1,
    id,
    rule: null,
    kind: 'test',
    language,
    madeAt: new Date(now).toISOString(),
    subject: say({ ja: '[Tenken] テスト通知', en: '[Tenken] Test message' }, language),
    lines: [
      say(
        {
          ja: `この通知先に届いています。送信日時 ${timeInJapan(new Date(now).toISOString())}（日本時間）`,
          en: `This channel works. Sent at ${timeInJapan(new Date(now).toISOString())} (Japan).`,
        },
        language,
      ),
    ],
    url: `${page}/alerts`,
    total: 0,
    entries: [],
  };
}

function subjectOf(trigger: AlertTrigger, total: number, hosts: number | null): Text {
  switch (trigger.kind) {
    case 'failure':
      return {
        ja: `新たな不適合 ${total}件${hosts === null ? '' : `（${hosts}台）`}`,
        en: `${total} new ${total === 1 ? 'failure' : 'failures'}${hosts === null ? '' : ` on ${hosts} ${hosts === 1 ? 'host' : 'hosts'}`}`,
      };
    case 'silence':
      return { ja: `報告が途絶えた端末・機器 ${total}台`, en: `${total} ${plural(total)} went silent` };
    case 'quarantine':
      return { ja: `隔離された端末・機器 ${total}台`, en: `${total} ${plural(total)} quarantined` };
    case 'coverage':
      return { ja: '報告している端末・機器の割合が下限未満', en: 'too few hosts report' };
    case 'expiry':
      return {
        ja: `期限が近いもの・過ぎたもの ${total}件`,
        en: `${total} ${total === 1 ? 'thing ends' : 'things end'} soon or ended`,
      };
    default:
      return trigger satisfies never;
  }
}

function lineOf(topic: Topic, { rule, titleOfControl }: Composing): string {
  const { language } = rule;
  const [first] = topic.entries;
  if (first === undefined) return topic.topic;
  const names = namesOf(topic, language);
  switch (first.kind) {
    case 'failure': {
      const title = plain(say(titleOfControl(topic.topic), language));
      return say(
        {
          ja: `・${title}: ${topic.hosts}台 ${names}`,
          en: `- ${title}: ${topic.hosts} ${plural(topic.hosts)} ${names}`,
        },
        language,
      );
    }
    case 'silence':
    case 'quarantine':
      return say(
        { ja: `・${topic.hosts}台 ${names}`, en: `- ${topic.hosts} ${plural(topic.hosts)} ${names}` },
        language,
      );
    case 'coverage': {
      const { reporting, hosts, belowPercent } = first;
      return say(
        {
          ja: `・対象 ${hosts}台中 ${reporting}台が報告（${shareOf(reporting, hosts)}%）。下限 ${belowPercent}%`,
          en: `- ${reporting} of ${hosts} hosts report (${shareOf(reporting, hosts)}%), less than ${belowPercent}%`,
        },
        language,
      );
    }
    case 'expiry':
      return `${say(expiryWords[first.of], language)}\n${topic.entries
        .slice(0, namesInText)
        .map((entry) => (entry.kind === 'expiry' ? `  ${entry.on} ${plain(say(entry.title, language))}` : ''))
        .concat(
          topic.things > namesInText
            ? [
                say(
                  {
                    ja: `  ほか ${topic.things - namesInText}件`,
                    en: `  and ${topic.things - namesInText} more`,
                  },
                  language,
                ),
              ]
            : [],
        )
        .join('\n')}`;
    default:
      return first satisfies never;
  }
}

const expiryWords = {
  finding: { ja: '・まもなく適合でなくなる管理策', en: '- Controls that pass not much longer' },
  feed: { ja: '・参照データ', en: '- Reference data' },
  certificate: { ja: '・証明書', en: '- Certificates' },
  waiver: { ja: '・例外', en: '- Exceptions' },
  plan: { ja: '・改善計画', en: '- Plans' },
  attestation: { ja: '・申告', en: '- Attestations' },
  declaration: { ja: '・宣言の見直し', en: '- Declarations to look at again' },
} as const satisfies Record<string, Text>;

function namesOf({ entries, hosts }: Topic, language: Language): string {
  const names = [
    ...new Set(entries.flatMap((entry) => ('hostName' in entry ? [plain(entry.hostName)] : []))),
  ];
  const shown = names.slice(0, namesInText);
  const more = hosts - shown.length;
  if (more > 0) shown.push(say({ ja: `ほか${more}台`, en: `${more} more` }, language));
  return language === 'ja' ? `（${shown.join('、')}）` : `(${shown.join(', ')})`;
}

function pathOf(trigger: AlertTrigger): string {
  switch (trigger.kind) {
    case 'failure':
      return '/controls';
    case 'silence':
    case 'quarantine':
      return '/hosts';
    case 'coverage':
    case 'expiry':
      return '/';
    default:
      return trigger satisfies never;
  }
}

/** Rounded down: 99.96 % of the hosts are not all. */
export function shareOf(reporting: number, hosts: number): number {
  return hosts === 0 ? 100 : Math.floor((reporting / hosts) * 1000) / 10;
}

/** A name from outside: on one line, of bounded length, with nothing that cannot be seen. */
function plain(name: string): string {
  const seen = visibleText(name).replaceAll(/[\n\t]+/g, ' ');
  return seen.length > 100 ? `${seen.slice(0, 99)}…` : seen;
}

function plural(hosts: number): string {
  return hosts === 1 ? 'host' : 'hosts';
}

function say(words: Text, language: Language): string {
  return words[language];
}
