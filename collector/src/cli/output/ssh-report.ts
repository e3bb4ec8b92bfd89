import { styleText } from 'node:util';
import { algorithmVerdict } from '@tenken/controls';
import type { ProfileJudgement, SshProfileId } from '@tenken/controls';
import type { SshFacts, SshLists } from '@tenken/controls/evidence';
import { shownTarget, targetName } from '@tenken/shared';
import type { Language } from '@tenken/shared';
import type { SshMeasurement } from '../ssh/measure.ts';
import { plain } from './print.ts';
import { sshSeenWords, sshWords } from './ssh-words.ts';
import { table, wrap } from './table.ts';
import type { Cell } from './table.ts';
import { judgementOf } from './tls-report.ts';

type Options = { profile: SshProfileId; language: Language; width: number };

/** Everything that people want to know of one address: what it offers, then how it is judged. */
export function sshReport(
  measured: SshMeasurement,
  judged: ProfileJudgement | null,
  options: Options,
): string {
  const { language, width } = options;
  const head = heading(measured, language);
  if (measured.ssh === null || judged === null) {
    const why = measured.problem ?? sshSeenWords(measured.seen);
    const said = measured.said === null ? '' : ` (${sshWords[language].said}: ${measured.said})`;
    const words = `？ ${sshWords[language].notMeasured}: ${plain(`${why[language]}${said}`)}`;
    return `${head}\n${styled('yellow', wrap(words, width).join('\n'))}\n\n`;
  }
  const level = judged.levels[0]?.level ?? '';
  return [
    head,
    ...factTables(measured.ssh, measured.measuredAt, options),
    ...judgementOf(judged, level, language, width),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n\n');
}

function heading({ target, address, ssh, connections, elapsedMs }: SshMeasurement, language: Language) {
  const words = sshWords[language];
  const parts = [shownTarget(target)];
  if (address !== null && address !== target.host) {
    parts.push(`→ ${targetName({ host: address, port: target.port })}`);
  }
  if (ssh !== null) parts.push(ssh.identification);
  if (connections > 0) {
    parts.push(`(${connections} ${words.connections}, ${(elapsedMs / 1000).toFixed(1)} ${words.seconds})`);
  }
  return styled('bold', plain(parts.join(' ')));
}

function factTables(ssh: SshFacts, now: Date, { profile, language, width }: Options): string[] {
  const words = sshWords[language];
  const tables: string[] = [];
  if (ssh.lists !== null) {
    tables.push(
      table(words.lists, listRows(ssh.lists, profile, now, language), [0, 0, 3, 1], width),
      `${words.legend}\n`,
    );
  }
  if (ssh.hostKeys.length > 0) {
    const keys = ssh.hostKeys.map(({ type, bits, sha256, authority }): Cell[] => [
      { text: plain(type) },
      { text: String(bits) },
      { text: sha256 },
      { text: authority === null ? '' : plain(`${authority.type} ${authority.bits}`) },
    ]);
    tables.push(table(words.hostKeys, keys, [0, 0, 3, 1], width));
  }
  if (ssh.hostKeysUnread.length > 0) {
    const unread = ssh.hostKeysUnread.map(({ algorithm, why }) => `${algorithm} (${why})`).join(', ');
    tables.push(styled('yellow', `${wrap(`？ ${words.unread}: ${plain(unread)}`, width).join('\n')}\n`));
  }
  if (ssh.groups.length > 0) {
    const groups = ssh.groups.map(({ algorithm, minBits, maxBits, bits, answer }): Cell[] => [
      { text: plain(algorithm) },
      { text: `${minBits}–${maxBits}` },
      bits === null ? { text: plain(answer), style: 'yellow' } : { text: `${bits}${words.bits}` },
    ]);
    tables.push(table(words.groups, groups, [2, 0, 1], width));
  }
  if (!ssh.sameListsEachTime) tables.push(styled('yellow', `？ ${words.differs}\n`));
  return tables;
}

const shownLists = ['keyExchanges', 'hostKeyAlgorithms', 'ciphers', 'macs', 'compression'] as const;

function listRows(lists: SshLists, profile: SshProfileId, now: Date, language: Language): Cell[][] {
  const words = sshWords[language];
  const rows = shownLists.flatMap((list) =>
    entriesOf(lists, list).map(({ name, way }, index): Cell[] => {
      const mark = markOf(algorithmVerdict(profile, list, name, now), list === 'compression');
      const style = mark.style === undefined ? {} : { style: mark.style };
      return [
        { text: index === 0 ? words[list] : '' },
        mark,
        { text: plain(name), ...style },
        { text: way === null ? '' : words[way], style: 'gray' },
      ];
    }),
  );
  const signals = lists.signals.map((name, index): Cell[] => [
    { text: index === 0 ? words.signals : '' },
    { text: '' },
    { text: plain(name), style: 'gray' },
    { text: '' },
  ]);
  return [...rows, ...signals];
}

type Entry = { name: string; way: 'toServer' | 'toClient' | null };

/** Each name once; where the directions differ it says which one has it. */
function entriesOf(lists: SshLists, list: (typeof shownLists)[number]): Entry[] {
  if (list === 'keyExchanges' || list === 'hostKeyAlgorithms') {
    return lists[list].map((name) => ({ name, way: null }));
  }
  const { toServer, toClient } = lists[list];
  return [
    ...toServer.map((name): Entry => ({ name, way: toClient.includes(name) ? null : 'toServer' })),
    ...toClient.filter((name) => !toServer.includes(name)).map((name): Entry => ({ name, way: 'toClient' })),
  ];
}

function markOf(verdict: ReturnType<typeof algorithmVerdict>, isNotJudged: boolean): Cell {
  switch (verdict) {
    case 'pass':
      return { text: '〇' };
    case 'warn':
      return { text: '△', style: 'yellow' };
    case 'fail':
      return { text: '×', style: 'red' };
    case null:
      return isNotJudged ? { text: '' } : { text: '？', style: 'yellow' };
    default:
      return verdict satisfies never;
  }
}

function styled(style: Cell['style'], text: string): string {
  return style === undefined ? text : styleText(style, text, { stream: process.stdout });
}
