import type { LevelJudgement, ProfileJudgement, RequirementJudgement } from '@tenken/controls';
import type { TlsFacts } from '@tenken/controls/evidence';
import { shownTarget, targetName } from '@tenken/shared';
import type { Language } from '@tenken/shared';
import { styleText } from 'node:util';
import { daysLeft } from '../tls/document.ts';
import { strengthOf, suiteMarks } from '../tls/judge.ts';
import type { JudgeContext, SuiteMark } from '../tls/judge.ts';
import type { Measurement } from '../tls/measure.ts';
import { plain } from './print.ts';
import { table, wrap } from './table.ts';
import type { Cell } from './table.ts';
import {
  featureName,
  levelWords,
  requirementWords,
  seenWords,
  strengthWords,
  stricterWords,
  tlsWords,
  unverifiedHint,
  unverifiedRow,
  unverifiedWords,
} from './tls-words.ts';

/** Everything that people want to know of one address: what it accepts, then how it is judged. */
export function tlsReport(
  measured: Measurement,
  judged: ProfileJudgement | null,
  context: JudgeContext,
  options: { language: Language; width: number },
): string {
  const { language, width } = options;
  const head = heading(measured, language);
  if (measured.tls === null || judged === null) {
    const why = measured.problem ?? seenWords(measured.seen);
    const words = `？ ${tlsWords[language].notMeasured}: ${plain(why[language])}`;
    return `${head}\n${styled('yellow', wrap(words, width).join('\n'))}\n\n`;
  }
  return [
    head,
    ...nameHint(measured, language, width),
    ...factTables(measured.tls, measured.measuredAt, suiteMarks(context), language, width),
    ...judgementOf(judged, context.level, language, width),
    ...(judged.levels.some(({ byUnverifiedRows }) => byUnverifiedRows)
      ? [...wrap(unverifiedHint(judged.profile)[language], width), '']
      : []),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n\n');
}

function heading({ target, address, connections, elapsedMs }: Measurement, language: Language): string {
  const words = tlsWords[language];
  const parts = [shownTarget(target)];
  if (address !== null && address !== target.host) {
    parts.push(`→ ${targetName({ host: address, port: target.port })}`);
  }
  if (target.startTls !== null) parts.push(`STARTTLS ${target.startTls}`);
  if (target.serverName !== null && target.serverName !== target.host) {
    parts.push(`${words.name} ${target.serverName}`);
  }
  if (connections > 0) {
    parts.push(`(${connections} ${words.connections}, ${(elapsedMs / 1000).toFixed(1)} ${words.seconds})`);
  }
  return styled('bold', plain(parts.join(' ')));
}

/** The answer of a server that knows no such name, or takes nobody without one: unrecognized_name (RFC 6066, section 3). */
const unrecognizedName = 'alert-112';

function nameHint({ tls, target }: Measurement, language: Language, width: number): string[] {
  if (!tls?.protocols.some(({ answer }) => answer === unrecognizedName)) return [];
  const words = tlsWords[language];
  const hint = target.serverName === null ? words.needsName : words.unknownName;
  return [`${styled('yellow', wrap(`？ ${hint}`, width).join('\n'))}\n`];
}

function factTables(
  tls: TlsFacts,
  now: Date,
  markOf: (id: string) => SuiteMark,
  language: Language,
  width: number,
): string[] {
  const words = tlsWords[language];
  const tables = [protocolTable(tls, language, width)];
  const suites = suiteRows(tls, markOf);
  if (suites.length > 0) {
    tables.push(table(words.suites, suites, [0, 0, 0, 1], width), `${words.legend}\n`);
  }
  tables.push(
    ...listTable(words.groups, tls.groups, words.incomplete, width),
    ...listTable(words.schemes, tls.signatureSchemes, words.incomplete, width),
  );
  const certificates = certificateRows(tls, now, language);
  if (certificates.length > 0) {
    tables.push(table(words.certificates, certificates, [0, 3, 3, 0, 0, 0, 0], width));
  }
  if (tls.certificatesUnread !== null) {
    tables.push(styled('yellow', `？ ${words.unread} (${plain(tls.certificatesUnread)})\n`));
  }
  const features = featureRows(tls, language);
  if (features.length > 0) tables.push(table(words.features, features, [1, 1], width));
  return tables;
}

function protocolTable(tls: TlsFacts, language: Language, width: number): string {
  const words = tlsWords[language];
  const rows = tls.protocols.map(({ protocol, offered, complete, answer, ...rest }): Cell[] => {
    const { serverPreference, smallestDhBits } = rest;
    const order = serverPreference === null ? '' : serverPreference ? words.server : words.client;
    const cut = offered !== null && !complete ? ` (${words.incomplete})` : '';
    return [
      { text: protocol },
      answerCell(offered, language),
      { text: order },
      { text: smallestDhBits === null ? '' : `${smallestDhBits}${words.bits}` },
      { text: `${plain(answer)}${cut}`, style: 'gray' },
    ];
  });
  return table(words.protocols, rows, [0, 0, 0, 0, 1], width);
}

/** Newest version first, as people look for what is used. */
function suiteRows(tls: TlsFacts, markOf: (id: string) => SuiteMark): Cell[][] {
  const marks = {
    good: { text: '〇' },
    weak: { text: '×', style: 'red' },
    outside: { text: '△', style: 'yellow' },
  } as const satisfies Record<SuiteMark, Cell>;
  return tls.protocols.toReversed().flatMap(({ protocol, ciphers }) =>
    ciphers.map(({ id, name }, index): Cell[] => {
      const mark: Cell = marks[markOf(id)];
      const style = mark.style === undefined ? {} : { style: mark.style };
      return [
        { text: index === 0 ? protocol : '' },
        mark,
        { text: id, style: 'gray' },
        { text: plain(name), ...style },
      ];
    }),
  );
}

function listTable(
  head: readonly string[],
  lists: TlsFacts['groups'],
  incomplete: string,
  width: number,
): string[] {
  if (lists.length === 0) return [];
  const rows = lists.map(({ protocol, accepted, complete }) => [
    { text: protocol },
    {
      text: `${accepted.map(({ name }) => plain(name)).join(', ') || '－'}${complete ? '' : ` (${incomplete})`}`,
    },
  ]);
  return [table(head, rows, [0, 1], width)];
}

function certificateRows(tls: TlsFacts, now: Date, language: Language): Cell[][] {
  const words = tlsWords[language];
  return tls.chains.flatMap(({ certificates }, chain) =>
    certificates.map((certificate, position): Cell[] => {
      const { subject, issuer, keyType, keyBits, signatureHash, notAfter } = certificate;
      const left = daysLeft(notAfter, now);
      const style: Cell['style'] = left < 0 ? 'red' : left <= 30 ? 'yellow' : undefined;
      return [
        { text: `${chain + 1}.${position + 1}` },
        { text: plain(subject) },
        { text: plain(issuer) },
        { text: plain(`${keyType ?? '？'} ${keyBits ?? ''}`.trim()) },
        { text: plain(signatureHash ?? '？') },
        { text: notAfter.slice(0, 10) },
        { text: left < 0 ? words.ended : `${left}${words.days}`, ...(style !== undefined && { style }) },
      ];
    }),
  );
}

function featureRows(tls: TlsFacts, language: Language): Cell[][] {
  const { alpn, ...answers } = tls.features;
  const rows = Object.entries(answers)
    .filter(([, answer]) => answer !== null)
    .map(([name, answer]): Cell[] => [{ text: featureName(name)[language] }, answerCell(answer, language)]);
  if (alpn !== null) {
    rows.push([{ text: 'ALPN' }, { text: plain(alpn.join(', ')) || tlsWords[language].no }]);
  }
  const { clientCertificateRequested, http } = tls;
  if (clientCertificateRequested !== null) {
    const name = tlsWords[language].clientCertificate;
    rows.push([{ text: name }, answerCell(clientCertificateRequested, language)]);
  }
  if (http !== null) {
    const sts = http.strictTransportSecurity;
    const flags = [sts?.includeSubDomains && 'includeSubDomains', sts?.preload && 'preload'].filter(Boolean);
    const shown =
      sts === null ? tlsWords[language].no : [`max-age=${sts.maxAgeSeconds}`, ...flags].join('; ');
    rows.push([{ text: `HSTS (HTTP ${http.status})` }, { text: shown }]);
  }
  return rows;
}

function answerCell(answer: boolean | null, language: Language): Cell {
  const words = tlsWords[language];
  if (answer === null) return { text: words.unknown, style: 'yellow' };
  return answer ? { text: words.yes } : { text: words.no, style: 'gray' };
}

/** The level that was asked for in full; of the others what keeps them from being met. */
export function judgementOf(
  judged: ProfileJudgement,
  level: string,
  language: Language,
  width: number,
): string[] {
  const asked = judged.levels.filter((one) => one.level === level);
  const others = judged.levels.filter((one) => one.level !== level);
  const strength = strengthOf(judged, level);
  const isStricter = strength !== asked[0]?.outcome;
  return [
    ...asked.flatMap((one) => levelTables(judged.profile, one, one.requirements, language, width)),
    ...others.flatMap((one) => {
      const open = one.requirements.filter(
        ({ strength, outcome }) => strength === 'mandatory' && (outcome === 'fail' || outcome === 'unknown'),
      );
      return levelTables(judged.profile, one, open, language, width);
    }),
    ...(isStricter
      ? [styled(levelWords[strength].style, wrap(stricterWords[strength][language], width).join('\n')), '']
      : []),
  ];
}

function levelTables(
  profile: string,
  { title, outcome, byUnverifiedRows }: LevelJudgement,
  requirements: readonly RequirementJudgement[],
  language: Language,
  width: number,
): string[] {
  const word = levelWords[outcome];
  const by = byUnverifiedRows
    ? { ja: `（${unverifiedWords.ja}）`, en: ` (${unverifiedWords.en})` }[language]
    : '';
  const line = `${word.sign} ${title[language]} [${profile}]: ${word[language]}${by}`;
  const tables = (['mandatory', 'recommended'] as const).flatMap((strength) => {
    const rows = requirements
      .filter((one) => one.strength === strength)
      .toSorted((a, b) => worst.indexOf(a.outcome) - worst.indexOf(b.outcome))
      .map((one) => requirementRow(one, language));
    if (rows.length === 0) return [];
    const head: [string, ...string[]] = [...tlsWords[language].requirements];
    head[1] = strengthWords[strength][language];
    return [table(head, rows, [0, 3, 4, 3], width)];
  });
  // A table brings the empty line behind it.
  return [styled(word.style, wrap(line, width).join('\n')), ...(tables.length > 0 ? tables : [''])];
}

const worst: readonly RequirementJudgement['outcome'][] = [
  'fail',
  'unknown',
  'warning',
  'pass',
  'not-applicable',
];

function requirementRow(one: RequirementJudgement, language: Language): Cell[] {
  const { sign, style, ...word } = requirementWords[one.outcome];
  const mark = one.verified ? '' : ` ${unverifiedRow[language]}`;
  return [
    { text: `${sign} ${word[language]}`, ...(style !== undefined && { style }) },
    { text: `${one.title[language]}${mark}` },
    { text: plain(one.observed[language]) },
    { text: plain(one.expected[language]) },
  ];
}

function styled(style: Cell['style'], text: string): string {
  return style === undefined ? text : styleText(style, text, { stream: process.stdout });
}
